// The seam between UTF-8 and wxString, named distances and fonts. All lengths pass through px(), so that
// large print is one factor. UI thread only.
#pragma once

#include <wx/colour.h>
#include <wx/font.h>
#include <wx/string.h>

#include <string>
#include <string_view>

#include "app/desk/theme.h"

namespace app::desk {

inline wxString to_wx(std::string_view utf8) { return wxString::FromUTF8(utf8.data(), utf8.size()); }
inline std::string to_utf8(const wxString& text) { return text.utf8_string(); }
inline wxColour colour(theme::Rgb named) {
    const theme::Rgb rgb = theme::shown(named);
    return wxColour(static_cast<unsigned char>((rgb >> 16) & 0xff),
                    static_cast<unsigned char>((rgb >> 8) & 0xff), static_cast<unsigned char>(rgb & 0xff));
}

void set_print_size(int percent);  // 100 to 200; once, before the first window
int print_size();
int px(int at_100_percent);

namespace gap {  // in px at 100 %
inline constexpr int hair = 4;
inline constexpr int small = 8;
inline constexpr int medium = 12;
inline constexpr int large = 16;
inline constexpr int section = 24;
}  // namespace gap

enum class Face {
    interface,
    strong,
    name
};  // Noto Sans CJK JP 400 and 700; IPAex明朝 for what is in a register
wxFont font(Face face, int size_px);

}  // namespace app::desk
