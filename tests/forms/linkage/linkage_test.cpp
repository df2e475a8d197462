#include "forms/linkage/linkage_file.h"

#include <doctest/doctest.h>

#include "forms/linkage/csv.h"

using namespace forms;

namespace {

LinkageProfile profile(const std::string& charset) {
    auto parsed = parse_profile(R"({"id":"test","title":"試験","charset":")" + charset + R"(","groups":[
        {"id":"idou","form":"F03","file":"idou_{sequence}.csv","per_person":true,"columns":[
          {"header":"受付番号","item":"reception_number","shape":"text"},
          {"header":"氏名","item":"name","shape":"wide","max":100,"required":true},
          {"header":"性別","item":"sex","shape":"code","codes":{"male":"1","female":"2"}},
          {"header":"生年月日","item":"birth_date","shape":"date"},
          {"header":"和暦","item":"birth_date","shape":"wareki7"}]}]})");
    REQUIRE(parsed);
    return std::move(parsed).value();
}

LinkageRecord family() {
    return {"F03",
            "B-014",
            {{"reception_number", "B-014"}},
            {{{"name", "髙橋　一"}, {"sex", "male"}, {"birth_date", "1993-01-01"}},
             {{"name", "𠮷田　\"花\""}, {"sex", "female"}, {"birth_date", "2019-05-01"}}}};
}

}  // namespace

TEST_CASE("a family goes out in UTF-8 with one quoted line a person, dates in both calendars") {
    const auto files = write_files(profile("UTF-8"), {}, {family()}, 7);
    REQUIRE(files);
    const LinkageFile& file = files->front();
    CHECK(file.name == "idou_7.csv");
    CHECK(file.rows == 2);
    CHECK(file.bytes ==
          "\"受付番号\",\"氏名\",\"性別\",\"生年月日\",\"和暦\"\r\n"
          "\"B-014\",\"髙橋　一\",\"1\",\"1993-01-01\",\"4050101\"\r\n"
          "\"B-014\",\"𠮷田　＂花＂\",\"2\",\"2019-05-01\",\"5010501\"\r\n");
    CHECK(file.replacements.empty());
    const auto rows = read_csv(file.bytes);
    REQUIRE(rows);
    CHECK(rows->size() == 3);
}

TEST_CASE(
    "in CP932 髙 stays, 𠮷 becomes its listed substitute, and a character without one is marked and listed") {
    LinkageRecord record = family();
    record.persons[0]["name"] = "葛󠄀城　鷗";
    const auto files =
        write_files(profile("CP932"), {{"𠮷", "吉"}, {"葛󠄀", "葛"}}, {family(), record}, 1);
    REQUIRE(files);
    const LinkageFile& file = files->front();
    CHECK(file.bytes.find("\xFB\xFC") != std::string::npos);  // 髙 in CP932
    REQUIRE(file.replacements.size() == 4);
    CHECK(file.replacements[0].substitution == Substitution{"𠮷", "吉", true});
    CHECK(file.replacements[1].substitution == Substitution{"葛󠄀", "葛", true});
    CHECK(file.replacements[2].substitution == Substitution{"鷗", "〓", false});
    CHECK(replacement_list(file).find("U+845B U+E0100") != std::string::npos);
}

TEST_CASE("a row without a required item stays out and is named") {
    LinkageRecord record = family();
    record.persons[1].erase("name");
    const auto files = write_files(profile("UTF-8"), {}, {record}, 1);
    REQUIRE(files);
    CHECK(files->front().rows == 1);
    REQUIRE(files->front().problems.size() == 1);
    CHECK(files->front().problems[0].code == "E0001");
}

TEST_CASE(
    "the reader takes back what the writer wrote, line breaks and quotes included, and refuses the rest by "
    "line") {
    const std::string text = csv_line({"a", "x\r\ny", "\"q\""}) + csv_line({""});
    const auto rows = read_csv(text);
    REQUIRE(rows);
    CHECK((*rows)[0] == CsvRow{"a", "x\r\ny", "\"q\""});
    CHECK((*rows)[1] == CsvRow{""});
    const auto bad = read_csv("\"a\"\r\n\"b\n");
    CHECK(bad.error().reason == "csv.malformed");
    CHECK(bad.error().count == 2);
    CHECK_FALSE(read_csv("a,b\r\n"));
    CHECK_FALSE(read_csv("\"a\"\n"));
}

TEST_CASE("a profile that a city got wrong is refused with the place") {
    CHECK(parse_profile("{").error().reason == "linkage.malformed");
    CHECK(parse_profile(R"({"id":"x","charset":"EBCDIC","groups":[]})").error().detail ==
          "unknown charset EBCDIC");
    CHECK_FALSE(parse_profile(
        R"({"id":"x","charset":"UTF-8","groups":[{"id":"g","form":"F","file":"f","columns":[{"header":"h","shape":"?"}]}]})"));
}
