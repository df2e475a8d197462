#include "app/devices/ocr/glyphs/glyph_table.h"

#include <algorithm>
#include <cstring>
#include <fstream>

#include "forms/core/bytes.h"

namespace app {
namespace {

constexpr std::string_view magic = "KKGL";
constexpr std::size_t entry_size = 4 + shape_size, entries_max = 200'000;

void put_u32(std::string& out, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift & 0xFF);
}

std::uint32_t u32_at(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    return value;
}

}  // namespace

void GlyphTable::add(char32_t character, const GlyphShape& shape) {
    characters_.push_back(character);
    shapes_.push_back(shape);
}

core::Result<GlyphTable> GlyphTable::load(const std::string& path) {
    const core::Error wrong{core::ErrorCode::not_found, "face.no_model", path};
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::size_t head = magic.size() + 4;
    if (bytes.size() < head || !bytes.starts_with(magic)) return wrong;
    const std::size_t count = u32_at(bytes, magic.size());
    if (count > entries_max || bytes.size() != head + count * entry_size) return wrong;
    GlyphTable table;
    table.shapes_.resize(count);
    for (std::size_t at = 0; at < count; ++at) {
        table.characters_.push_back(u32_at(bytes, head + at * entry_size));
        std::memcpy(table.shapes_[at].data(), bytes.data() + head + at * entry_size + 4, shape_size);
    }
    return table;
}

core::Status GlyphTable::save(const std::string& path) const {
    std::string bytes(magic);
    put_u32(bytes, static_cast<std::uint32_t>(characters_.size()));
    for (std::size_t at = 0; at < characters_.size(); ++at) {
        put_u32(bytes, characters_[at]);
        bytes.append(reinterpret_cast<const char*>(shapes_[at].data()), shape_size);
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    return file ? core::ok() : core::Status(core::Error{core::ErrorCode::io, "face.no_model", path});
}

std::vector<GlyphMatch> GlyphTable::likest(const GlyphShape& shape, std::size_t count) const {
    std::vector<GlyphMatch> best;
    for (std::size_t at = 0; at < shapes_.size(); ++at) {
        const double like = likeness(shape, shapes_[at]);
        if (best.size() >= count && like <= best.back().likeness) continue;
        const auto known = std::find_if(best.begin(), best.end(), [&](const GlyphMatch& match) {
            return match.character == characters_[at];
        });
        if (known != best.end()) {
            known->likeness = std::max(known->likeness, like);
        } else {
            if (best.size() >= count) best.pop_back();
            best.push_back({characters_[at], like});
        }
        std::sort(best.begin(), best.end(),
                  [](const GlyphMatch& a, const GlyphMatch& b) { return a.likeness > b.likeness; });
    }
    return best;
}

}  // namespace app
