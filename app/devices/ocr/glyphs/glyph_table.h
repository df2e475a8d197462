// Shapes of the characters that names and addresses are written with, drawn from fonts when the program is
// built (glyph_table_main.cpp). The fonts that practice cards are printed with are among them only in part,
// so that accuracy is measured with fonts the table has never seen.
//
//   table := "KKGL" COUNT(u32, little endian) { CODE_POINT(u32) SHAPE(256) }
#pragma once

#include <string>
#include <vector>

#include "app/devices/ocr/glyphs/glyph_shape.h"
#include "forms/core/result.h"

namespace app {

struct GlyphMatch {
    char32_t character{0};
    double likeness{0};  // 0 … 1
};

class GlyphTable {
  public:
    GlyphTable() = default;  // knows none
    void add(char32_t character, const GlyphShape& shape);

    // Errors: picture.no_model (not there, or not such a table).
    static core::Result<GlyphTable> load(const std::string& path);
    core::Status save(const std::string& path) const;

    bool empty() const { return characters_.empty(); }
    // The likest characters, best first, each once.
    std::vector<GlyphMatch> likest(const GlyphShape& shape, std::size_t count) const;

  private:
    std::vector<char32_t> characters_;
    std::vector<GlyphShape> shapes_;
};

}  // namespace app
