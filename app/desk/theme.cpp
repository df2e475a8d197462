#include "app/desk/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace app::desk::theme {

namespace {

double channel(Rgb colour, int shift) {
    const double value = static_cast<double>((colour >> shift) & 0xff) / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

bool high_contrast_ = false;

constexpr std::array all_pairs{
    Pair{"text", text, "ground", ground, false, "本文、入力欄"},
    Pair{"text", text, "ground_soft", ground_soft, false, "上下の帯、編集不可の欄"},
    Pair{"text", text, "chosen", chosen, false, "選んだ行"},
    Pair{"text", text, "warning_ground", warning_ground, false, "注意の帯、直した行"},
    Pair{"text", text, "error_ground", error_ground, false, "食い違いの欄"},
    Pair{"text_soft", text_soft, "ground", ground, false, "補足"},
    Pair{"text_soft", text_soft, "ground_soft", ground_soft, false, "帯の補足"},
    Pair{"text_soft", text_soft, "chosen", chosen, false, "選んだ行の補足"},
    Pair{"text_soft", text_soft, "warning_ground", warning_ground, false, "直した行の日本語"},
    Pair{"text_help", text_help, "ground", ground, false, "説明、お客様画面の日本語"},
    Pair{"text_help", text_help, "ground_soft", ground_soft, false, "帯の説明"},
    Pair{"text_help", text_help, "chosen", chosen, false, "選んだ行の説明"},
    Pair{"text_smallest", text_smallest, "ground", ground, false, "使えないボタン"},
    Pair{"action", action, "ground", ground, false, "ボタン、リンク"},
    Pair{"action", action, "ground_soft", ground_soft, false, "帯のボタン"},
    Pair{"action", action, "chosen", chosen, false, "選んだ行のボタン"},
    Pair{"ground", ground, "action", action, false, "主なボタン"},
    Pair{"ground", ground, "action_hover", action_hover, false, "主なボタン（指したとき）"},
    Pair{"ground", ground, "action_press", action_press, false, "主なボタン（押したとき）"},
    Pair{"ground", ground, "practice", practice, false, "練習の印"},
    Pair{"practice", practice, "ground", ground, false, "練習の文字"},
    Pair{"error", error, "ground", ground, false, "誤り"},
    Pair{"error", error, "error_ground", error_ground, false, "誤りの帯"},
    Pair{"error", error, "chosen", chosen, false, "選んだ行の誤り"},
    Pair{"success", success, "ground", ground, false, "済"},
    Pair{"success", success, "chosen", chosen, false, "選んだ行の済"},
    Pair{"success", success, "ground_soft", ground_soft, false, "帯の済"},
    Pair{"warning", warning, "ground", ground, false, "注意"},
    Pair{"warning", warning, "ground_soft", ground_soft, false, "帯の注意"},
    Pair{"warning", warning, "chosen", chosen, false, "選んだ行の注意"},
    Pair{"warning", warning, "warning_ground", warning_ground, false, "注意の帯"},
};

}  // namespace

double luminance(Rgb colour) {
    return 0.2126 * channel(colour, 16) + 0.7152 * channel(colour, 8) + 0.0722 * channel(colour, 0);
}

double contrast(Rgb one, Rgb another) {
    const double a = luminance(one);
    const double b = luminance(another);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

std::span<const Pair> pairs() { return all_pairs; }

void set_high_contrast(bool on) { high_contrast_ = on; }
bool high_contrast() { return high_contrast_; }
Rgb shown(Rgb colour) { return high_contrast_ ? in_high_contrast(colour) : colour; }

Rgb in_high_contrast(Rgb colour) {
    switch (colour) {
        case text:
        case text_soft:
        case text_help:
        case text_smallest:
        case decoration:
        case line:
            return 0x000000;
        case ground_soft:
        case warning_ground:
        case error_ground:
            return 0xffffff;
        case chosen:
            return 0xffe98a;  // the same yellow family as the focus ring
        case action:
            return 0x000060;
        case error:
        case error_line:
            return 0x8b0000;
        case success:
            return 0x00441f;
        case warning:
        case practice:
            return 0x5c2000;
        default:
            return colour;
    }
}

}  // namespace app::desk::theme
