#include "forms/pdf/font_subset.h"

#include <hb-subset.h>
#include <hb.h>

#include <algorithm>
#include <memory>

#include "forms/pdf/glyph_grid.h"

namespace forms::pdf {
namespace {

struct Free {
    void operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
    void operator()(hb_face_t* face) const { hb_face_destroy(face); }
    void operator()(hb_font_t* font) const { hb_font_destroy(font); }
    void operator()(hb_subset_input_t* input) const { hb_subset_input_destroy(input); }
    void operator()(hb_subset_plan_t* plan) const { hb_subset_plan_destroy(plan); }
};
template <class T>
using Handle = std::unique_ptr<T, Free>;

constexpr hb_tag_t kCff = HB_TAG('C', 'F', 'F', ' ');

// A font inside a PDF needs outlines and widths; everything that maps, names or lays out characters stays
// behind.
constexpr std::array<hb_tag_t, 14> kDropped{
    HB_TAG('c', 'm', 'a', 'p'), HB_TAG('n', 'a', 'm', 'e'), HB_TAG('O', 'S', '/', '2'),
    HB_TAG('p', 'o', 's', 't'), HB_TAG('v', 'h', 'e', 'a'), HB_TAG('v', 'm', 't', 'x'),
    HB_TAG('V', 'O', 'R', 'G'), HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'),
    HB_TAG('G', 'D', 'E', 'F'), HB_TAG('B', 'A', 'S', 'E'), HB_TAG('g', 'a', 's', 'p'),
    HB_TAG('D', 'S', 'I', 'G'), HB_TAG('k', 'e', 'r', 'n')};

Handle<hb_subset_input_t> request(const std::set<std::uint32_t>& glyphs) {
    Handle<hb_subset_input_t> input(hb_subset_input_create_or_fail());
    if (!input) return input;
    hb_set_t* wanted = hb_subset_input_glyph_set(input.get());
    for (std::uint32_t glyph : glyphs) hb_set_add(wanted, glyph);
    hb_set_t* dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (hb_tag_t tag : kDropped) hb_set_add(dropped, tag);
    hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_NO_HINTING);
    return input;
}

core::Bytes bytes_of(hb_blob_t* blob) {
    unsigned size = 0;
    const char* data = hb_blob_get_data(blob, &size);
    return {data, data + size};
}

std::array<int, 4> bounds(hb_face_t* face, const FontProgram& program, unsigned em) {
    const Handle<hb_font_t> font(hb_font_create(face));
    std::array<double, 4> box{0, 0, 0, 0};
    for (const auto& [glyph, cid] : program.cids) {
        hb_glyph_extents_t e{};
        if (!hb_font_get_glyph_extents(font.get(), glyph, &e)) continue;
        box[0] = std::min(box[0], static_cast<double>(e.x_bearing));
        box[1] = std::min(box[1], static_cast<double>(e.y_bearing + e.height));
        box[2] = std::max(box[2], static_cast<double>(e.x_bearing + e.width));
        box[3] = std::max(box[3], static_cast<double>(e.y_bearing));
    }
    std::array<int, 4> out{};
    for (std::size_t i = 0; i < 4; ++i) out[i] = static_cast<int>(box[i] * 1000 / em);
    return out;
}

}  // namespace

core::Result<FontProgram> cut_font(const FontBook& book, std::uint16_t face,
                                   const std::set<std::uint32_t>& glyphs, double size_pt) {
    const core::Error refused{core::ErrorCode::unsupported, "font.subset", book.info(face).name};
    const Handle<hb_subset_input_t> input = request(glyphs);
    if (!input) return refused;
    const Handle<hb_subset_plan_t> plan(hb_subset_plan_create_or_fail(book.hb_face(face), input.get()));
    if (!plan) return refused;
    const Handle<hb_face_t> cut(hb_subset_plan_execute_or_fail(plan.get()));
    if (!cut) return refused;

    FontProgram program;
    const hb_map_t* renumbered = hb_subset_plan_old_to_new_glyph_mapping(plan.get());
    for (std::uint32_t glyph : glyphs) {
        const hb_codepoint_t now = hb_map_get(renumbered, glyph);
        if (now == HB_MAP_VALUE_INVALID) return refused;
        // A CFF font of ours is CID-keyed with CID = glyph, and the cut keeps the old CIDs in its charset.
        program.cids[glyph] = static_cast<std::uint16_t>(book.info(face).cff ? glyph : now);
    }
    const Handle<hb_blob_t> blob(book.info(face).cff ? hb_face_reference_table(cut.get(), kCff)
                                                     : hb_face_reference_blob(cut.get()));
    program.data = bytes_of(blob.get());
    if (!book.info(face).cff) program.data = on_grid(program.data, grid_for(size_pt));
    program.bbox = bounds(book.hb_face(face), program, book.info(face).units_per_em);
    if (program.data.empty()) return refused;
    return program;
}

}  // namespace forms::pdf
