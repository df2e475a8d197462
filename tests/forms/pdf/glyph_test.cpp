// Every character on paper must look as the font's own outline of that very character: Poppler's picture of
// our bytes is compared with FreeType's picture of the glyph that FreeType itself finds for it in the order
// of fonts.json.
#include <doctest/doctest.h>
#include <iconv.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "forms/pdf/page_layout.h"
#include "forms/pdf/pdf_writer.h"
#include "tests/forms/pdf/pdf_picture.h"

using namespace forms::pdf;

namespace {

const std::string kFonts = std::string(KAKANAI_SOURCE_DIR) + "/forms/data/fonts.json";

struct Sign {
    char32_t base{0};
    char32_t selector{0};
    std::string text() const { return utf8_of(base) + (selector == 0 ? "" : utf8_of(selector)); }
};

const FontBook& book() {
    static const auto opened = FontBook::shared(kFonts);
    REQUIRE(opened.has_value());
    return **opened;
}

// The fonts of a role as FreeType sees them, straight from the data file.
const std::vector<std::unique_ptr<pdf_test::FontFile>>& fonts_of(const std::string& role) {
    static std::map<std::string, std::vector<std::unique_ptr<pdf_test::FontFile>>> roles;
    auto& fonts = roles[role];
    if (!fonts.empty()) return fonts;
    std::ifstream file(kFonts);
    const nlohmann::json data = nlohmann::json::parse(file);
    for (const auto& entry : data["roles"][role])
        if (std::filesystem::exists(entry["file"].get<std::string>()))
            fonts.push_back(std::make_unique<pdf_test::FontFile>(entry["file"], entry.value("index", 0L)));
    return fonts;
}

struct Expected {
    const pdf_test::FontFile* font{nullptr};
    std::uint32_t glyph{0};
};
Expected expected_glyph(const std::string& role, Sign sign) {
    for (const auto& font : fonts_of(role)) {
        const std::uint32_t glyph = font->glyph_of(sign.base, sign.selector);
        if (glyph != 0 && !font->picture(glyph, 20).empty()) return {font.get(), glyph};
    }
    return {};
}

constexpr double kSizePt = 20;  // on the coarsest grid that the writer uses
constexpr double kDpi = 172.8;  // 48 pixels to the em
constexpr double kCellMm = 11;
constexpr int kColumns = 17;
constexpr int kRows = 25;
constexpr double kMarginMm = 8;
// The worst on the coarse grid is 0.11 (thin strokes); 吉 and 𠮷, the closest pair that must differ, are 0.14
// apart.
constexpr double kSameGlyph = 0.125;

Document sheet_of(const std::vector<Sign>& signs, const std::string& role) {
    Document document;
    document.title = "字形";
    TextStyle style;
    style.role = role;
    style.sizes_pt = {kSizePt};
    style.align = AlignH::centre;
    style.padding_mm = 0;
    for (std::size_t i = 0; i < signs.size(); ++i) {
        const std::size_t cell = i % (kColumns * kRows);
        if (cell == 0) document.pages.emplace_back();
        const Box box{kMarginMm + kCellMm * static_cast<double>(cell % kColumns),
                      kMarginMm + kCellMm * static_cast<double>(cell / kColumns), kCellMm, kCellMm};
        document.pages.back().items.push_back(TextBox{box, signs[i].text(), style, Layer::value, "sign", {}});
    }
    return document;
}

// How many of the signs do not look like their glyph.
int wrong_pictures(const std::vector<Sign>& signs, const std::string& role) {
    const auto laid = lay_out(sheet_of(signs, role), book());
    if (!laid) FAIL(laid.error().reason << " " << laid.error().detail);
    for (const MissingGlyph& m : laid->missing)
        FAIL_CHECK("no font shows " << code_point_names(m.code_points));
    const auto bytes = write_pdf("字形", laid->pages, book());
    REQUIRE(bytes.has_value());
    const pdf_test::PdfReader reader(*bytes);
    int wrong = 0;
    pdf_test::Picture page;
    for (std::size_t i = 0; i < signs.size(); ++i) {
        const std::size_t cell = i % (kColumns * kRows);
        if (cell == 0) page = reader.picture(static_cast<int>(i / (kColumns * kRows)), kDpi);
        const auto pixel = [](double mm) { return static_cast<int>(mm * kDpi / 25.4); };
        const pdf_test::Picture seen =
            page.cut(pixel(kMarginMm + kCellMm * static_cast<double>(cell % kColumns)),
                     pixel(kMarginMm + kCellMm * static_cast<double>(cell / kColumns)), pixel(kCellMm),
                     pixel(kCellMm))
                .trimmed();
        const Expected glyph = expected_glyph(role, signs[i]);
        CHECK(glyph.font != nullptr);
        if (glyph.font == nullptr) continue;
        const double apart =
            pdf_test::difference(seen, glyph.font->picture(glyph.glyph, kSizePt * kDpi / 72).trimmed());
        if (apart > kSameGlyph) {
            ++wrong;
            MESSAGE(signs[i].text() << " U+" << std::hex << static_cast<unsigned>(signs[i].base)
                                    << " differs by " << apart);
        }
    }
    return wrong;
}

// Double-byte characters of a legacy character set that iconv knows, first plane and (with 0x8F) second.
std::vector<Sign> characters_of(const char* charset, const std::vector<std::string>& codes) {
    std::vector<Sign> out;
    const iconv_t converter = iconv_open("UTF-32LE", charset);
    REQUIRE(converter != reinterpret_cast<iconv_t>(-1));
    for (std::string code : codes) {
        std::array<char32_t, 4> utf32{};
        char* in = code.data();
        std::size_t in_left = code.size();
        char* to = reinterpret_cast<char*>(utf32.data());
        std::size_t out_left = sizeof utf32;
        iconv(converter, nullptr, nullptr, nullptr, nullptr);
        const bool good = iconv(converter, &in, &in_left, &to, &out_left) != static_cast<std::size_t>(-1) &&
                          iconv(converter, nullptr, nullptr, &to, &out_left) != static_cast<std::size_t>(-1);
        if (good && out_left == sizeof utf32 - sizeof(char32_t)) out.push_back({utf32[0], 0});
    }
    iconv_close(converter);
    return out;
}

bool is_kanji(char32_t c) {
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

std::vector<Sign> kanji_of_jis_x_0213() {
    std::vector<std::string> codes;
    for (int row = 0xA1; row <= 0xFE; ++row)
        for (int cell = 0xA1; cell <= 0xFE; ++cell) {
            const std::string two{static_cast<char>(row), static_cast<char>(cell)};
            codes.push_back(two);
            codes.push_back("\x8F" + two);
        }
    std::vector<Sign> kanji;
    for (Sign sign : characters_of("EUC-JISX0213", codes))
        if (is_kanji(sign.base)) kanji.push_back(sign);
    return kanji;
}

}  // namespace

TEST_CASE("names that substitutes would spoil print as registered") {
    const std::vector<Sign> signs{{U'髙', 0},        {U'﨑', 0},        {U'𠮷', 0},  {0x845B, 0xE0100},
                                  {0x8FBB, 0xE0100}, {0x9089, 0xE0102}, {U'鷗', 0},  {0x7957, 0xE0100},
                                  {U'ｱ', 0},         {U'㈱', 0},        {U'濵', 0},  {U'德', 0},
                                  {U'瀨', 0},        {0x6E1A, 0xFE00},  {0xFA46, 0}, {0x20B9F, 0},
                                  {0x29E3D, 0},      {0x2A6A5, 0},      {0x5409, 0}, {0x845B, 0}};
    CHECK(wrong_pictures(signs, "mincho") == 0);
}

TEST_CASE("two forms of one character are two pictures") {
    // The yardstick itself must be able to fail: neighbours that a substitution would confuse lie beyond it.
    const auto& mincho = fonts_of("mincho");
    const auto look = [&](char32_t base, char32_t selector) {
        const Expected glyph = expected_glyph("mincho", {base, selector});
        REQUIRE(glyph.font != nullptr);
        return glyph.font->picture(glyph.glyph, kSizePt * kDpi / 72).trimmed();
    };
    REQUIRE(!mincho.empty());
    CHECK(pdf_test::difference(look(U'吉', 0), look(U'𠮷', 0)) > kSameGlyph);
    CHECK(pdf_test::difference(look(U'高', 0), look(U'髙', 0)) > kSameGlyph);
    CHECK(pdf_test::difference(look(U'崎', 0), look(U'﨑', 0)) > kSameGlyph);
    CHECK(pdf_test::difference(look(0x845B, 0), look(0x845B, 0xE0100)) > kSameGlyph);
    CHECK(pdf_test::difference(look(0x8FBB, 0xE0101), look(0x8FBB, 0xE0100)) > kSameGlyph);
}

TEST_CASE("all kanji of JIS X 0213 look like their glyphs") {
    const std::vector<Sign> kanji = kanji_of_jis_x_0213();
    CHECK(kanji.size() == 10051);  // 10,050 kanji of the standard and 仝, which it counts as a sign
    CHECK(wrong_pictures(kanji, "mincho") == 0);
}

TEST_CASE("the kanji that only the Windows set has look like their glyphs") {
    std::vector<std::string> codes;
    for (int lead = 0x81; lead <= 0xFC; ++lead)
        for (int trail = 0x40; trail <= 0xFC; ++trail)
            if (lead < 0xA0 || lead >= 0xE0)
                codes.push_back({static_cast<char>(lead), static_cast<char>(trail)});
    std::set<char32_t> standard;
    for (Sign sign : kanji_of_jis_x_0213()) standard.insert(sign.base);
    std::vector<Sign> only;
    for (Sign sign : characters_of("CP932", codes))
        if (is_kanji(sign.base) && standard.insert(sign.base).second) only.push_back(sign);
    CHECK(only.size() == 84);
    CHECK(wrong_pictures(only, "mincho") == 0);
    CHECK(wrong_pictures(only, "gothic") == 0);
}

TEST_CASE("five hundred kanji beyond the BMP look like their glyphs") {
    std::vector<Sign> signs;
    for (char32_t c = 0x20000; c < 0x2EBF0 && signs.size() < 500; c += 101)
        if (expected_glyph("mincho", {c, 0}).font != nullptr) signs.push_back({c, 0});
    CHECK(signs.size() == 500);
    CHECK(wrong_pictures(signs, "mincho") == 0);
}

TEST_CASE("three hundred variation sequences look like their glyphs") {
    std::vector<Sign> signs;
    for (const auto& font : fonts_of("mincho")) {
        const auto all = font->sequences(100000);
        const std::size_t step = all.size() / 100 + 1;
        for (std::size_t i = 0; i < all.size(); i += step) signs.push_back({all[i].first, all[i].second});
    }
    CHECK(signs.size() >= 300);
    CHECK(wrong_pictures(signs, "mincho") == 0);
}

TEST_CASE("what no font shows is named, not left out") {
    // A private code, a sequence that no collection has, bytes that are no text, and a control character.
    for (const std::string& text : {utf8_of(0xE8FF), utf8_of(0x4E00) + utf8_of(0xE01EF), std::string("\xFF"),
                                    utf8_of(0x0007), utf8_of(0x10FFFD)}) {
        Document document = sheet_of({{U'山', 0}}, "mincho");
        std::get<TextBox>(document.pages[0].items[0]).text = text;
        const auto named = lay_out(document, book());
        REQUIRE(named.has_value());
        REQUIRE(named->missing.size() == 1);
        CHECK(named->missing[0].text == text);
        CHECK(named->missing[0].field == "sign");
    }
    CHECK(code_point_names({0x4E00, 0xE01EF}) == "U+4E00 U+E01EF");
}

TEST_CASE("every character of every practice resident looks like its glyph") {
    std::ifstream file(std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/residents.json");
    const nlohmann::json data = nlohmann::json::parse(file, nullptr, false);
    REQUIRE_FALSE(data.is_discarded());
    std::map<std::string, Sign> signs;
    const nlohmann::json flat = data.flatten();
    for (const auto& [path, value] : flat.items()) {
        if (!value.is_string()) continue;
        for (const Cluster& c : clusters_of(value.get<std::string>())) {
            if (is_blank(c.code_points[0]) || c.code_points[0] < 0x20) continue;
            REQUIRE(c.code_points.size() <= 2);
            signs[c.text] = {c.code_points[0], c.code_points.size() == 2 ? c.code_points[1] : 0};
        }
    }
    std::vector<Sign> all;
    for (const auto& [text, sign] : signs) all.push_back(sign);
    CHECK(all.size() > 300);
    CHECK(signs.count("𠮷") == 1);
    CHECK(signs.count("葛󠄀") == 1);
    CHECK(wrong_pictures(all, "mincho") == 0);
}
