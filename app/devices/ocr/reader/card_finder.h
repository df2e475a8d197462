// Finds the card in a picture: straightens it by its text lines, then looks for the four sides whose edges
// are strongest and whose proportion is the card's. Pure functions over pictures.
#pragma once

#include "app/devices/ocr/reader/pix.h"
#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

struct FoundCard {
    PixPtr straight;                           // the whole picture, grey, upright
    double angle_degrees{0};                   // by which it was turned
    int left{0}, top{0}, width{0}, height{0};  // of the card in it, pixels
    double dots_per_mm{0};
};

// Decodes PNG, JPEG, TIFF or JPEG 2000 to grey. Errors: picture.unreadable.
core::Result<PixPtr> decode_grey(core::ByteView picture);

// The card by its edge, a sheet by its outer frame of ruled lines. Errors: picture.no_card (no rectangle of
// that proportion).
core::Result<FoundCard> find_card(const PixPtr& grey, double width_mm, double height_mm);

// A field of the card with `margin_mm` around it, scaled so that a millimetre has `dots_per_mm`; light and
// shadow are evened out.
PixPtr cut_field(const FoundCard& card, double x_mm, double y_mm, double width_mm, double height_mm,
                 double margin_mm, double dots_per_mm);

}  // namespace app
