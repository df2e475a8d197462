// Which font and which glyph each character gets. The fallback order is data (forms/data/fonts.json: role →
// files, each with its index in a collection, and "optional" where the book may do without it); font files
// are mapped and parsed once per process and shared by all documents. Immutable after load, so any thread may
// ask.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"
#include "forms/pdf/clusters.h"

struct hb_face_t;  // HarfBuzz's own name; only forms/pdf opens it

namespace forms::pdf {

struct FaceInfo {
    std::string file;
    unsigned index{0};    // within a collection
    std::string name;     // PostScript name
    std::string version;  // as the font states it
    bool cff{false};      // cubic outlines
    unsigned units_per_em{1000};
    double ascent{0.88};   // em
    double descent{0.12};  // em, downwards
};

struct PickedGlyph {
    std::uint32_t glyph{0};
    double advance{0};  // em
    double dx{0};       // em, from the pen
    double dy{0};       // em, upwards
};

// One character with the glyphs that show it, all from one face.
struct Picked {
    std::string text;
    std::uint16_t face{0};
    std::vector<PickedGlyph> glyphs;
    double advance{0};     // em
    double ink_top{0};     // em above the baseline; 0 for blanks
    double ink_bottom{0};  // em below the baseline, may be negative
};

// What no font of the role can show.
struct MissingGlyph {
    std::string text;
    std::vector<char32_t> code_points;
    std::string field;  // where it stood, if known
};

class FontBook {
  public:
    // Reads the data file and maps every font it names. font.book (not_found, corrupt): the data file;
    // font.file: a font that is not installed, detail = its path.
    static core::Result<std::shared_ptr<const FontBook>> load(const std::string& json_path);

    // The same book for the same path, loaded at the first call. Never unloaded.
    static core::Result<std::shared_ptr<const FontBook>> shared(const std::string& json_path);

    ~FontBook();
    FontBook(const FontBook&) = delete;
    FontBook& operator=(const FontBook&) = delete;

    bool has_role(std::string_view role) const;

    // Nothing if no font of the role shows exactly this: a variation sequence is looked up as a sequence, and
    // a base glyph is never taken for it; a glyph without ink counts only for spaces. `vertical` asks for the
    // upright form (ー, brackets) where the font has one.
    std::optional<Picked> pick(std::string_view role, const Cluster& cluster, bool vertical = false) const;

    std::size_t face_count() const;
    const FaceInfo& info(std::uint16_t face) const;
    hb_face_t* hb_face(std::uint16_t face) const;                   // owned by the book
    double advance(std::uint16_t face, std::uint32_t glyph) const;  // em
    core::ByteView file_bytes(
        std::uint16_t face) const;  // the whole mapped file, for a print record's digest

  private:
    struct Face;
    struct Role;
    struct Cache;
    FontBook();
    core::Status open_roles(const std::string& json_text);
    core::Result<std::uint16_t> open_face(const std::string& file, unsigned index);
    std::optional<Picked> pick_in(std::uint16_t face, const Cluster& cluster, bool vertical) const;

    std::vector<std::unique_ptr<Face>> faces_;
    std::vector<Role> roles_;
    std::unique_ptr<Cache> cache_;
};

}  // namespace forms::pdf
