#include "forms/pdf/form_renderer.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "forms/catalog/catalog.h"
#include "forms/pdf/date_box.h"
#include "forms/pdf/glyph_report.h"
#include "forms/pdf/guide_page.h"
#include "tests/forms/pdf/pdf_picture.h"

using namespace forms::pdf;
using forms::FormRow;
using forms::FormValue;
using forms::FormValues;

namespace {

const FontBook& book() {
    static const auto opened = FontBook::shared(std::string(KAKANAI_SOURCE_DIR) + "/forms/data/fonts.json");
    REQUIRE(opened.has_value());
    return **opened;
}

const forms::FormDefinition& form(const char* id) {
    static forms::Problems problems;
    static const forms::Catalog catalog =
        forms::Catalog::read(std::string(KAKANAI_SOURCE_DIR) + "/forms/data", problems);
    const forms::FormDefinition* found = catalog.form(id, core::make_date(2026, 11, 23));
    REQUIRE(found != nullptr);
    return *found;
}

FormValue words(const std::string& text) {
    FormValue value;
    value.text = text;
    return value;
}
FormValue day(int year, unsigned month, unsigned d) {
    FormValue value;
    value.date = core::DateValue::of(core::make_date(year, month, d));
    return value;
}
FormValue chosen(const std::string& option) {
    FormValue value;
    value.chosen = {{option, 0, {}}};
    return value;
}

FormValues move_in(int people) {
    FormValues values;
    values["move_type"] = chosen("転入");
    values["application_date"] = day(2026, 11, 23);
    values["move_date"] = day(2026, 11, 20);
    values["visitor_name"] = words("髙橋　𠮷太郎");
    values["visitor_name_kana"] = words("タカハシ　ヨシタロウ");
    values["visitor_birth_date"] = day(1985, 4, 3);
    values["new_address"] = words("山形県寒河江市中央一丁目９番４５号");
    values["old_address"] = words("山形県西村山郡河北町谷地字月山堂１２３４番地");
    FormValue movers;
    const std::vector<std::string> given{"𠮷太郎", "葛󠄀子", "辻󠄀之介", "鷗", "花", "月", "雪"};
    for (int i = 0; i < people; ++i) {
        FormRow row;
        row["name"] = words("髙橋　" + given[static_cast<std::size_t>(i) % given.size()]);
        row["name_kana"] = words("タカハシ　ヨシタロウ");
        row["birth_date"] = day(1985 + i, 4, 3);
        movers.rows.push_back(std::move(row));
    }
    values["movers"] = movers;
    return values;
}

Rendered rendered(const char* id, const FormValues& values, const RenderOptions& options = {}) {
    auto out = render_form(form(id), values, options, book());
    if (!out) FAIL(out.error().reason << " " << out.error().detail);
    return std::move(*out);
}

RenderOptions with_ticket() {
    RenderOptions options;
    options.print.ticket = "B-014";
    return options;
}

}  // namespace

TEST_CASE("a family's move prints every name as registered and is found by it") {
    const Rendered out = rendered("F03", move_in(4), with_ticket());
    CHECK(out.missing.empty());
    CHECK(out.overflowed.empty());
    CHECK(out.pages == 1);
    CHECK(out.pdf.size() < 60000);
    const pdf_test::PdfReader reader(out.pdf);
    CHECK(reader.title() == "住民異動届");
    const std::string text = reader.text(0);
    for (const char* part : {"髙橋", "𠮷太郎", "葛󠄀子", "辻󠄀之介", "鷗", "寒河江市長"}) {
        CAPTURE(part);
        CHECK(text.find(part) != std::string::npos);
    }
}

TEST_CASE("no character of a field stands outside the field's box") {
    for (const char* id : {"F01", "F03"}) {
        const Rendered out = rendered(id, move_in(5), with_ticket());
        const pdf_test::PdfReader reader(out.pdf);
        int checked = 0;
        for (const FieldArea& area : out.areas) {
            if (area.field.empty()) continue;
            // Poppler's boxes are as high as the font's line, not its ink: height is judged at the middle of
            // each.
            for (const pdf_test::Word& word : reader.words(static_cast<int>(area.page))) {
                for (const Box& c : word.characters) {
                    const double x = c.x + c.width / 2, y = c.y + c.height / 2;
                    const bool in_rows = y > area.box.y && y < area.box.y + area.box.height;
                    const bool starts_inside = x > area.box.x && x < area.box.x + area.box.width;
                    if (!in_rows || !starts_inside) continue;
                    CHECK(c.x >= area.box.x - 0.1);
                    CHECK(c.x + c.width <= area.box.x + area.box.width + 0.1);
                    ++checked;
                }
            }
        }
        CHECK(checked > 20);
    }
}

TEST_CASE("more people than rows: the sheet comes again with the next rows, numbered on") {
    const Rendered out = rendered("F03", move_in(7), with_ticket());
    REQUIRE(out.pages == 2);
    const pdf_test::PdfReader reader(out.pdf);
    CHECK(reader.text(0).find("葛󠄀子") != std::string::npos);
    CHECK(reader.text(0).find("雪") == std::string::npos);
    CHECK(reader.text(1).find("雪") != std::string::npos);
    CHECK(reader.text(1).find("2/2") != std::string::npos);
    const auto numbers = reader.words(1);
    CHECK(std::any_of(numbers.begin(), numbers.end(), [](const pdf_test::Word& w) { return w.text == "7"; }));
}

TEST_CASE("a draft and a practice print are marked across the page, a real one is not") {
    RenderOptions options = with_ticket();
    CHECK(pdf_test::PdfReader(rendered("F03", move_in(1), options).pdf).text(0).find("下書き") ==
          std::string::npos);
    const auto big_letters = [&](PrintState state) {
        options.print.state = state;
        const auto laid = lay_out(form_document(form("F03"), move_in(1), options.print), book());
        REQUIRE(laid.has_value());
        std::string text;
        for (const PlacedRun& run : laid->pages[0].ground.watermark)
            for (const RunGlyph& g : run.glyphs) text += g.text;
        return text;
    };
    CHECK(big_letters(PrintState::draft) == "下書き");
    CHECK(big_letters(PrintState::practice) == "練習・見本");
    CHECK(big_letters(PrintState::final).empty());
}

TEST_CASE("a character that no font has stops the print until a person decides, and is then marked") {
    FormValues values = move_in(1);
    values["visitor_name"] = words("山" + utf8_of(0xE8FF) + "太郎");
    RenderOptions options;
    const Rendered stopped = rendered("F03", values, options);
    CHECK(stopped.pdf.empty());
    REQUIRE(stopped.missing.size() == 1);
    CHECK(stopped.missing[0].field == "visitor_name");
    CHECK(code_point_names(stopped.missing[0].code_points) == "U+E8FF");
    options.missing_decided = true;
    const Rendered decided = rendered("F03", values, options);
    CHECK(pdf_test::PdfReader(decided.pdf).text(0).find("山〓太郎") != std::string::npos);
}

TEST_CASE("an option that the sheet has no square for stands on the continuation sheet") {
    FormValues values = move_in(1);
    values["move_type"] = chosen("海外転出(旧)");
    const Rendered out = rendered("F03", values);
    REQUIRE(out.overflowed.size() == 1);
    CHECK(out.overflowed[0].text == "海外転出(旧)");
    CHECK(pdf_test::PdfReader(out.pdf).text(1).find("海外転出") != std::string::npos);
}

TEST_CASE("a signature is drawn in its box, and only there") {
    RenderOptions options;
    forms::Ink ink;
    ink.width_um = 60000;
    ink.height_um = 20000;
    ink.strokes = {{{1000, 1000, 0}, {59000, 19000, 50}, {59000, 1000, 90}}};
    const Rendered without = rendered("F03", move_in(1), options);
    options.print.signatures["signature_visitor"] = ink;
    const Rendered with = rendered("F03", move_in(1), options);
    const auto before = pdf_test::PdfReader(without.pdf).picture(0, 60);
    const auto after = pdf_test::PdfReader(with.pdf).picture(0, 60);
    REQUIRE(before.ink.size() == after.ink.size());
    forms::Box box;
    for (const forms::FieldBox& field : form("F03").layout.pages[0].fields)
        if (field.field == "signature_visitor") box = field.box;
    REQUIRE(box.width > 0);
    int changed = 0;
    for (int y = 0; y < after.height; ++y)
        for (int x = 0; x < after.width; ++x) {
            if (before.at(x, y) == after.at(x, y)) continue;
            ++changed;
            const double mm_x = x * 25.4 / 60, mm_y = y * 25.4 / 60;
            CHECK(mm_x >= box.x - 0.5);
            CHECK(mm_x <= box.right() + 0.5);
            CHECK(mm_y >= box.y - 0.5);
            CHECK(mm_y <= box.bottom() + 0.5);
        }
    CHECK(changed > 20);
}

TEST_CASE("a 個人番号 is printed only when given for this print") {
    forms::FormDefinition number_form;
    number_form.id = "T01";
    number_form.title = "試験";
    forms::FormField field;
    field.id = "head_mynumber";
    field.label = "個人番号";
    field.type = forms::FieldType::mynumber;
    number_form.fields.push_back(field);
    forms::LayoutPage page;
    forms::FieldBox box;
    box.field = field.id;
    box.style = forms::FieldStyle::digits;
    box.box = {20, 20, 80, 8};
    box.groups = {4, 4, 4};
    page.fields.push_back(box);
    number_form.layout.pages.push_back(page);

    FormValues values;
    values["head_mynumber"] = words("123456789018");  // must not be there at all; is not believed
    const auto empty = render_form(number_form, values, {}, book());
    REQUIRE(empty.has_value());
    CHECK(pdf_test::PdfReader(empty->pdf).text(0).find('1') == std::string::npos);
    RenderOptions options;
    options.print.my_numbers["head_mynumber"] = "123456789018";
    const auto filled = render_form(number_form, values, options, book());
    REQUIRE(filled.has_value());
    std::string digits;
    for (char c : pdf_test::PdfReader(filled->pdf).text(0))
        if (c >= '0' && c <= '9') digits.push_back(c);
    CHECK(digits == "123456789018");
    for (const FieldArea& area : filled->areas) CHECK(area.text.empty());
}

TEST_CASE("dates stand in their era with its mark ringed; what is not known is written out") {
    const DateBox box{{20, 20, 70, 8}, {}, {"明", "大", "昭", "平", "令"}, "birth_date", "生年月日"};
    const auto texts = [](const std::vector<Item>& items) {
        std::vector<std::string> out;
        for (const Item& item : items)
            if (const TextBox* text = std::get_if<TextBox>(&item); text && text->layer == Layer::value)
                out.push_back(text->text);
        return out;
    };
    const auto rings = [](const std::vector<Item>& items) {
        return std::count_if(items.begin(), items.end(),
                             [](const Item& i) { return std::holds_alternative<Ring>(i); });
    };
    const auto first = date_items(box, core::DateValue::of(core::make_date(2019, 5, 1)));
    CHECK(texts(first) == std::vector<std::string>{"元", "5", "1"});
    CHECK(rings(first) == 1);
    const auto western =
        date_items(box, core::DateValue::of(core::make_date(1990, 12, 31), core::Calendar::western));
    CHECK(texts(western) == std::vector<std::string>{"1990", "12", "31"});
    CHECK(rings(western) == 0);
    core::DateValue vague;
    vague.year = 1970;
    vague.calendar = core::Calendar::western;
    vague.phrase = "不詳";
    CHECK(texts(date_items(box, vague)) == std::vector<std::string>{core::printed(vague)});
    CHECK(texts(date_items(box, std::nullopt)).empty());
}

TEST_CASE("the guide slip says where to go, until when and with what") {
    GuidePage guide;
    guide.ticket = "B-014";
    guide.day = "令和8年11月23日";
    for (int i = 0; i < 9; ++i)
        guide.slip.stops.push_back({"子育て支援の窓口",
                                    "児童手当の認定請求",
                                    {"髙橋　花"},
                                    "12月7日(月)まで",
                                    "児童手当法",
                                    i == 0,
                                    {"請求者の通帳", "健康保険の資格がわかるもの"}});
    guide.slip.bring = {"年金手帳"};
    const auto out = render_document(guide_document(guide, book()), {}, false, book());
    REQUIRE(out.has_value());
    CHECK(out->pages > 1);
    const pdf_test::PdfReader reader(out->pdf);
    for (const char* part : {"手続きのご案内", "B-014", "子育て支援の窓口", "12月7日", "請求者の通帳"})
        CHECK(reader.text(0).find(part) != std::string::npos);
    CHECK(reader.text(static_cast<int>(out->pages) - 1).find("年金手帳") != std::string::npos);
}

TEST_CASE("the report names font and glyph of every character, and what no font has") {
    const auto lines = glyph_report(book(), "mincho", "𠮷葛󠄀" + utf8_of(0xE8FF));
    REQUIRE(lines.has_value());
    REQUIRE(lines->size() == 3);
    CHECK((*lines)[0].code_points == "U+20BB7");
    CHECK((*lines)[0].font != "IPAexMincho");  // it is not in JIS X 0213
    CHECK((*lines)[0].shown);
    CHECK((*lines)[1].code_points == "U+845B U+E0100");
    CHECK((*lines)[1].shown);
    CHECK_FALSE((*lines)[2].shown);
    CHECK_FALSE(glyph_report(book(), "kaisho", "山").has_value());
}

TEST_CASE("the print record can name the releases and the font files") {
    CHECK(renderer_release().find("libharu 2.") == 0);
    REQUIRE(book().face_count() > 3);
    for (std::size_t i = 0; i < book().face_count(); ++i) {
        const auto face = static_cast<std::uint16_t>(i);
        CHECK_FALSE(book().info(face).version.empty());
        CHECK(book().file_bytes(face).size() > 1000000);
    }
}
