#include "forms/core/text.h"

#include <doctest/doctest.h>

using namespace core;

TEST_CASE("a name of rare characters is counted as people count it") {
    CHECK(letter_count("葛󠄀城") == 2);
    CHECK(letter_count("𠮷野") == 2);
    CHECK(letters("葛󠄀城").front() == "葛󠄀");
    CHECK(code_points_text("葛󠄀") == "U+845B U+E0100");
    CHECK(code_points_text("𠮷") == "U+20BB7");
    CHECK(encode_utf8(*decode_utf8("髙﨑𠮷葛󠄀")) == "髙﨑𠮷葛󠄀");
}

TEST_CASE("malformed text is not text") {
    for (const std::string_view bad :
         {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE3\x81", "\x80"})
        CHECK_FALSE(is_utf8(bad));
    CHECK(letters("\x80").empty());
}

TEST_CASE("typed readings become full-width katakana and small letters stay") {
    CHECK(to_katakana("さがえ　たろう") == "サガエ　タロウ");
    CHECK(to_katakana("ｻｶﾞｴ ﾊﾟﾊﾞ ｳﾞ") == "サガエ パバ ヴ");
    CHECK(kana_entry("  しょうこ   すずき ") == "ショウコ　スズキ");
    CHECK(kana_entry("ﾏｲｹﾙ-ｼﾞｮｰﾝ") == "マイケルージョーン");
    CHECK(is_kana_name("ショウコ　スズキ"));
    CHECK_FALSE(is_kana_name("しょうこ"));
    CHECK_FALSE(is_kana_name("　"));
    CHECK_FALSE(is_kana_name("カ゛"));
    CHECK(name_entry("  寒河江   太郎 ") == "寒河江　太郎");
    CHECK(name_entry("NGUYEN  VAN AN") == "NGUYEN VAN AN");
}

TEST_CASE("widths change both ways") {
    CHECK(to_half_width("９９１－８６０１　Ａ") == "991-8601 A");
    CHECK(to_full_width("1-2 a") == "１－２　ａ");
}

TEST_CASE("readings that a clerk calls the same are found together") {
    const auto same = [](std::string_view a, std::string_view b) {
        return fold_reading(a) == fold_reading(b);
    };
    CHECK(same("アイヅ", "アイズ"));
    CHECK(same("ヂ", "ジ"));
    CHECK(same("ヴァイオレット", "バイオレツト"));
    CHECK(same("オオノ", "オウノ"));
    CHECK(same("ショウコ", "シヨオコ"));
    CHECK(same("ヲガワ", "オガハ"));
    CHECK(same("サトー　ハナコ", "ｻﾄﾊﾅｺ"));
    CHECK(same("ぴあの", "ヒアノ"));
    CHECK_FALSE(same("スズキ", "ツヅキ"));
    CHECK_FALSE(same("タナカ", "ナカタ"));
    CHECK(fold_reading("ウエノ") == "ウエノ");
}

TEST_CASE("postal codes and telephone numbers are known by their shape") {
    CHECK(postal_code("９９１８６０１") == "991-8601");
    CHECK(postal_code("991-8601") == "991-8601");
    CHECK_FALSE(postal_code("99-18601"));
    CHECK_FALSE(postal_code("99186011"));
    CHECK(phone_number("０２３７-８６-２１１１") == "0237-86-2111");
    CHECK(phone_number("09012345678") == "09012345678");
    CHECK(phone_number("+84 24 1234 5678") == "+84 24 1234 5678");
    CHECK_FALSE(phone_number("9012345678"));
    CHECK_FALSE(phone_number("02378621110"));
    CHECK_FALSE(phone_number("0237-86-211a"));
}
