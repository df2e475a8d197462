#include "forms/pdf/font_book.h"

#include <hb-ot.h>
#include <hb.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>
#include <unordered_map>

namespace forms::pdf {
namespace {

struct Free {
    void operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
    void operator()(hb_face_t* face) const { hb_face_destroy(face); }
    void operator()(hb_font_t* font) const { hb_font_destroy(font); }
    void operator()(hb_buffer_t* buffer) const { hb_buffer_destroy(buffer); }
};
template <class T>
using Handle = std::unique_ptr<T, Free>;

constexpr hb_tag_t kCff = HB_TAG('C', 'F', 'F', ' ');
constexpr char32_t kReplacement = 0xFFFD;  // stands for bytes that were no text; must never reach paper

std::string name_of(hb_face_t* face, hb_ot_name_id_t id) {
    std::array<char, 128> buffer{};
    unsigned size = buffer.size();
    hb_ot_name_get_utf8(face, id, hb_language_from_string("en", -1), &size, buffer.data());
    return buffer.data();
}

}  // namespace

struct FontBook::Face {
    FaceInfo info;
    Handle<hb_blob_t> blob;
    Handle<hb_face_t> face;
    Handle<hb_font_t> font;
};

struct FontBook::Role {
    std::string name;
    std::vector<std::uint16_t> faces;
};

// Picks are asked again and again for the same few hundred characters of a form's printed text.
struct FontBook::Cache {
    std::mutex mutex;
    std::unordered_map<std::string, std::optional<Picked>> picks;  // role, NUL, text
};

FontBook::FontBook() : cache_(std::make_unique<Cache>()) {}
FontBook::~FontBook() = default;

core::Result<std::shared_ptr<const FontBook>> FontBook::load(const std::string& json_path) {
    std::ifstream file(json_path, std::ios::binary);
    if (!file) return core::Error{core::ErrorCode::not_found, "font.book", json_path};
    std::ostringstream text;
    text << file.rdbuf();
    std::shared_ptr<FontBook> book(new FontBook());
    if (core::Status opened = book->open_roles(text.str()); !opened) return opened.error();
    return std::shared_ptr<const FontBook>(std::move(book));
}

core::Result<std::shared_ptr<const FontBook>> FontBook::shared(const std::string& json_path) {
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const FontBook>> books;
    const std::lock_guard lock(mutex);
    if (const auto known = books.find(json_path); known != books.end()) return known->second;
    auto book = load(json_path);
    if (book) books.emplace(json_path, *book);
    return book;
}

core::Status FontBook::open_roles(const std::string& json_text) {
    const nlohmann::json data = nlohmann::json::parse(json_text, nullptr, false);
    if (!data.is_object() || !data.contains("roles") || !data["roles"].is_object())
        return core::corrupt("font.book", "no roles");
    for (const auto& [name, files] : data["roles"].items()) {
        Role role{name, {}};
        if (!files.is_array() || files.empty())
            return core::corrupt("font.book", "role without files: " + name);
        for (const auto& entry : files) {
            if (!entry.is_object() || !entry.contains("file") || !entry["file"].is_string())
                return core::corrupt("font.book", "entry without file in role " + name);
            const bool optional = entry.contains("optional") && entry["optional"] == true;
            std::error_code unreadable;
            if (optional && !std::filesystem::exists(entry["file"].get<std::string>(), unreadable)) continue;
            const bool has_index = entry.contains("index") && entry["index"].is_number_unsigned();
            auto face =
                open_face(entry["file"].get<std::string>(), has_index ? entry["index"].get<unsigned>() : 0U);
            if (!face) return face.error();
            role.faces.push_back(*face);
        }
        roles_.push_back(std::move(role));
    }
    return core::ok();
}

core::Result<std::uint16_t> FontBook::open_face(const std::string& file, unsigned index) {
    for (std::size_t i = 0; i < faces_.size(); ++i)
        if (faces_[i]->info.file == file && faces_[i]->info.index == index)
            return static_cast<std::uint16_t>(i);
    auto opened = std::make_unique<Face>();
    opened->blob.reset(hb_blob_create_from_file_or_fail(file.c_str()));
    if (!opened->blob || hb_face_count(opened->blob.get()) <= index)
        return core::Error{core::ErrorCode::not_found, "font.file", file};
    opened->face.reset(hb_face_create(opened->blob.get(), index));
    hb_face_make_immutable(opened->face.get());
    opened->font.reset(hb_font_create(opened->face.get()));
    hb_font_make_immutable(opened->font.get());

    FaceInfo& info = opened->info;
    info = {file, index, name_of(opened->face.get(), HB_OT_NAME_ID_POSTSCRIPT_NAME),
            name_of(opened->face.get(), HB_OT_NAME_ID_VERSION_STRING)};
    info.units_per_em = hb_face_get_upem(opened->face.get());
    const Handle<hb_blob_t> cff(hb_face_reference_table(opened->face.get(), kCff));
    info.cff = hb_blob_get_length(cff.get()) > 0;
    faces_.push_back(std::move(opened));
    return static_cast<std::uint16_t>(faces_.size() - 1);
}

bool FontBook::has_role(std::string_view role) const {
    return std::any_of(roles_.begin(), roles_.end(), [&](const Role& r) { return r.name == role; });
}

std::optional<Picked> FontBook::pick(std::string_view role, const Cluster& cluster, bool vertical) const {
    std::string key(role);
    key.push_back(vertical ? '\1' : '\0');
    key += cluster.text;
    {
        const std::lock_guard lock(cache_->mutex);
        if (const auto known = cache_->picks.find(key); known != cache_->picks.end()) return known->second;
    }
    std::optional<Picked> found;
    for (const Role& candidate : roles_) {
        if (candidate.name != role) continue;
        for (std::size_t i = 0; i < candidate.faces.size() && !found; ++i)
            found = pick_in(candidate.faces[i], cluster, vertical);
    }
    const std::lock_guard lock(cache_->mutex);
    cache_->picks.emplace(std::move(key), found);
    return found;
}

namespace {

// Shapes a base with its combining marks. Only if the font has every part by itself, so that HarfBuzz cannot
// put a canonical neighbour in place of what was written.
bool shape_marks(hb_font_t* font, const Cluster& cluster, std::vector<PickedGlyph>& out, double em) {
    for (char32_t c : cluster.code_points) {
        hb_codepoint_t glyph = 0;
        if (is_variation_selector(c) || !hb_font_get_nominal_glyph(font, c, &glyph)) return false;
    }
    const Handle<hb_buffer_t> buffer(hb_buffer_create());
    hb_buffer_add_utf8(buffer.get(), cluster.text.data(), static_cast<int>(cluster.text.size()), 0, -1);
    hb_buffer_set_direction(buffer.get(), HB_DIRECTION_LTR);
    hb_buffer_set_language(buffer.get(), hb_language_from_string("ja", -1));
    hb_buffer_guess_segment_properties(buffer.get());
    hb_shape(font, buffer.get(), nullptr, 0);
    unsigned count = 0;
    const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer.get(), &count);
    const hb_glyph_position_t* at = hb_buffer_get_glyph_positions(buffer.get(), &count);
    for (unsigned i = 0; i < count; ++i) {
        if (infos[i].codepoint == 0) return false;
        out.push_back({infos[i].codepoint, at[i].x_advance / em, at[i].x_offset / em, at[i].y_offset / em});
    }
    return count > 0;
}

// The glyph of the font's vertical form, or the same glyph.
std::uint32_t upright(hb_font_t* font, const Cluster& cluster, std::uint32_t glyph) {
    const Handle<hb_buffer_t> buffer(hb_buffer_create());
    hb_buffer_add_utf8(buffer.get(), cluster.text.data(), static_cast<int>(cluster.text.size()), 0, -1);
    hb_buffer_set_direction(buffer.get(), HB_DIRECTION_LTR);
    hb_buffer_guess_segment_properties(buffer.get());
    const hb_feature_t feature{HB_TAG('v', 'e', 'r', 't'), 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END};
    hb_shape(font, buffer.get(), &feature, 1);
    unsigned count = 0;
    const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer.get(), &count);
    return count == 1 && infos[0].codepoint != 0 ? infos[0].codepoint : glyph;
}

bool single_glyph(hb_font_t* font, const Cluster& cluster, std::vector<PickedGlyph>& out, double em) {
    const auto& c = cluster.code_points;
    hb_codepoint_t glyph = 0;
    const bool sequence = c.size() == 2 && is_variation_selector(c[1]);
    const bool found = sequence ? hb_font_get_variation_glyph(font, c[0], c[1], &glyph) != 0
                                : hb_font_get_nominal_glyph(font, c[0], &glyph) != 0;
    if (!found || glyph == 0) return false;
    out.push_back({glyph, hb_font_get_glyph_h_advance(font, glyph) / em, 0, 0});
    return true;
}

}  // namespace

std::optional<Picked> FontBook::pick_in(std::uint16_t face, const Cluster& cluster, bool vertical) const {
    if (cluster.code_points.front() == kReplacement) return std::nullopt;
    hb_font_t* font = faces_[face]->font.get();
    const double em = faces_[face]->info.units_per_em;
    Picked out{cluster.text, face, {}};
    const auto& c = cluster.code_points;
    const bool single = c.size() == 1 || (c.size() == 2 && is_variation_selector(c[1]));
    if (!(single ? single_glyph(font, cluster, out.glyphs, em) : shape_marks(font, cluster, out.glyphs, em)))
        return std::nullopt;
    if (vertical && single) out.glyphs[0].glyph = upright(font, cluster, out.glyphs[0].glyph);

    bool ink = false;
    for (const PickedGlyph& g : out.glyphs) {
        out.advance += g.advance;
        hb_glyph_extents_t box{};
        if (!hb_font_get_glyph_extents(font, g.glyph, &box) || box.width == 0 || box.height == 0) continue;
        const double top = g.dy + box.y_bearing / em;
        const double bottom = -g.dy - (box.y_bearing + box.height) / em;
        out.ink_top = ink ? std::max(out.ink_top, top) : top;
        out.ink_bottom = ink ? std::max(out.ink_bottom, bottom) : bottom;
        ink = true;
    }
    if (!ink && !is_blank(c.front())) return std::nullopt;
    return out;
}

std::size_t FontBook::face_count() const { return faces_.size(); }
const FaceInfo& FontBook::info(std::uint16_t face) const { return faces_[face]->info; }
hb_face_t* FontBook::hb_face(std::uint16_t face) const { return faces_[face]->face.get(); }

double FontBook::advance(std::uint16_t face, std::uint32_t glyph) const {
    return hb_font_get_glyph_h_advance(faces_[face]->font.get(), glyph) /
           static_cast<double>(faces_[face]->info.units_per_em);
}

core::ByteView FontBook::file_bytes(std::uint16_t face) const {
    unsigned size = 0;
    const char* data = hb_blob_get_data(faces_[face]->blob.get(), &size);
    return {reinterpret_cast<const std::uint8_t*>(data), size};
}

}  // namespace forms::pdf
