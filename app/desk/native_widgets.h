// What the toolkit under wxWidgets must be asked directly: the style sheet, names for screen readers, the
// input method per box, and a picture of a window that does not need the screen. The one file that knows GTK.
// UI thread only.
#pragma once

#include <string>

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

core::Status save_picture(wxWindow& window,
                          const std::string& file);  // PNG of the whole window: picture.failed

}  // namespace app::desk::native
