// What the toolkit under wxWidgets must be asked directly: the style sheet, names for screen readers, the
// input method per box, and a picture of a window that does not need the screen. Only native_*.cpp know GTK.
// UI thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "forms/core/result.h"

class wxWindow;

namespace app::desk::native {

// Once, after the toolkit is up and before the first window. No menu key (F10 belongs to the input method),
// no animations, and the style sheet of theme.h.
void set_up();

enum class Style { primary, plain, danger, field, readonly };
void add_style(wxWindow& window, Style style);

enum class Role { none, list, list_item, label, text, check, choice, picture, password, panel };
// The name a screen reader says; `label` is a window whose words are tied to this one, or null.
void name(wxWindow& window, const std::string& words, wxWindow* label = nullptr);
void describe(wxWindow& window, const std::string& words);
void role(wxWindow& window, Role as);

// Numbers and dates are typed past the input method; names and addresses through it.
void bypass_input_method(wxWindow& text_box);

// What a screen reader is told about `top` and everything visible in it: name, description and the text of
// open fields. `cut`: labels of the toolkit's own controls that have less room than they need.
void words_on(wxWindow& top, std::vector<std::string>& words, std::vector<std::string>& cut);
std::string focus_words();     // name and description of what has the keys
void draw_all(wxWindow& top);  // asks for a frame in which everything is drawn

// Milliseconds of the display's clock at each key press in any window, and at the end of each frame of `top`.
void watch_keys(wxWindow& top, std::function<void(std::int64_t)> pressed,
                std::function<void(std::int64_t)> drawn);

core::Status save_picture(wxWindow& window,
                          const std::string& file);  // PNG of the whole window: picture.failed

}  // namespace app::desk::native
