#include "forms/pdf/glyph_grid.h"

#include <hb.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

#include "forms/pdf/glyph_outline.h"

namespace forms::pdf {
namespace {

// A composite glyph: flags and index of a component, its offset, perhaps a matrix; more while kMore says so.
constexpr unsigned kWords = 1, kXy = 2, kScale = 8, kMore = 32, kTwoScales = 64, kMatrix = 128;

struct BlobFree {
    void operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
    void operator()(hb_face_t* face) const { hb_face_destroy(face); }
};
using Blob = std::unique_ptr<hb_blob_t, BlobFree>;
using Face = std::unique_ptr<hb_face_t, BlobFree>;

void set16(core::Bytes& out, std::size_t at, int value) {
    out[at] = static_cast<std::uint8_t>((value >> 8) & 0xFF);
    out[at + 1] = static_cast<std::uint8_t>(value & 0xFF);
}
int get16(const core::Bytes& in, std::size_t at) {
    return static_cast<std::int16_t>((in[at] << 8) | in[at + 1]);
}

class Regrid {
  public:
    Regrid(unsigned from, unsigned to) : scale_(static_cast<double>(to) / from) {}

    int operator()(int value) const { return static_cast<int>(std::lround(value * scale_)); }

    // Nothing if the glyph is not understood.
    std::optional<core::Bytes> glyph(core::ByteView bytes) const {
        if (bytes.empty()) return core::Bytes{};
        BigReader in(bytes);
        const int contours = in.i16();
        for (int i = 0; i < 4; ++i) in.i16();
        if (contours < 0) return composite(bytes);
        if (contours == 0) return std::nullopt;
        std::optional<Outline> outline = read_simple(in, contours);
        if (!outline) return std::nullopt;
        for (OutlinePoint& p : outline->points) p = {p.on_curve, (*this)(p.x), (*this)(p.y)};
        return write_simple(thinned(*outline));
    }

  private:
    // Only the offsets of the components are in units; the rest stays.
    std::optional<core::Bytes> composite(core::ByteView bytes) const {
        if (bytes.size() < 14) return std::nullopt;
        core::Bytes out(bytes.begin(), bytes.end());
        for (std::size_t i = 2; i < 10; i += 2) set16(out, i, (*this)(get16(out, i)));
        BigReader in(bytes);
        for (int i = 0; i < 5; ++i) in.i16();
        unsigned flags = kMore;
        while ((flags & kMore) != 0) {
            flags = in.u16();
            in.u16();
            if ((flags & kXy) == 0) return std::nullopt;  // placed by points
            for (int i = 0; i < 2; ++i) {
                const std::size_t at = in.at();
                if (at + 2 > out.size()) return std::nullopt;
                if ((flags & kWords) != 0) {
                    set16(out, at, (*this)(in.i16()));
                } else {
                    out[at] = static_cast<std::uint8_t>((*this)(static_cast<std::int8_t>(in.u8())));
                }
            }
            const int numbers = (flags & kScale) != 0       ? 1
                                : (flags & kTwoScales) != 0 ? 2
                                : (flags & kMatrix) != 0    ? 4
                                                            : 0;
            for (int i = 0; i < numbers; ++i) in.i16();
            if (!in.ok()) return std::nullopt;
        }
        return out;
    }

    double scale_;
};

core::Bytes table(hb_face_t* face, const char* name) {
    const Blob blob(hb_face_reference_table(face, hb_tag_from_string(name, 4)));
    unsigned size = 0;
    const char* data = hb_blob_get_data(blob.get(), &size);
    return {data, data + size};
}

void add(hb_face_t* builder, const char* name, const core::Bytes& bytes) {
    const Blob blob(hb_blob_create(reinterpret_cast<const char*>(bytes.data()),
                                   static_cast<unsigned>(bytes.size()), HB_MEMORY_MODE_DUPLICATE, nullptr,
                                   nullptr));
    hb_face_builder_add_table(builder, hb_tag_from_string(name, 4), blob.get());
}

struct Tables {
    core::Bytes head, hhea, hmtx, maxp, loca, glyf;
    bool whole() const {
        return head.size() >= 54 && hhea.size() >= 36 && maxp.size() >= 6 && !loca.empty() && !glyf.empty();
    }
    std::size_t glyphs() const { return static_cast<std::uint16_t>(get16(maxp, 4)); }
    bool long_loca() const { return get16(head, 50) != 0; }
    std::size_t offset(std::size_t glyph) const {
        const std::size_t width = long_loca() ? 4 : 2;
        if ((glyph + 1) * width > loca.size()) return glyf.size();
        std::size_t value = 0;
        for (std::size_t i = 0; i < width; ++i) value = (value << 8) | loca[glyph * width + i];
        return std::min(long_loca() ? value : value * 2, glyf.size());
    }
};

constexpr std::size_t kHeadBox = 36, kGlyphBox = 2, kBoxBytes = 8;  // xMin, yMin, xMax, yMax
constexpr std::size_t kLongMetrics = 34;                            // in hhea: how many have an advance

// Every glyph states the box of the whole font instead of its own, and so the same left side: eight bytes a
// glyph that deflate then finds again, a twentieth of the file. Readers place a glyph by xMin minus left
// side, which stays nought, and take the box at most for what they need not draw.
void state_one_box(Tables& tables) {
    const auto* box = tables.head.data() + kHeadBox;
    for (std::size_t i = 0; i < tables.glyphs(); ++i)
        if (const std::size_t begin = tables.offset(i); tables.offset(i + 1) >= begin + kGlyphBox + kBoxBytes)
            std::copy_n(box, kBoxBytes, tables.glyf.begin() + static_cast<std::ptrdiff_t>(begin + kGlyphBox));
    const auto with_advance = static_cast<std::uint16_t>(get16(tables.hhea, kLongMetrics));
    for (std::size_t i = 0, at = 0; at + 2 <= tables.hmtx.size(); ++i, at += 2) {
        if (i < with_advance) at += 2;
        if (at + 2 <= tables.hmtx.size())
            std::copy_n(box, 2, tables.hmtx.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

// New glyf and loca; false if one glyph is not understood.
bool regrid_glyphs(Tables& tables, const Regrid& scaled) {
    core::Bytes glyf;
    glyf.reserve(tables.glyf.size());
    std::vector<std::size_t> offsets;
    for (std::size_t i = 0; i < tables.glyphs(); ++i) {
        offsets.push_back(glyf.size());
        const std::size_t begin = tables.offset(i), end = tables.offset(i + 1);
        if (end < begin) return false;
        const auto glyph = scaled.glyph(core::ByteView(tables.glyf).subspan(begin, end - begin));
        if (!glyph) return false;
        glyf.insert(glyf.end(), glyph->begin(), glyph->end());
        if (glyf.size() % 2 != 0) glyf.push_back(0);
    }
    offsets.push_back(glyf.size());
    const bool wide = glyf.size() > 0x1FFFE;  // short offsets count in pairs of bytes
    tables.loca.clear();
    for (std::size_t offset : offsets) {
        if (wide) put16(tables.loca, static_cast<int>(offset >> 16));
        put16(tables.loca, static_cast<int>(wide ? offset & 0xFFFF : offset / 2));
    }
    set16(tables.head, 50, wide ? 1 : 0);
    tables.glyf = std::move(glyf);
    return true;
}

}  // namespace

unsigned grid_for(double size_pt) {
    constexpr double dots_per_inch = 600;
    constexpr double tolerated_dots = 1.0 / 3;
    const double units = 0.5 * size_pt / 72 * dots_per_inch / tolerated_dots;
    constexpr unsigned step = 32, least = 128, most = 16384;
    const auto steps = static_cast<unsigned>(std::ceil(std::max(units, 0.0) / step));
    return std::clamp(steps * step, least, most);
}

core::Bytes on_grid(const core::Bytes& font, unsigned units_per_em) {
    const Blob blob(hb_blob_create(reinterpret_cast<const char*>(font.data()),
                                   static_cast<unsigned>(font.size()), HB_MEMORY_MODE_READONLY, nullptr,
                                   nullptr));
    const Face face(hb_face_create(blob.get(), 0));
    Tables tables{table(face.get(), "head"), table(face.get(), "hhea"), table(face.get(), "hmtx"),
                  table(face.get(), "maxp"), table(face.get(), "loca"), table(face.get(), "glyf")};
    const unsigned before = hb_face_get_upem(face.get());
    if (!tables.whole() || units_per_em >= before) return font;
    const Regrid scaled(before, units_per_em);
    if (!regrid_glyphs(tables, scaled)) return font;

    set16(tables.head, 18, static_cast<int>(units_per_em));
    for (std::size_t i = 36; i < 44; i += 2) set16(tables.head, i, scaled(get16(tables.head, i)));
    for (std::size_t i = 4; i < 18; i += 2) set16(tables.hhea, i, scaled(get16(tables.hhea, i)));
    for (std::size_t i = 0; i + 1 < tables.hmtx.size(); i += 2)
        set16(tables.hmtx, i, scaled(get16(tables.hmtx, i)));
    state_one_box(tables);
    const Face builder(hb_face_builder_create());
    add(builder.get(), "glyf", tables.glyf);
    add(builder.get(), "head", tables.head);
    add(builder.get(), "hhea", tables.hhea);
    add(builder.get(), "hmtx", tables.hmtx);
    add(builder.get(), "loca", tables.loca);
    add(builder.get(), "maxp", tables.maxp);
    const Blob made(hb_face_reference_blob(builder.get()));
    unsigned size = 0;
    const char* data = hb_blob_get_data(made.get(), &size);
    return {data, data + size};
}

}  // namespace forms::pdf
