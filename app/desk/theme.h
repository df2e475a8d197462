// Colours and sizes of デジタル庁デザインシステム as the desk uses them. Colours are 0xRRGGBB; contrast()
// proves each pair of text and ground (tests/app/desk/theme_test). No toolkit type, so tests need no window.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace app::desk::theme {

using Rgb = std::uint32_t;

inline constexpr Rgb text = 0x1a1a1a;           // gray-900
inline constexpr Rgb text_soft = 0x333333;      // gray-800
inline constexpr Rgb text_help = 0x666666;      // gray-600: help text, borders of fields
inline constexpr Rgb text_smallest = 0x767676;  // gray-536: the lightest that may carry words
inline constexpr Rgb decoration = 0x949494;     // gray-420: lines and disabled marks only
inline constexpr Rgb line = 0xcccccc;
inline constexpr Rgb ground = 0xffffff;
inline constexpr Rgb ground_soft = 0xf2f2f2;  // gray-50: strips, disabled fields
inline constexpr Rgb action = 0x0017c1;       // blue-900
inline constexpr Rgb action_hover = 0x00118f;
inline constexpr Rgb action_press = 0x000060;
inline constexpr Rgb chosen = 0xe8f1fe;  // blue-50: the selected row
inline constexpr Rgb error = 0xce0000;   // red-900, for words
inline constexpr Rgb error_line = 0xec0000;
inline constexpr Rgb success = 0x197a4b;  // green-800, for words
inline constexpr Rgb warning = 0xac3e00;  // orange-900, for words on soft grounds too
inline constexpr Rgb warning_ground = 0xfff3e6;
inline constexpr Rgb error_ground = 0xfdeeee;
inline constexpr Rgb practice = 0xc74700;
inline constexpr Rgb focus_ring = 0x000000;
inline constexpr Rgb focus_glow = 0xffd43d;  // yellow-300

// Sizes in px at 100 %.
inline constexpr int body_px = 16;
inline constexpr int small_px = 14;
inline constexpr int label_px = 16;
inline constexpr int lead_px = 20;
inline constexpr int title_px = 24;
inline constexpr int value_px = 28;
inline constexpr int row_px = 44;
inline constexpr int field_px = 40;
inline constexpr int grid_px = 4;

double luminance(Rgb colour);           // relative luminance, WCAG 2.2
double contrast(Rgb one, Rgb another);  // 1 to 21

// What may stand on what. Words are drawn in these pairs only; tests/app/desk/theme_test computes each and
// reads the drawing code for inks that the table lacks.
struct Pair {
    std::string_view ink_name;
    Rgb ink;
    std::string_view ground_name;
    Rgb ground;
    bool large{false};  // 24 px or more, or bold from 19 px: 3 to 1 is enough
    std::string_view where;
};
std::span<const Pair> pairs();

// High contrast: black, white and few dark inks, at least 7 to 1. Set once, before the first window.
void set_high_contrast(bool on);
bool high_contrast();
Rgb shown(Rgb colour);             // as drawn in the mode that is set
Rgb in_high_contrast(Rgb colour);  // as drawn there, whatever is set

}  // namespace app::desk::theme
