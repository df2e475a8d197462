#include "forms/catalog/catalog.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "forms/catalog/catalog_check.h"
#include "forms/catalog/check_numbers.h"
#include "forms/catalog/form_values_reader.h"
#include "forms/catalog/validate.h"
#include "forms/interview/derive.h"

using namespace forms;

namespace {

const std::string data_folder = std::string(KAKANAI_SOURCE_DIR) + "/forms/data";

const Catalog& shipped() {
    static const Catalog catalog = *Catalog::load(data_folder);
    return catalog;
}

const core::Date today = core::make_date(2026, 11, 24);

}  // namespace

TEST_CASE("the data files that are shipped fit together") {
    for (const auto& problem : check_catalog(data_folder, derivation_names(), validation_names()))
        FAIL_CHECK(describe(problem));
    CHECK(shipped().forms().size() >= 2);
}

TEST_CASE("a form is found by its short and its long name, from its first day on") {
    const auto* form = shipped().form("F03", today);
    REQUIRE(form);
    CHECK(form->title == "住民異動届");
    CHECK(shipped().form("F03_resident_move", today) == form);
    CHECK(form->layout.width_mm == 297);
    CHECK_FALSE(shipped().form("F03", core::make_date(2020, 1, 1)));
    CHECK_FALSE(shipped().form("F99", today));
}

TEST_CASE("the move form shows five persons and its options stand beside each other") {
    const auto& page = shipped().form("F03", today)->layout.pages.at(0);
    const auto movers = std::find_if(page.tables.begin(), page.tables.end(),
                                     [](const auto& t) { return t.field == "movers"; });
    REQUIRE(movers != page.tables.end());
    CHECK(movers->rows == 5);
    const auto type = std::find_if(page.fields.begin(), page.fields.end(),
                                   [](const auto& f) { return f.field == "move_type"; });
    REQUIRE(type != page.fields.end());
    REQUIRE(type->options.size() == 8);
    CHECK(type->options[0].label == "転入");
    CHECK(type->options[1].mark.x > type->options[0].text.right());
    CHECK(type->options[7].note.width > 0);
}

TEST_CASE("what a field holds is named by its number and part") {
    const auto* name = shipped().field("visitor_name_kana");
    REQUIRE(name);
    CHECK(name->number == field::name);
    CHECK(name->part == "kana");
    CHECK(shipped().field_of(field::name, "kana", true)->id == "name_kana");
    CHECK(shipped().field("application_date")->number == field::filing_date);
    CHECK(shipped().field("move_date")->number == field::event_date);
    CHECK(shipped().field("is_visitor")->number == register_is_visitor);
}

TEST_CASE("an answer file becomes the values of one form and leaves other forms' items alone") {
    const auto* form = shipped().form("F03", today);
    const auto values = read_form_values(R"({
        "move_type": "転入", "move_date": "2026-11-20", "visitor_birth_date": "平成5年1月1日",
        "new_address": "寒河江市中央一丁目9番45号", "old_address": "寒河江市中央一丁目9番45号",
        "cert_juminhyo_items": {"世帯全員の写し": 2},
        "movers": [{"name": "葛󠄀城　𠮷子", "sex": "女", "birth_date": "1948-05-XX#日不詳"}]})",
                                         *form, shipped());
    REQUIRE(values);
    CHECK(values->at("move_type").chosen.at(0).value == "転入");
    CHECK(core::to_line(*values->at("visitor_birth_date").date) == "1993-01-01");
    CHECK(values->at("old_address").text == "同上");
    CHECK_FALSE(values->contains("cert_juminhyo_items"));
    const auto& row = values->at("movers").rows.at(0);
    CHECK(row.at("name").text == "葛󠄀城　𠮷子");
    CHECK(row.at("sex").chosen.at(0).value == "female");
    CHECK(core::printed(*row.at("birth_date").date) == "昭和23年5月　日（日不詳）");
}

TEST_CASE("copies are counted and words stay in their brackets") {
    const auto* form = shipped().form("F01", today);
    const auto values = read_form_values(R"({
        "cert_juminhyo_items": [{"value": "世帯全員の写し", "count": 2}, "除票の写し"],
        "purpose": [{"value": "その他", "note": "奨学金"}]})",
                                         *form, shipped());
    REQUIRE(values);
    CHECK(values->at("cert_juminhyo_items").chosen.at(0) == Chosen{"世帯全員の写し", 2, ""});
    CHECK(values->at("cert_juminhyo_items").chosen.at(1).value == "除票の写し");
    CHECK(values->at("purpose").chosen.at(0).note == "奨学金");
}

TEST_CASE("an answer file with a mistake is refused by name and line") {
    const auto* form = shipped().form("F03", today);
    const auto refused = [&](std::string_view json) {
        return read_form_values(json, *form, shipped()).error();
    };
    CHECK(refused("{\n\"new_adress\": \"x\"}").reason == "forms.field_unknown");
    CHECK(refused("{\n\"new_adress\": \"x\"}").count == 2);
    CHECK(refused(R"({"move_type": "引っ越し"})").reason == "forms.option_unknown");
    CHECK(refused(R"({"move_date": "いつか"})").reason == "forms.value_shape");
    CHECK(refused(R"({"movers": {"name": "x"}})").reason == "forms.value_shape");
    CHECK(refused("{").reason == "forms.data_broken");
    CHECK(refused(R"({"move_date": "2026-11-20", "move_date": "2026-11-21"})").reason == "forms.data_broken");
    CHECK(refused(std::string(100, '[')).reason == "forms.data_broken");
}

TEST_CASE("numbers that carry a check digit are checked") {
    // forms.md 17.1, recomputed there from 総務省令85号5条.
    CHECK(is_my_number("123456789018"));
    CHECK(is_my_number("023456789013"));
    CHECK_FALSE(is_my_number("123456789019"));
    CHECK_FALSE(is_my_number("12345678901"));
    CHECK_FALSE(validate_text("juminhyo_code", "12345678903"));
    CHECK(validate_text("juminhyo_code", "12345678904")->warning);
    CHECK_FALSE(validate_text("juminhyo_code", "1234")->warning);
    CHECK_FALSE(validate_text("residence_card_no", "ab12345678cd"));
    CHECK(validate_text("residence_card_no", "A12345678CD"));
    CHECK(validate_text("name", "寒河江太郎")->warning);
    CHECK_FALSE(validate_text("name", "寒河江　太郎"));
    CHECK_FALSE(validate_text("name", "NGUYEN VAN AN"));
    CHECK(validate_text("kana", "さがえ")->reason == "value.kana");
    CHECK(validate_date("birth_date", core::DateValue::of(core::make_date(2026, 11, 25)), today)->reason ==
          "value.birth_in_future");
}
