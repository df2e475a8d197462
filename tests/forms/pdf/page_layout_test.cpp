#include "forms/pdf/page_layout.h"

#include <doctest/doctest.h>

#include "forms/pdf/line_break.h"
#include "forms/pdf/pdf_writer.h"
#include "forms/pdf/text_fit.h"
#include "tests/forms/pdf/pdf_picture.h"

using namespace forms::pdf;

namespace {

const FontBook& book() {
    static const auto opened = FontBook::shared(std::string(KAKANAI_SOURCE_DIR) + "/forms/data/fonts.json");
    REQUIRE(opened.has_value());
    return **opened;
}

std::vector<std::string> broken(const std::string& text, double width_em) {
    std::vector<Picked> picked;
    for (const Cluster& cluster : clusters_of(text)) picked.push_back(*book().pick("mincho", cluster));
    std::vector<std::string> lines;
    for (const LineRange& range : break_lines(picked, width_em)) {
        lines.emplace_back();
        for (std::size_t i = range.begin; i < range.end; ++i) lines.back() += picked[i].text;
    }
    return lines;
}

using Lines = std::vector<std::string>;

std::string repeated(const std::string& part, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += part;
    return out;
}

Document one_box(const TextBox& box) {
    Document document;
    document.title = "試験";
    document.pages.emplace_back();
    document.pages[0].items.push_back(box);
    return document;
}

}  // namespace

TEST_CASE("a line ends where Japanese lets it end") {
    CHECK(broken("あいうえおかきく", 4) == Lines{"あいうえ", "おかきく"});
    CHECK(broken("あいうえ、かきく", 4) == Lines{"あいう", "え、かき", "く"});  // 、 starts no line
    CHECK(broken("あいう（えおか）", 4) ==
          Lines{"あいう", "（えお", "か）"});  // （ ends none, ） starts none
    CHECK(broken("サービッスーあ", 4) == Lines{"サービッ", "スーあ"});
    CHECK(broken("いろは ABCDEF へ", 5) == Lines{"いろは", "ABCDEF", "へ"});  // a word stays whole
    CHECK(broken("ＡＢ ＣＤ", 4) == Lines{"ＡＢ", "ＣＤ"});                   // a wide one too
    CHECK(broken("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 4).size() > 2);  // unless it is longer than a line
    CHECK(broken("葛󠄀葛󠄀葛󠄀", 2) ==
          Lines{"葛󠄀葛󠄀", "葛󠄀"});  // a sequence is one character
}

TEST_CASE("long text first gets smaller, then takes more lines, then goes elsewhere") {
    TextStyle style;
    style.sizes_pt = {10, 8, 6};
    style.padding_mm = 0;
    const double em10 = 10 * kMmPerPoint;
    const auto fitted = [&](int count) {
        return fit_text(book(), style, repeated("山", count), em10 * 10, em10 * 2);
    };
    CHECK(fitted(10).size_pt == 10);
    CHECK(fitted(10).lines.size() == 1);
    CHECK(fitted(12).size_pt == 8);  // 12.5 characters fit at 8 pt
    CHECK(fitted(16).size_pt == 6);  // 16.6 at 6 pt
    CHECK(fitted(17).size_pt == 8);  // two lines of 12 need 8 + 1.2 × 8 pt of height: 17.6 of 20
    CHECK(fitted(17).lines.size() == 2);
    CHECK(fitted(30).size_pt == 6);  // 6 + 1.2 × 6 × 1 = 13.2 pt, two lines of 16
    CHECK(fitted(30).lines.size() == 2);
    CHECK_FALSE(fitted(60).fits);
}

TEST_CASE("text that fits nowhere stands whole on the continuation sheet, with a mark in its box") {
    const std::string address = repeated("寒河江市大字寒河江字久保", 20) + "終";
    const auto laid =
        lay_out(one_box({{20, 20, 30, 10}, address, {}, Layer::value, "new_address", "新住所"}), book());
    REQUIRE(laid.has_value());
    REQUIRE(laid->overflowed.size() == 1);
    CHECK(laid->overflowed[0].text == address);
    REQUIRE(laid->pages.size() == 2);
    const auto bytes = write_pdf("試験", laid->pages, book());
    REQUIRE(bytes.has_value());
    const pdf_test::PdfReader reader(*bytes);
    CHECK(reader.text(0).find("別紙1") != std::string::npos);
    CHECK(reader.text(1).find("新住所") != std::string::npos);
    std::string joined;
    for (const pdf_test::Word& word : reader.words(1)) joined += word.text;
    CHECK(joined.find(address) != std::string::npos);
}

TEST_CASE("an entry longer than a sheet goes on over the next ones, nothing lost") {
    const std::string story = repeated("あいうえおかきくけこ", 400);
    const auto laid = lay_out(one_box({{20, 20, 30, 10}, story, {}, Layer::value, "note", "備考"}), book());
    REQUIRE(laid.has_value());
    // 4,000 kana, 28 to a line of 106 mm, 45 lines of 5.2 mm to a sheet: four sheets behind the form.
    CHECK(laid->pages.size() == 5);
    std::string joined;
    for (std::size_t i = 1; i < laid->pages.size(); ++i)
        for (const PlacedRun& run : laid->pages[i].text)
            if (run.size_pt == 10.5)
                for (const RunGlyph& g : run.glyphs) joined += g.text;
    std::string kana;
    for (const Cluster& c : clusters_of(joined))
        if (c.code_points[0] >= 0x3041 && c.code_points[0] <= 0x3093) kana += c.text;
    CHECK(kana == story);
}

TEST_CASE("a text without a label may not overflow: the layout is refused with its field") {
    const auto laid =
        lay_out(one_box({{20, 20, 10, 4}, repeated("長", 99), {}, Layer::sheet, "label_1", {}}), book());
    REQUIRE_FALSE(laid.has_value());
    CHECK(laid.error().reason == "layout.overflow");
    CHECK(laid.error().detail == "label_1");
}

TEST_CASE("no ink leaves its box, however the text stands in it") {
    Document document;
    document.title = "試験";
    document.pages.emplace_back();
    const std::vector<std::string> texts{"gjpqy ÅÇ|", "髙﨑𠮷葛󠄀 鷗", "ｱ㈱ が ゞ々、。",
                                         "（職員記入欄）", "フリガナ"};
    std::vector<Box> boxes;
    for (int row = 0; row < 12; ++row) {
        for (int column = 0; column < 5; ++column) {
            TextBox box;
            box.box = {12 + column * 38.0, 12 + row * 22.0, 30, 4.0 + row};
            box.text = texts[static_cast<std::size_t>(column)];
            box.style.align = static_cast<AlignH>(row % 4);
            box.style.align_v = static_cast<AlignV>(row % 3);
            box.style.vertical = row == 11;
            box.style.role = row % 2 == 0 ? "mincho" : "gothic";
            box.style.sizes_pt = {row == 11 ? 5.0 : 10.5, 4};
            box.label = "x";
            document.pages[0].items.push_back(box);
            boxes.push_back(box.box);
        }
    }
    const auto laid = lay_out(document, book());
    REQUIRE(laid.has_value());
    CHECK(laid->overflowed.empty());
    const auto bytes = write_pdf("試験", laid->pages, book());
    REQUIRE(bytes.has_value());
    pdf_test::Picture page = pdf_test::PdfReader(*bytes).picture(0, 200);
    constexpr double pixels_per_mm = 200 / 25.4;
    for (const Box& box : boxes) {  // wipe the boxes, a hair wider for antialiasing; nothing may be left
        const auto pixel = [&](double mm) { return static_cast<int>(mm * pixels_per_mm); };
        bool inked = false;
        for (int y = pixel(box.y) - 1; y <= pixel(box.y + box.height) + 1; ++y)
            for (int x = pixel(box.x) - 1; x <= pixel(box.x + box.width) + 1; ++x) {
                std::uint8_t& ink = page.ink[static_cast<std::size_t>(y * page.width + x)];
                inked = inked || ink > 24;
                ink = 0;
            }
        CHECK(inked);
    }
    CHECK(page.empty());
}

TEST_CASE("a value sheet for pre-printed paper carries values only, moved by the printer's offset") {
    Document document;
    document.title = "試験";
    document.pages.emplace_back();
    Page& page = document.pages[0];
    page.items.push_back(Rect{{20, 20, 60, 10}, 0.3, -1});
    page.items.push_back(TextBox{{20, 20, 20, 10}, "氏名", {}, Layer::sheet, {}, {}});
    page.items.push_back(TextBox{{40, 20, 40, 10}, "山田", {}, Layer::value, "name", "氏名"});
    const auto values = lay_out(document, book(), {Show::values, 1.5, -0.7});
    const auto whole = lay_out(document, book());
    REQUIRE(values.has_value());
    REQUIRE(whole.has_value());
    REQUIRE(values->pages[0].text.size() == 1);
    CHECK(values->pages[0].ground.rules.empty());
    CHECK(values->pages[0].ground.text.empty());
    CHECK(values->pages[0].text[0].glyphs[0].text == "山");
    CHECK(values->pages[0].text[0].pen.x == doctest::Approx(whole->pages[0].text[0].pen.x + 1.5));
    CHECK(values->pages[0].text[0].pen.y == doctest::Approx(whole->pages[0].text[0].pen.y - 0.7));
    const auto sheet = lay_out(document, book(), {Show::sheet, 0, 0});
    REQUIRE(sheet.has_value());
    CHECK(sheet->pages[0].ground.text[0].glyphs[0].text == "氏");
    CHECK(sheet->pages[0].text.empty());
}

TEST_CASE("pages are counted with the continuation sheets") {
    Document document = one_box({{20, 20, 20, 5}, repeated("長い文", 60), {}, Layer::value, "note", "備考"});
    document.pages[0].items.push_back(PageNumber{{150, 285, 40, 6}, {}});
    const auto laid = lay_out(document, book());
    REQUIRE(laid.has_value());
    const auto bytes = write_pdf("試験", laid->pages, book());
    REQUIRE(bytes.has_value());
    CHECK(pdf_test::PdfReader(*bytes).text(0).find("1／2") != std::string::npos);
}
