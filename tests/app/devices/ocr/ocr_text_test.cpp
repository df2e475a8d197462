// From symbols to values: dates, names, numbers, the machine-readable zone, and how sure a vote is.
#include <doctest/doctest.h>

#include <algorithm>

#include "app/devices/ocr/field_judge.h"
#include "app/devices/ocr/field_text.h"
#include "app/devices/ocr/mrz.h"
#include "forms/core/text.h"

namespace {

// A row as a recogniser gives it: letters of 30 dots, 4 apart; a blank in `text` is a letter's room.
app::SymbolRow row(const std::string& text, double confidence = 97) {
    app::SymbolRow out;
    int at = 0;
    for (const std::string& letter : core::letters(text)) {
        const bool blank = letter == "　" || letter == " ";
        out.push_back({blank ? std::string(app::blank_symbol) : letter, confidence, 0, at, at + 30, {}});
        at += 34;
    }
    return out;
}

app::ReadField readings(std::vector<std::string> texts) {
    app::ReadField field;
    for (const std::string& text : texts) field.readings.push_back(row(text));
    return field;
}

app::PictureItem judged(app::FieldContent content, std::vector<std::string> texts, int sure = 90,
                        std::size_t digits = 0) {
    static const auto lists =
        app::NameLists::load(std::string(KAKANAI_SOURCE_DIR) + "/app/devices/ocr/data").value();
    static const auto families =
        forms::NameFamilies::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data").value();
    app::FieldTemplate field;
    field.item = "it";
    field.content = content;
    field.sure = sure;
    field.digits = digits;
    return app::judge_field(field, readings(std::move(texts)), {&lists, &families, 2026}).at("it");
}

bool offers(const app::PictureItem& item, const std::string& text) {
    return std::find(item.others.begin(), item.others.end(), text) != item.others.end();
}

}  // namespace

TEST_CASE("dates as cards print them, in both calendars") {
    CHECK(app::printed_date("昭和60年6月14日生") == "1985-06-14");
    CHECK(app::printed_date("平成元年12月3日生") == "1989-12-03");
    CHECK(app::printed_date("令和05年06月20日") == "2023-06-20");
    CHECK(app::printed_date("2028年(令和10年)07月14日まで有効") == "2028-07-14");
    CHECK(app::printed_date("4年3月（2033年04月10日）") == "2033-04-10");
    CHECK(app::printed_date("2035年9月27日まで有効") == "2035-09-27");
}

TEST_CASE("a date whose calendars disagree, or that does not exist, is no date") {
    CHECK_FALSE(app::printed_date("2028年(令和11年)07月14日まで有効"));
    CHECK_FALSE(app::printed_date("昭和65年6月14日生"));
    CHECK_FALSE(app::printed_date("2027年2月29日まで有効"));
    CHECK_FALSE(app::printed_date("年月日"));
}

TEST_CASE("a name is parted where the print leaves room") {
    const app::NameLists none;
    CHECK(app::parted_name(row("山本　義司"), &none) == "山本　義司");
    CHECK(app::parted_name(row("勅使河原　権左衛門"), &none) == "勅使河原　権左衛門");
    const app::NameLists lists =
        app::NameLists::load(std::string(KAKANAI_SOURCE_DIR) + "/app/devices/ocr/data").value();
    CHECK(app::parted_name(row("長谷川トミ"), &lists) == "長谷川　トミ");
    CHECK(app::spaced_text(row("架空町三丁目　見本ハイツ")) == "架空町三丁目　見本ハイツ");
}

TEST_CASE("three equal readings are sure, two are not, and what else was read is offered") {
    const auto sure =
        judged(app::FieldContent::japanese_name, {"田中　健太", "田中　健太", "田中　健太"}, 96);
    CHECK(sure.value == "田中　健太");
    CHECK(sure.sure);
    const auto doubtful =
        judged(app::FieldContent::japanese_name, {"田中　健太", "田中　健大", "田中　健太"}, 96);
    CHECK(doubtful.value == "田中　健太");
    CHECK_FALSE(doubtful.sure);
    CHECK(offers(doubtful, "田中　健大"));
    const auto nothing = judged(app::FieldContent::date, {"", "年", "月"});
    CHECK(nothing.value.empty());
    CHECK_FALSE(nothing.sure);
}

TEST_CASE("a letter that has other forms is never sure, and all of them are offered") {
    const auto name =
        judged(app::FieldContent::japanese_name, {"高橋　健太", "高橋　健太", "高橋　健太"}, 96);
    CHECK(name.value == "高橋　健太");
    CHECK_FALSE(name.sure);
    CHECK(offers(name, "髙橋　健太"));
    CHECK(offers(judged(app::FieldContent::japanese_name, {"渡辺　清", "渡辺　清", "渡辺　清"}), "渡邉　清"));
    CHECK(offers(judged(app::FieldContent::japanese_name, {"吉野　隆", "吉野　隆", "吉野　隆"}), "𠮷野　隆"));
}

TEST_CASE("the lists of names decide between readings of which each came once") {
    const auto name = judged(app::FieldContent::japanese_name, {"佐木　健大", "佐藤　健太", "佐膝　健木"});
    CHECK(name.value == "佐藤　健太");
    CHECK_FALSE(name.sure);
}

TEST_CASE("numbers have their length, and letters and digits of a residence card their places") {
    CHECK(
        judged(app::FieldContent::digits, {"第412979327446号", "第412979327446号", "第41297932744号"}, 90, 12)
            .value == "412979327446");
    CHECK(app::residence_number("FW3O2I3465CB") == "FW30213465CB");
    CHECK(app::residence_number("2W30213465C8") == "ZW30213465CB");
    CHECK_FALSE(app::residence_number("FW3021346CB"));
    CHECK(app::tidy_address("寒河江市中央一]目22番6号") == "寒河江市中央一丁目２２番６号");
    CHECK(app::tidy_address("見本町五目１１番２１号　見本ハイツ８　２３") ==
          "見本町五丁目１１番２１号　見本ハイツ８２３");
    CHECK(app::tidy_address("三重県四日市市三日町２号棟") == "三重県四日市市三日町２号棟");
    CHECK(judged(app::FieldContent::sex, {"女F.", "", "女F."}).value == "female");
}

TEST_CASE(
    "a number whose check digit does not fit is shown and never sure; a word is one of those it may be") {
    app::FieldTemplate code;
    code.item = "it";
    code.content = app::FieldContent::digits;
    code.digits = 11;
    code.check = "juminhyo_code";
    code.sure = 90;
    const auto judged = [](const app::FieldTemplate& field, std::vector<std::string> texts) {
        return app::judge_field(field, readings(std::move(texts)), {nullptr, nullptr, 2026}).at("it");
    };
    // 1 2 3 4 5 6 7 8 9 0 with weights 5 4 3 2 7 6 5 4 3 2: 195, 8 over 187; so 3.
    CHECK(judged(code, {"12345678903", "12345678903"}).sure);
    const auto wrong = judged(code, {"12345678905", "12345678905"});
    CHECK(wrong.value == "12345678905");
    CHECK_FALSE(wrong.sure);
    CHECK(judged(code, {"123456789018", "123456789018"}).value.empty());  // twelve: no 住民票コード

    app::FieldTemplate relation;
    relation.item = "it";
    relation.content = app::FieldContent::word;
    relation.words = {"世帯主", "妻", "子", "子の子"};
    relation.sure = 90;
    CHECK(judged(relation, {"子の子", "子の子"}).sure);
    const auto open = judged(relation, {"子", "子の子"});
    CHECK_FALSE(open.sure);
    CHECK(offers(open, open.value == "子" ? "子の子" : "子"));
    CHECK(judged(relation, {"主妻", "子子"}).value.empty());
}

TEST_CASE("the specimen of ICAO Doc 9303 is taken apart, and each check digit is checked") {
    const std::string first = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    std::string second = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
    const auto mrz = app::parse_mrz(first, second);
    REQUIRE(mrz);
    CHECK(mrz->surname == "ERIKSSON");
    CHECK(mrz->given == "ANNA MARIA");
    CHECK(mrz->number == "L898902C3");
    CHECK(mrz->nationality == "UTO");
    CHECK(mrz->sex == "female");
    CHECK(app::mrz_date(mrz->birth_date, true, 2026) == "1974-08-12");
    CHECK(app::mrz_date(mrz->expiry, false, 2026) == "2012-04-15");
    CHECK(mrz->number_checked);
    CHECK(mrz->birth_checked);
    CHECK(mrz->expiry_checked);
    second[14] = 'O';  // a letter where only a digit may stand: 7O... is not 74
    CHECK_FALSE(app::parse_mrz(first, second)->birth_checked);
    second[14] = '4';
    second[2] = '6';
    CHECK_FALSE(app::parse_mrz(first, second)->number_checked);
    CHECK_FALSE(app::parse_mrz(first.substr(1), second));
}

TEST_CASE("what was read twice for one place of the zone is dropped, and gaps are fillers") {
    app::SymbolRow symbols;
    const double place = 254;
    const auto put = [&](const char* text, double at, double confidence) {
        const int middle = static_cast<int>(at * place) + 200;
        symbols.push_back({text, confidence, 0, middle - 80, middle + 80, {}});
    };
    put("P", 0, 99);
    put("<", 1, 98);
    put("K", 1.2, 60);  // seen in the same place
    put("J", 2, 97);
    put("P", 4, 97);
    CHECK(app::mrz_lines(symbols)[0].substr(0, 6) == "P<J<P<");
}

TEST_CASE("an answer that is no answer is refused, whatever its child says") {
    app::RecogniserAnswer answer{
        1.5, 11.8, {{"name", {row("山本　義司"), {}}, {1, 2, 3}, row("山本　義司")}}};
    answer.fields[0].glyphs[0].others = {{"凵", 88}};
    const core::Bytes bytes = app::encode_answer(answer);
    const auto read = app::decode_answer(bytes);
    REQUIRE(read);
    CHECK(read->fields[0].readings[0].size() == 5);
    CHECK(read->fields[0].glyphs.size() == 5);
    CHECK(read->fields[0].glyphs[0].others == answer.fields[0].glyphs[0].others);
    CHECK(read->fields[0].crop == core::Bytes{1, 2, 3});
    for (std::size_t size = 0; size < bytes.size(); size += 7) {
        CHECK(app::decode_answer(core::ByteView(bytes).first(size)).error().reason == "face.reader_failed");
    }
    CHECK(app::decode_answer(app::encode_refusal("face.no_card")).error().reason == "face.no_card");
    CHECK(app::decode_answer(app::encode_refusal("rm -rf")).error().reason == "face.reader_failed");
    CHECK(app::decode_answer(core::view("found 0 1\nread a\ncrop 99999999\nx")).error().reason ==
          "face.reader_failed");
}
