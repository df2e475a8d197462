// Looking up addresses as a counter does: by postal code, by the first letters of each part, with the numbers
// in the words of the law. The list in the tree and the city's file are used as shipped.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "forms/address/address_book.h"
#include "forms/address/postal_import.h"
#include "forms/core/text.h"

using namespace forms;

namespace {

struct Files : core::FileSystem {
    core::Result<core::Bytes> read(const std::string& path, std::size_t) override {
        std::ifstream in(path, std::ios::binary);
        if (!in) return core::Error{core::ErrorCode::not_found, "file.missing", path};
        std::ostringstream text;
        text << in.rdbuf();
        const std::string all = text.str();
        return core::Bytes(all.begin(), all.end());
    }
    core::Status write_whole(const std::string&, core::ByteView) override { return core::ok(); }
    core::Status remove(const std::string&) override { return core::ok(); }
};

const AddressBook& book() {
    static Files files;
    static const auto loaded =
        AddressBook::load(files, std::string(KAKANAI_SOURCE_DIR) + "/forms/data/addresses", "06206");
    if (!loaded) FAIL(loaded.error().reason << " " << loaded.error().detail << " " << loaded.error().count);
    return *loaded;
}

bool holds(const std::vector<AddressCandidate>& list, const std::string& text) {
    return std::any_of(list.begin(), list.end(), [&](const auto& c) { return c.text() == text; });
}

core::Bytes small_list() {
    const auto rows = read_postal_source(
        "postal_code\tcity_code\tprefecture\tcity\tcity_kana\ttown\n"
        "9910021\t06206\t山形県\t寒河江市\tｻｶﾞｴｼ\t中央\n"
        "9993511\t06321\t山形県\t西村山郡河北町\tﾆｼﾑﾗﾔﾏｸﾞﾝｶﾎｸﾁｮｳ\t谷地\n");
    REQUIRE(rows);
    return *make_postal_list(*rows, "2026-04");
}

}  // namespace

TEST_CASE("a postal code gives its places, the city's own file first") {
    CHECK(book().edition() == "2026-04");
    CHECK(book().size() > 120'000);
    for (const char* typed : {"991-0021", "9910021", "９９１－００２１"}) {
        const auto found = book().by_code(typed);
        REQUIRE(found.size() == 2);
        CHECK(found[0].text() == "山形県寒河江市中央一丁目");
        CHECK(found[0].own_city);
        CHECK(found[0].reading == "チュウオウイッチョウメ");
    }
    const auto next = book().by_code("999-3511");
    REQUIRE(next.size() == 1);
    CHECK(next[0].text() == "山形県西村山郡河北町谷地");
    CHECK(book().by_code("991-8601").empty());  // a code of its own for one office blocks nobody
    CHECK(book().by_code("991").empty());
}

TEST_CASE("the first kana of each part finds the place") {
    // usability.md 5: "ト ヒ シ" is 東京都日野市神明. The public list has no readings of towns, so all of
    // them are offered.
    CHECK(holds(book().by_parts("ト ヒノ", 200), "東京都日野市"));
    CHECK(holds(book().by_parts("トウ ヒノシ シ", 2000), "東京都日野市神明"));
    CHECK(holds(book().by_parts("東京 日野 神"), "東京都日野市神明"));
    CHECK(holds(book().by_parts("やまがた　かほく"), "山形県西村山郡河北町"));
    // In the city, by its own readings; a town alone is one of this city.
    const auto centre = book().by_parts("サ チュ");
    REQUIRE(holds(centre, "山形県寒河江市中央一丁目"));
    CHECK(centre.front().own_city);
    CHECK(holds(book().by_parts("おおあざや"), "山形県寒河江市大字谷沢"));
    CHECK_FALSE(holds(book().by_parts("おおあざや"), "山形県寒河江市大字白岩"));
    CHECK(book().by_parts("").empty());
    CHECK(book().by_parts("ト シ シ", 7).size() <= 7);
}

TEST_CASE("numbers are put into the words of the law for that town") {
    REQUIRE(book().town("中央一丁目") != nullptr);
    REQUIRE(book().town("大字谷沢") != nullptr);
    const auto block = book().town("中央一丁目")->numbers, land = book().town("大字谷沢")->numbers;
    CHECK(number_words(block, "9-45").words == "９番４５号");
    CHECK(number_words(block, "９－４５").words == "９番４５号");
    CHECK(number_words(land, "1234").words == "１２３４番地");
    CHECK(number_words(land, "1234-5").words == "１２３４番地の５");
    CHECK(number_words(land, "1234の5の6").words == "１２３４番地の５の６");
    CHECK_FALSE(number_words(block, "9-45").doubtful);
    const auto room = number_words(block, "9-45-203");
    CHECK(room.words == "９番４５号");
    CHECK(room.katagaki == "２０３号室");
    CHECK(room.doubtful);
    CHECK(number_words(land, "甲123番地").words == "甲１２３番地");
    CHECK(number_words(land, "1番外地").words == "１番外地");
}

TEST_CASE("an administrator's newest list takes the old one's place, from either form of Japan Post's file") {
    const std::string csv =
        "06206,\"991  "
        "\",\"9910021\",\"ﾔﾏｶﾞﾀｹﾝ\",\"ｻｶﾞｴｼ\",\"ﾁｭｳｵｳ\",\"山形県\",\"寒河江市\",\"中央\",0,0,1,0,0,0\r\n"
        "06206,\"991  "
        "\",\"9910000\",\"ﾔﾏｶﾞﾀｹﾝ\",\"ｻｶﾞｴｼ\",\"ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ\",\"山形県\",\"寒河江市\","
        "\"以下に掲載がない場合\",0,0,0,0,0,0\r\n"
        "01224,\"066  "
        "\",\"0660005\",\"ﾎｯｶｲﾄﾞｳ\",\"ﾁﾄｾｼ\",\"ｷｮｳﾜ(88-2､271-10)\",\"北海道\",\"千歳市\",\"協和（８８−２、\","
        "1,0,0,0,0,0\r\n"
        "01224,\"066  "
        "\",\"0660005\",\"ﾎｯｶｲﾄﾞｳ\",\"ﾁﾄｾｼ\",\"\",\"北海道\",\"千歳市\",\"３４３−２）\",1,0,0,0,0,0\r\n";
    const auto rows = read_postal_source(csv);
    REQUIRE(rows);
    REQUIRE(rows->size() == 3);
    const auto list = PostalList::open(*make_postal_list(*rows, "2026-11"));
    REQUIRE(list);
    CHECK(list->edition() == "2026-11");
    REQUIRE(list->find("9910021").size() == 1);
    CHECK(list->find("9910021")[0].town_kana == "チュウオウ");
    CHECK(list->find("9910000")[0].town.empty());
    CHECK(list->find("0660005")[0].town == "協和");
    CHECK(list->find("0660005")[0].town_kana == "キョウワ");
    CHECK(read_postal_source("no list at all").error().reason == "address.source_broken");
    CHECK(read_postal_source(csv + "06206,\"991\"\r\n").error().count == 5);
    CHECK_FALSE(make_postal_list({}, "2026-11"));
}

TEST_CASE("a list gives back what it was made of, by code and by city") {
    const auto again = small_list();
    const auto list = PostalList::open(again);
    REQUIRE(list);
    CHECK(list->size() == 2);
    CHECK(list->cities().size() == 2);
    CHECK(list->towns_of(1)[0].code == "9993511");
    CHECK(list->towns_of(1)[0].city_kana == "ニシムラヤマグンカホクチョウ");
    CHECK(list->find("9993511")[0] == list->towns_of(1)[0]);
}

TEST_CASE("a damaged list is refused, never read past its end") {
    const core::Bytes good = small_list();
    for (std::size_t size = 0; size < good.size(); ++size)
        CHECK_FALSE(
            PostalList::open(core::Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))));
    for (std::size_t at = 0; at < good.size(); at += 3) {
        core::Bytes bad = good;
        bad[at] = static_cast<std::uint8_t>(bad[at] ^ 0xFF);
        if (const auto list = PostalList::open(std::move(bad))) {
            static_cast<void>(list->find("9910021"));
            for (std::size_t city = 0; city < list->cities().size(); ++city)
                static_cast<void>(list->towns_of(city));
        }
    }
}

TEST_CASE("the city's file says where it is wrong") {
    const std::string head = "town\treading\tnumbers\tdistrict\tpostal_code\n";
    const auto refused = [&](const std::string& line) { return read_city_towns(head + line).error(); };
    CHECK(read_city_towns(head + "大字島\tオオアザシマ\t番地\t\t9910043\n")->size() == 1);
    CHECK(refused("大字島\tおおあざしま\t番地\n").detail == "reading 大字島");
    CHECK(refused("大字島\tオオアザシマ\t丁目\n").detail == "numbers 丁目");
    CHECK(refused("大字島\tオオアザシマ\t番地\t\t991\n").detail == "postal_code 991");
    CHECK(refused("\n大字島\tオオアザシマ\t番地\n大字島\tオオアザシマ\t番地\n").count == 4);
    CHECK(read_city_towns("大字島\n").error().detail == "header");
}
