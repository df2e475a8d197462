#include "forms/pdf/font_subset.h"

#include <hb-subset.h>
#include <hb.h>

#include <algorithm>
#include <memory>

#include "forms/pdf/glyph_grid.h"

namespace forms::pdf {
namespace {

struct SubsetFree {
    void operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
    void operator()(hb_face_t* face) const { hb_face_destroy(face); }
    void operator()(hb_font_t* font) const { hb_font_destroy(font); }
    void operator()(hb_subset_input_t* input) const { hb_subset_input_destroy(input); }
    void operator()(hb_subset_plan_t* plan) const { hb_subset_plan_destroy(plan); }
};
template <class T>
using SubsetHandle = std::unique_ptr<T, SubsetFree>;

constexpr hb_tag_t cff_tag = HB_TAG('C', 'F', 'F', ' ');

// A font inside a PDF needs outlines and widths; what maps, names or lays out characters stays behind. The
// subsetter is not even shown it: reading the code maps of a large font took longer than cutting it.
constexpr std::array<hb_tag_t, 7> kKept{HB_TAG('h', 'e', 'a', 'd'),
                                        HB_TAG('h', 'h', 'e', 'a'),
                                        HB_TAG('h', 'm', 't', 'x'),
                                        HB_TAG('m', 'a', 'x', 'p'),
                                        HB_TAG('l', 'o', 'c', 'a'),
                                        HB_TAG('g', 'l', 'y', 'f'),
                                        cff_tag};

hb_blob_t* kept_table(hb_face_t*, hb_tag_t tag, void* whole) {
    if (std::find(kKept.begin(), kKept.end(), tag) == kKept.end()) return hb_blob_get_empty();
    return hb_face_reference_table(static_cast<hb_face_t*>(whole), tag);
}

SubsetHandle<hb_subset_input_t> request(const std::set<std::uint32_t>& glyphs) {
    SubsetHandle<hb_subset_input_t> input(hb_subset_input_create_or_fail());
    if (!input) return input;
    hb_set_t* wanted = hb_subset_input_glyph_set(input.get());
    for (std::uint32_t glyph : glyphs) hb_set_add(wanted, glyph);
    hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_NO_HINTING);
    return input;
}

core::Bytes bytes_of(hb_blob_t* blob) {
    unsigned size = 0;
    const char* data = hb_blob_get_data(blob, &size);
    return {data, data + size};
}

std::array<int, 4> bounds(hb_face_t* face, const FontProgram& program, unsigned em) {
    const SubsetHandle<hb_font_t> font(hb_font_create(face));
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
    const SubsetHandle<hb_subset_input_t> input = request(glyphs);
    if (!input) return refused;
    const SubsetHandle<hb_face_t> bare(hb_face_create_for_tables(kept_table, book.hb_face(face), nullptr));
    const SubsetHandle<hb_subset_plan_t> plan(hb_subset_plan_create_or_fail(bare.get(), input.get()));
    if (!plan) return refused;
    const SubsetHandle<hb_face_t> cut(hb_subset_plan_execute_or_fail(plan.get()));
    if (!cut) return refused;

    FontProgram program;
    const hb_map_t* renumbered = hb_subset_plan_old_to_new_glyph_mapping(plan.get());
    for (std::uint32_t glyph : glyphs) {
        const hb_codepoint_t now = hb_map_get(renumbered, glyph);
        if (now == HB_MAP_VALUE_INVALID) return refused;
        // A CFF font of ours is CID-keyed with CID = glyph, and the cut keeps the old CIDs in its charset.
        program.cids[glyph] = static_cast<std::uint16_t>(book.info(face).cff ? glyph : now);
    }
    const SubsetHandle<hb_blob_t> blob(book.info(face).cff ? hb_face_reference_table(cut.get(), cff_tag)
                                                           : hb_face_reference_blob(cut.get()));
    program.data = bytes_of(blob.get());
    if (!book.info(face).cff) program.data = on_grid(program.data, grid_for(size_pt));
    program.bbox = bounds(book.hb_face(face), program, book.info(face).units_per_em);
    if (program.data.empty()) return refused;
    return program;
}

}  // namespace forms::pdf
