#include "app/desk/theme.h"

#include <algorithm>
#include <cmath>

namespace app::desk::theme {

namespace {

double channel(Rgb colour, int shift) {
    const double value = static_cast<double>((colour >> shift) & 0xff) / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

}  // namespace

double luminance(Rgb colour) {
    return 0.2126 * channel(colour, 16) + 0.7152 * channel(colour, 8) + 0.0722 * channel(colour, 0);
}

double contrast(Rgb one, Rgb another) {
    const double a = luminance(one);
    const double b = luminance(another);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

}  // namespace app::desk::theme
