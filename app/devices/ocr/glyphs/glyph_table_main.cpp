// kakanai-glyph-table OUT FONT…: draws every character of CP932 (kana, kanji of both levels, digits, and
// those of the makers' rows: 髙 﨑 …) with each font and writes the table of their shapes. Run by the build.
#include <ft2build.h>
#include FT_FREETYPE_H
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <string_view>

#include "app/devices/ocr/glyphs/glyph_table.h"

namespace {

constexpr unsigned dots = 64;  // of an em

// The only characters of the compatibility block that are none of another's doubles: 﨑 and its like.
bool own_in_compatibility_block(char32_t c) {
    constexpr std::array<char32_t, 12> own{0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F,
                                           0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29};
    return std::find(own.begin(), own.end(), c) != own.end();
}

// Strokes and parts of characters, which no word is written with.
constexpr std::u32string_view parts =
    U"丨丶丿亅亠儿冂冖冫凵勹匚匸卩厶囗夂夊宀屮巛广廴廾彐彑彡彳爿疒癶禸艸虍襾豸辵髟鬥鬯";

// What CP932 can write with two bytes, without signs and line drawings.
std::set<char32_t> wide_characters() {
    std::set<char32_t> out;
    const iconv_t converter = iconv_open("UTF-32LE", "CP932");
    for (unsigned lead = 0x81; lead <= 0xFC; ++lead) {
        for (unsigned trail = 0x40; trail <= 0xFC; ++trail) {
            std::array<char, 2> from{static_cast<char>(lead), static_cast<char>(trail)};
            std::array<unsigned char, 4> to{};
            char* in = from.data();
            char* into = reinterpret_cast<char*>(to.data());
            std::size_t in_left = from.size(), out_left = to.size();
            if (iconv(converter, &in, &in_left, &into, &out_left) != 0 || in_left != 0) continue;
            const char32_t c = to[0] | static_cast<char32_t>(to[1]) << 8 | static_cast<char32_t>(to[2]) << 16;
            const bool kana = c >= 0x3041 && c <= 0x30FE && c != 0x30FB;
            const bool kanji = (c >= 0x4E00 && c <= 0x9FFF) || c == 0x3005 || own_in_compatibility_block(c);
            const bool wide = (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A);
            if (kana || (kanji && parts.find(c) == parts.npos) || wide || c == 0xFF0D) out.insert(c);
        }
    }
    iconv_close(converter);
    return out;
}

std::set<char32_t> machine_characters() {
    std::set<char32_t> out{U'<'};
    for (char32_t c = U'0'; c <= U'9'; ++c) out.insert(c);
    for (char32_t c = U'A'; c <= U'Z'; ++c) out.insert(c);
    return out;
}

app::GreyCell drawn(const FT_Bitmap& bitmap) {
    app::GreyCell cell{static_cast<int>(bitmap.width), static_cast<int>(bitmap.rows), {}};
    for (unsigned y = 0; y < bitmap.rows; ++y) {
        const unsigned char* row = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch;
        cell.ink.insert(cell.ink.end(), row, row + bitmap.width);
    }
    return cell;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view which = argc < 4 ? "" : argv[1];
    if (which != "wide" && which != "machine") return 2;
    const std::set<char32_t> characters = which == "wide" ? wide_characters() : machine_characters();
    FT_Library library = nullptr;
    if (FT_Init_FreeType(&library) != 0) return 1;
    app::GlyphTable table;
    for (int at = 3; at < argc; ++at) {
        FT_Face face = nullptr;
        if (FT_New_Face(library, argv[at], 0, &face) != 0 || FT_Set_Pixel_Sizes(face, 0, dots) != 0) {
            std::fprintf(stderr, "no font %s\n", argv[at]);
            return 1;
        }
        for (const char32_t c : characters) {
            if (FT_Get_Char_Index(face, c) == 0) continue;
            if (FT_Load_Char(face, c, FT_LOAD_RENDER | FT_LOAD_NO_HINTING) != 0) continue;
            table.add(c, app::shape_of(drawn(face->glyph->bitmap)));
        }
        FT_Done_Face(face);
    }
    FT_Done_FreeType(library);
    return table.save(argv[2]) ? 0 : 1;
}
