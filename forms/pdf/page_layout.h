// From what stands where (page_model) to glyphs and lines at their places (placed_page). Knows millimetres
// and fonts, not PDF and not procedures. Pure: same document, same book, same result.
#pragma once

#include <string>
#include <vector>

#include "forms/core/result.h"
#include "forms/pdf/font_book.h"
#include "forms/pdf/page_model.h"
#include "forms/pdf/placed_page.h"

namespace forms::pdf {

enum class Show : std::uint8_t {
    everything,
    values,  // onto a pre-printed sheet
    sheet    // the sheet alone, as a background
};

struct LayoutOptions {
    Show show{Show::everything};
    double offset_x_mm{0};  // moves everything right; per printer and tray
    double offset_y_mm{0};  // moves everything down
};

// Text that went to the continuation sheet.
struct Overflowed {
    std::string field;
    std::string label;
    std::string text;
    int number{0};  // of the entry on the sheet, from 1
};

struct FieldArea {
    std::string field;
    std::size_t page{0};
    Box box;           // the text of the field lies inside
    std::string text;  // as printed here
};

struct LaidOut {
    std::vector<PlacedPage> pages;
    std::vector<MissingGlyph> missing;  // printed as 〓; the caller refuses or a person decides
    std::vector<Overflowed> overflowed;
    std::vector<FieldArea> areas;  // every text box that printed something
};

// layout.role (invalid_input): a role the book does not have. layout.overflow (invalid_input): a text without
// a label does not fit, detail = its field. layout.qr (invalid_input): payload too long for a 2-D code.
core::Result<LaidOut> lay_out(const Document& document, const FontBook& book,
                              const LayoutOptions& options = {});

}  // namespace forms::pdf
