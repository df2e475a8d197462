// Print read by shape, place by place: what the shapes say, what Tesseract says, and what the neighbours
// allow.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "app/devices/ocr/field_judge.h"
#include "app/devices/ocr/glyphs/glyph_table.h"
#include "app/devices/ocr/mrz.h"
#include "app/devices/ocr/place_judge.h"
#include "forms/core/text.h"

namespace {

// Places as the recogniser gives them: "熊田　琴子" with each letter 97 like its shape and the rival 90.
app::SymbolRow glyphs(const std::string& text, const std::string& rivals = "") {
    app::SymbolRow out;
    const auto second = core::letters(rivals);
    for (const std::string& letter : core::letters(text)) {
        if (letter == "　") {
            out.push_back({std::string(app::blank_symbol), 100, 0, 0, 0});
            continue;
        }
        const std::string rival = out.size() < second.size() ? second[out.size()] : "鬱";
        out.push_back({letter, 97, 0, 0, 0, {{rival, 90}}});
    }
    return out;
}

app::SymbolRow tesseract(const std::string& text) {
    app::SymbolRow out;
    for (const std::string& letter : core::letters(text)) out.push_back({letter, 95, 0, 0, 0});
    return out;
}

app::PictureItem judged(app::FieldContent content, app::SymbolRow shapes, std::vector<std::string> readings) {
    static const auto lists =
        app::NameLists::load(std::string(KAKANAI_SOURCE_DIR) + "/app/devices/ocr/data").value();
    static const auto families =
        forms::NameFamilies::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data").value();
    app::ReadField read;
    read.glyphs = std::move(shapes);
    for (const std::string& text : readings) read.readings.push_back(tesseract(text));
    app::FieldTemplate field;
    field.item = "it";
    field.content = content;
    field.sure = 90;
    return app::judge_field(field, read, {&lists, &families, 2026}).at("it");
}

}  // namespace

TEST_CASE("a letter that Tesseract's model does not know is read by its shape, and its blank is a place") {
    const auto name = judged(app::FieldContent::japanese_name, glyphs("桑山　颯也"), {"桑山融也"});
    CHECK(name.value == "桑山　颯也");
    const auto agreed = judged(app::FieldContent::japanese_name, glyphs("田中　健太"), {"田中健太"});
    CHECK(agreed.value == "田中　健太");
    CHECK(agreed.sure);
}

TEST_CASE("where shapes hardly differ Tesseract decides, and it is not sure") {
    app::SymbolRow shapes = glyphs("田中　健犬");
    shapes.back().others = {{"太", 96.5}, {"大", 96}};
    const auto name = judged(app::FieldContent::japanese_name, shapes, {"田中健太"});
    CHECK(name.value == "田中　健太");
    CHECK_FALSE(name.sure);
    CHECK(std::find(name.others.begin(), name.others.end(), "田中　健犬") != name.others.end());
}

TEST_CASE("a name that exists is preferred to one that does not, if the picture allows it") {
    app::SymbolRow shapes = glyphs("熊田　琶子");
    shapes[3].others = {{"琴", 95}};
    CHECK(judged(app::FieldContent::japanese_name, shapes, {"熊田葬子"}).value == "熊田　琴子");
    shapes[3].others = {{"琴", 80}};  // too far from what is printed
    CHECK(judged(app::FieldContent::japanese_name, shapes, {"熊田葬子"}).value == "熊田　琶子");
}

TEST_CASE("ニ and 二, ハ and 八 are as their neighbours are") {
    const auto address = judged(app::FieldContent::address, glyphs("見本市中央ニ丁目３番１号八イツ２０１"),
                                {"見本市中央二丁目3番1号ハイツ201"});
    CHECK(address.value == "見本市中央二丁目３番１号　ハイツ２０１");
    CHECK(judged(app::FieldContent::address, glyphs("見本市中央１一２一３"), {"見本市中央1-2-3"}).value ==
          "見本市中央１－２－３");
    CHECK(judged(app::FieldContent::japanese_name, glyphs("渡　明－"), {"渡明一"}).value == "渡　明一");
    CHECK(judged(app::FieldContent::japanese_name, glyphs("深山　ひかリ"), {"深山ひかり"}).value ==
          "深山　ひかり");
    CHECK(judged(app::FieldContent::japanese_name, glyphs("岡田　八ル"), {"岡田ハル"}).value == "岡田　ハル");
}

TEST_CASE("an address with a sign in it was misread, whatever the readings say") {
    const auto address =
        judged(app::FieldContent::address, glyphs("見本市中央」３番１号"), {"見本市中央」3番1号"});
    CHECK_FALSE(address.sure);
    const auto mended =
        judged(app::FieldContent::address, glyphs("見本市中央五十目３番１号"), {"見本市中央五十目3番1号"});
    CHECK_FALSE(mended.sure);  // 五丁目 or 五十丁目
    const std::string read = "見本市中央五十目3番1号";
    CHECK_FALSE(judged(app::FieldContent::address, {}, {read, read, read}).sure);  // nor by votes alone
    CHECK(judged(app::FieldContent::address, glyphs("見本市中央３番１号"), {"見本市中央3番1号"}).sure);
}

TEST_CASE("print that resembles nothing is left to Tesseract's votes") {
    app::SymbolRow shapes = glyphs("罫罫罫罫");
    for (app::ReadSymbol& symbol : shapes) symbol.confidence = 40;
    const auto name = judged(app::FieldContent::japanese_name, shapes, {"田中健太", "田中健太", "田中健太"});
    CHECK(name.value == "田中　健太");
}

TEST_CASE("a zone read by shape is believed where its three check digits fit, else Tesseract's is tried") {
    const std::string first = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
    const std::string second = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
    app::SymbolRow shapes = tesseract(first + second);
    for (std::size_t at = 0; at < shapes.size(); ++at) shapes[at].line = at < app::mrz_places ? 0 : 1;
    const auto lines = app::mrz_lines_of_places(shapes);
    REQUIRE(lines);
    CHECK((*lines)[1] == second);
    app::ReadField read;
    read.glyphs = shapes;
    app::FieldTemplate field;
    field.item = "mrz";
    field.content = app::FieldContent::mrz;
    CHECK(app::judge_field(field, read, {nullptr, nullptr, 2026}).at("passport_number").value == "L898902C3");
    read.glyphs[app::mrz_places + 15].text = "3";  // the birth date's check digit no longer fits
    CHECK(app::judge_field(field, read, {nullptr, nullptr, 2026}).empty());
    read.glyphs.pop_back();
    CHECK_FALSE(app::mrz_lines_of_places(read.glyphs));
}

TEST_CASE("a table of shapes comes back from its file, and what is no table is refused") {
    const std::string path = (std::filesystem::temp_directory_path() / "kakanai_glyphs_test.bin").string();
    app::GreyCell bar{9, 3, std::vector<std::uint8_t>(27, 255)};
    app::GreyCell post{3, 9, std::vector<std::uint8_t>(27, 255)};
    app::GlyphTable table;
    table.add(U'一', app::shape_of(bar));
    table.add(U'丨', app::shape_of(post));
    REQUIRE(table.save(path));
    const auto back = app::GlyphTable::load(path);
    REQUIRE(back);
    const auto likest = back->likest(app::shape_of({12, 4, std::vector<std::uint8_t>(48, 220)}), 2);
    REQUIRE(likest.size() == 2);
    CHECK(likest[0].character == U'一');
    CHECK(likest[0].likeness > 0.95);
    CHECK(likest[1].likeness < 0.7);
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
    CHECK(app::GlyphTable::load(path).error().reason == "face.no_model");
    std::ofstream(path) << "not a table";
    CHECK(app::GlyphTable::load(path).error().reason == "face.no_model");
    std::filesystem::remove(path);
    CHECK(app::GlyphTable::load(path).error().reason == "face.no_model");
}

TEST_CASE("a word of a list is spelt by its places; what only resembles one is none") {
    app::FieldTemplate relation;
    relation.item = "it";
    relation.content = app::FieldContent::word;
    relation.words = {"世帯主", "夫", "妻", "子", "子の子", "夫の子"};
    relation.sure = 90;
    const auto word = [&](app::SymbolRow shapes) {
        app::ReadField read;
        read.glyphs = std::move(shapes);
        read.readings.push_back({});  // Tesseract sees nothing in a letter that stands alone
        return app::judge_field(relation, read, {nullptr, nullptr, 2026}).at("it");
    };
    const auto alone = word(glyphs("子", "予"));
    CHECK(alone.value == "子");
    CHECK(alone.sure);
    CHECK(word(glyphs("子の子", "夫のチ")).value == "子の子");
    CHECK(word(glyphs("孫", "子")).value == "");  // 90 of likeness against 97
    CHECK(word(glyphs("世帯")).value == "");
    CHECK(word(glyphs("子妻子")).value == "");
}
