// Text in any script, broken and shaped by the toolkit: Thai without spaces, Devanagari, Japanese. Used where
// a language other than Japanese may stand. UI thread only.
#pragma once

#include <string>
#include <vector>

#include "app/desk/theme.h"

class wxDC;
class wxRect;
class wxWindow;

namespace app::desk::native {

struct TextLook {
    std::vector<std::string> fonts;  // in falling order; the toolkit looks further where none has a glyph
    std::string language;            // chooses among Chinese, Japanese and Korean forms of a character
    int size_px{28};                 // at 100 %
    bool bold{false};
    bool centred{false};
    theme::Rgb ink{theme::text};
};

int text_height(const wxWindow& window, const std::string& utf8, const TextLook& look, int width);
int text_width(const wxWindow& window, const std::string& utf8, const TextLook& look);  // in one line
// From the upper left corner of `rect`, as wide as it.
void draw_text(wxDC& dc, const wxWindow& window, const std::string& utf8, const TextLook& look,
               const wxRect& rect);

// On a button: the words, and below them the Japanese if there is any. Returns the width they want.
int set_button_words(wxWindow& button, const std::string& words, const std::string& japanese,
                     const TextLook& look, const TextLook& below);

}  // namespace app::desk::native
