#include "forms/pdf/glyph_report.h"

namespace forms::pdf {

core::Result<std::vector<GlyphLine>> glyph_report(const FontBook& book, std::string_view role,
                                                  std::string_view text) {
    if (!book.has_role(role)) return core::Error{core::ErrorCode::not_found, "font.role", std::string(role)};
    std::vector<GlyphLine> out;
    for (const Cluster& cluster : clusters_of(text)) {
        GlyphLine line{cluster.text, code_point_names(cluster.code_points), false, {}, {}, {}};
        if (const auto picked = book.pick(role, cluster)) {
            line.shown = true;
            line.font = book.info(picked->face).name;
            line.file = book.info(picked->face).file;
            for (const PickedGlyph& g : picked->glyphs) line.glyphs.push_back(g.glyph);
        }
        out.push_back(std::move(line));
    }
    return out;
}

std::string to_text(const GlyphLine& line) {
    std::string out = line.text + "  " + line.code_points + "  ";
    if (!line.shown) return out + "no font has it";
    out += line.font;
    for (std::uint32_t glyph : line.glyphs) out += " #" + std::to_string(glyph);
    return out;
}

}  // namespace forms::pdf
