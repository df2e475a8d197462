// Pictures from outside (PNG, JPEG, TIFF, JPEG 2000): what the header lets through is decoded, searched for a
// card, cut into lines and places and compared by shape without harm. What the child answers is taken apart
// the same way.
#include <cstdlib>

#include "app/devices/ocr/picture_header.h"
#include "app/devices/ocr/reader/card_finder.h"
#include "app/devices/ocr/reader/glyph_reader.h"
#include "app/devices/ocr/recogniser_protocol.h"

namespace {

// A fuzzer's share of memory and time: larger pictures differ in nothing but size.
constexpr std::uint64_t pixels_max = 1'000'000;

void must(bool holds) {
    if (!holds) std::abort();
}

// The strip of a name, its lines and their places, read against a table of one shape.
void read_name(const app::FoundCard& card) {
    constexpr double dots_per_mm = 15;
    const app::PixPtr strip = app::cut_field(card, 11, 2.8, 41, 5.4, 0.4, dots_per_mm);
    if (!strip) return;
    app::GlyphTable table;
    table.add(U'一', app::shape_of({1, 1, {255}}));
    const auto lines = app::print_lines(strip, 2, dots_per_mm);
    must(lines.size() <= 2);
    must(app::read_glyphs(table, lines, 0, dots_per_mm).size() <= 400);
    (void)app::read_glyphs(table, lines, 44, dots_per_mm);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool quiet = (setMsgSeverity(L_SEVERITY_NONE), true);
    const core::ByteView bytes(data, size);
    (void)app::decode_answer(bytes);
    (void)app::decode_request(bytes);
    const auto header = app::read_picture_header(bytes);
    if (!header || !quiet) return 0;
    must(std::uint64_t{header->width} * header->height <= app::picture_pixels_max);
    if (std::uint64_t{header->width} * header->height > pixels_max) return 0;
    const auto grey = app::decode_grey(bytes);
    if (!grey) return 0;
    must(pixGetDepth(grey->get()) == 8);
    // A sheet (転出証明書) is looked for in another way than a card.
    if (header->height > header->width)
        if (const auto sheet = app::find_card(*grey, 170, 220)) must(sheet->width > 0 && sheet->height > 0);
    const auto card = app::find_card(*grey, 85.6, 53.98);
    if (!card) return 0;
    must(card->width > 0 && card->height > 0);
    read_name(*card);
    return 0;
}
