#include "forms/pdf/used_fonts.h"

#include <algorithm>
#include <string_view>

#include "forms/pdf/page_content.h"

namespace forms::pdf {
namespace {

void collect(const std::vector<PlacedRun>& runs, bool watermark, UsedFonts& fonts) {
    for (const PlacedRun& run : runs) {
        UsedFont& font = fonts[run.face];
        if (!watermark) font.largest_pt = std::max(font.largest_pt, run.size_pt);
        for (std::size_t i = 0; i < run.glyphs.size(); ++i) {
            const RunGlyph& g = run.glyphs[i];
            font.glyphs.insert(g.glyph);
            const bool alone = i + 1 == run.glyphs.size() || !run.glyphs[i + 1].text.empty();
            if (alone && !g.text.empty()) font.first_meaning.emplace(g.glyph, g.text);
        }
    }
}

std::string hex_code(std::uint16_t code) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = "<";
    for (int shift = 12; shift >= 0; shift -= 4) out.push_back(digits[(code >> shift) & 0xF]);
    return out + ">";
}

}  // namespace

core::Result<UsedFonts> cut_fonts(const std::vector<PlacedPage>& pages, const FontBook& book) {
    UsedFonts fonts;
    for (const PlacedPage& page : pages) {
        collect(page.ground.watermark, true, fonts);
        collect(page.ground.text, false, fonts);
        collect(page.text, false, fonts);
    }
    for (auto& [face, font] : fonts) {
        auto program = cut_font(book, face, font.glyphs, font.largest_pt);
        if (!program) return program.error();
        font.program = std::move(*program);
        for (std::uint32_t glyph : font.glyphs) {
            const auto said = font.first_meaning.find(glyph);
            font.meaning[font.program.cids.at(glyph)] = said == font.first_meaning.end() ? "" : said->second;
        }
    }
    return fonts;
}

std::string to_unicode(const UsedFont& font) {
    // Runs of codes with one high byte, as the format asks: <first><last>[<text> …].
    std::vector<std::string> lines;
    for (auto at = font.meaning.begin(); at != font.meaning.end();) {
        const std::uint16_t first = at->first;
        std::string texts;
        std::uint16_t next = first;
        for (; at != font.meaning.end() && at->first == next && (next >> 8) == (first >> 8) &&
               !at->second.empty();
             ++at, ++next)
            texts += utf16_hex(at->second, false);
        if (next == first) {
            ++at;  // a code that means nothing by itself
            continue;
        }
        lines.push_back(hex_code(first) + hex_code(static_cast<std::uint16_t>(next - 1)) + "[" + texts +
                        "]\n");
    }
    std::string out =
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) "
        "/Ordering "
        "(UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 "
        "begincodespacerange\n"
        "<0000><FFFF>\nendcodespacerange\n";
    constexpr std::size_t block = 100;  // the most that one section may hold
    for (std::size_t at = 0; at < lines.size(); at += block) {
        const std::size_t end = std::min(lines.size(), at + block);
        out += std::to_string(end - at) + " beginbfrange\n";
        for (std::size_t i = at; i < end; ++i) out += lines[i];
        out += "endbfrange\n";
    }
    return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

std::string subset_tag(core::ByteView data) {
    std::uint64_t sum = 14695981039346656037ULL;
    for (std::uint8_t byte : data) sum = (sum ^ byte) * 1099511628211ULL;
    std::string tag;
    for (int i = 0; i < 6; ++i, sum /= 26) tag.push_back(static_cast<char>('A' + sum % 26));
    return tag;
}

}  // namespace forms::pdf
