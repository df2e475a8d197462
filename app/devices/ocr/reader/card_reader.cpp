#include "app/devices/ocr/reader/card_reader.h"

#include <algorithm>
#include <array>

#include "app/devices/ocr/field_text.h"
#include "app/devices/ocr/reader/card_finder.h"

namespace app {
namespace {

constexpr double margin_mm = 0.4;  // around a field: neither printer nor finder is exact to the tenth

// The answers of one model to pictures that differ so little agree where it is right and scatter where it is
// not.
constexpr std::array<ReadingWay, 5> ways{{{15, 0.25}, {18, 0.25}, {11.8, 0.25}, {15, 0.35}, {18, 0.4}}};

core::Bytes png_of(const PixPtr& pix) {
    l_uint8* data = nullptr;
    std::size_t size = 0;
    if (!pix || pixWriteMemPng(&data, &size, pix.get(), 0) != 0) return {};
    core::Bytes out(data, data + size);
    lept_free(data);
    return out;
}

// Where few characters may stand two equal readings settle it, elsewhere three; where the shapes were read as
// well, Tesseract's only says whether it agrees.
bool settled(const ReadField& read, const FieldRequest& field) {
    const std::size_t enough = field.allowed.empty() ? 3 : 2;
    if (!read.glyphs.empty()) return !read.readings.empty();
    if (read.readings.size() < enough || read.readings.front().empty()) return false;
    const auto text = [&](const SymbolRow& row) {
        return field.model == "jpn" ? joined(row) : spaced_words(row);
    };
    return std::all_of(read.readings.begin(), read.readings.end(),
                       [&](const SymbolRow& row) { return text(row) == text(read.readings.front()); });
}

SymbolRow glyphs_of(const CardReader& reader, const std::vector<PrintLine>& lines, const FieldRequest& field,
                    double dots_per_mm) {
    const bool machine = field.allowed.find('<') != std::string::npos;
    if (machine) return read_glyphs(reader.machine, lines, mrz_places, dots_per_mm);
    return field.allowed.empty() ? read_glyphs(reader.wide, lines, 0, dots_per_mm) : SymbolRow();
}

ReadField read_field(CardReader& reader, const FoundCard& card, const FieldRequest& field) {
    const auto strip = [&](double around_mm, double dots_per_mm) {
        return cut_field(card, field.x_mm, field.y_mm, field.width_mm, field.height_mm, around_mm,
                         dots_per_mm);
    };
    ReadField read;
    read.name = field.name;
    for (const ReadingWay& way : ways) {
        const PixPtr picture = strip(margin_mm, way.dots_per_mm);
        const auto lines =
            picture ? print_lines(picture, field.lines, way.dots_per_mm) : std::vector<PrintLine>();
        if (read.glyphs.empty()) read.glyphs = glyphs_of(reader, lines, field, way.dots_per_mm);
        read.readings.push_back(reader.lines.read(lines, field, way));
        if (settled(read, field)) break;
    }
    read.crop = png_of(strip(1.0, crop_dots_per_mm));
    return read;
}

}  // namespace

core::Status load_models(LineReader& reader, const RecogniserRequest& request) {
    for (const FieldRequest& field : request.fields) {
        core::Status loaded = reader.load(field.model);
        if (!loaded) return loaded;
    }
    return core::ok();
}

core::Result<RecogniserAnswer> read_card(CardReader& reader, const RecogniserRequest& request,
                                         core::ByteView picture) {
    auto grey = decode_grey(picture);
    if (!grey) return grey.error();
    auto card = find_card(*grey, request.card_width_mm, request.card_height_mm);
    if (!card) return card.error();
    RecogniserAnswer answer;
    answer.angle_degrees = card->angle_degrees;
    answer.dots_per_mm = card->dots_per_mm;
    for (const FieldRequest& field : request.fields)
        answer.fields.push_back(read_field(reader, *card, field));
    return answer;
}

}  // namespace app
