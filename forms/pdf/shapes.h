// Everything on a page that is not text, as paths: rules, boxes, ticks, rings, strokes of the pen, 2-D codes.
#pragma once

#include <optional>
#include <vector>

#include "forms/pdf/page_model.h"
#include "forms/pdf/placed_page.h"

namespace forms::pdf {

PlacedPath line_path(const Rule& rule);
PlacedPath rectangle_path(const Box& box, double width_mm, bool dashed);
PlacedPath filled_path(const Box& box, double gray);
PlacedPath tick_path(const Box& square);
PlacedPath ring_path(const Ring& ring);
std::vector<PlacedPath> ink_paths(const Ink& ink);
std::optional<PlacedPath> qr_path(const QrCode& code);  // nothing if the payload is empty or too long

struct DigitCells {
    std::vector<Box> groups;  // outlined
    std::vector<Box> cells;   // one per digit
};
DigitCells digit_cells(const DigitBoxes& boxes);

}  // namespace forms::pdf
