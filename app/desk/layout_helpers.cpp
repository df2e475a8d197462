#include "app/desk/layout_helpers.h"

#include <algorithm>

namespace app::desk {

namespace {

constexpr double points_per_px = 72.0 / 96.0;

int percent_ = 100;

}  // namespace

void set_print_size(int percent) { percent_ = std::clamp(percent, 100, 200); }
int print_size() { return percent_; }
int px(int at_100_percent) { return at_100_percent * percent_ / 100; }

wxFont font(Face face, int size_px) {
    wxFontInfo info(px(size_px) * points_per_px);  // the em, not the height of a line
    info.FaceName(face == Face::name ? "IPAexMincho" : "Noto Sans CJK JP");
    if (face == Face::strong) info.Bold();
    return wxFont(info);
}

}  // namespace app::desk
