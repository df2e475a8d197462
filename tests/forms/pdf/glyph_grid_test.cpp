#include "forms/pdf/glyph_grid.h"

#include <doctest/doctest.h>

#include <fstream>

#include "forms/pdf/font_subset.h"
#include "tests/forms/pdf/pdf_picture.h"

using namespace forms::pdf;

namespace {

constexpr const char* kMincho = "/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf";

const FontBook& book() {
    static const auto opened = FontBook::shared(std::string(KAKANAI_SOURCE_DIR) + "/forms/data/fonts.json");
    REQUIRE(opened.has_value());
    return **opened;
}

std::uint16_t mincho() {
    for (std::size_t i = 0; i < book().face_count(); ++i)
        if (book().info(static_cast<std::uint16_t>(i)).file == kMincho) return static_cast<std::uint16_t>(i);
    FAIL("IPAex Mincho is not in the book");
    return 0;
}

FontProgram cut(const std::set<std::uint32_t>& glyphs, double size_pt) {
    auto program = cut_font(book(), mincho(), glyphs, size_pt);
    REQUIRE(program.has_value());
    return *program;
}

}  // namespace

TEST_CASE("the grid is as fine as the size on paper needs") {
    // A third of a dot at 600 dpi is 0.040 pt. Half a unit of 12 pt / 160 is 0.0375 pt, of 12 pt / 128 0.047
    // pt; of 20 pt / 256 0.039 pt.
    CHECK(grid_for(6) == 128);
    CHECK(grid_for(12) == 160);
    CHECK(grid_for(20) == 256);
    CHECK(grid_for(22) == 288);
    CHECK(grid_for(60) == 768);
    for (double size = 5; size < 100; size += 0.5) CHECK(0.5 * size / grid_for(size) <= 0.0401);
}

TEST_CASE("letters on the coarser grid look the same to a 600 dpi printer, and take less room") {
    const pdf_test::FontFile whole(kMincho, 0);
    std::set<std::uint32_t> glyphs;
    for (char32_t c = 0x4E00; c < 0x9F00; c += 97)
        if (const std::uint32_t glyph = whole.glyph_of(c, 0); glyph != 0) glyphs.insert(glyph);
    for (char32_t c : {U'あ', U'ア', U'g', U'é', U'㈱', U'①'}) glyphs.insert(whole.glyph_of(c, 0));
    const FontProgram fine = cut(glyphs, 100);
    const FontProgram coarse = cut(glyphs, 10);
    CHECK(coarse.data.size() < fine.data.size());

    const std::string path = std::string(KAKANAI_BINARY_DIR) + "/glyph_grid_test.ttf";
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(coarse.data.data()),
               static_cast<std::streamsize>(coarse.data.size()));
    const pdf_test::FontFile small(path, 0);
    constexpr double pixels_per_em = 10.0 / 72 * 600;
    for (std::uint32_t glyph : glyphs) {
        const double apart =
            pdf_test::difference(whole.picture(glyph, pixels_per_em).trimmed(),
                                 small.picture(coarse.cids.at(glyph), pixels_per_em).trimmed());
        CHECK(apart < 0.15);  // another kanji is beyond 0.4
    }
}

TEST_CASE("what is no TrueType font comes back as it was") {
    const core::Bytes nothing;
    CHECK(on_grid(nothing, 512) == nothing);
    const core::Bytes words{'n', 'o', ' ', 'f', 'o', 'n', 't'};
    CHECK(on_grid(words, 512) == words);
    core::Bytes damaged = cut({100, 200, 300}, 100).data;
    for (std::size_t cut_at = 1; cut_at < damaged.size(); cut_at += 7) {
        core::Bytes part(damaged.begin(), damaged.begin() + static_cast<std::ptrdiff_t>(cut_at));
        CHECK_FALSE(on_grid(part, 512).empty());  // no stop, no endless loop
    }
}
