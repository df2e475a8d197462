// What stands beside a box: single values by their check, and answers that do not agree with each other
// (forms.md 17).
#include "forms/interview/cross_check.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "forms/catalog/check_numbers.h"

using namespace forms;

namespace {

const Catalog& catalog() {
    static const Catalog loaded = *Catalog::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    return loaded;
}

const core::Date today = core::make_date(2026, 11, 24);

core::DateValue day(const std::string& iso) { return core::DateValue::of(*core::parse_iso(iso)); }

// A visit as it is told at the counter.
struct Visit {
    Answers answers;
    InterviewContext context;

    explicit Visit(std::string event = "ev_tennyu") {
        context.today = today;
        answers.set_life_events({std::move(event)});
    }
    Visit& says(const std::string& field, const std::string& text, Subject person = the_visit) {
        if (person != the_visit) answers.add_person(person);
        const auto* info = catalog().field(field);
        REQUIRE(info != nullptr);
        Value value{text};
        if (info->type == FieldType::date) value = Value{forms::DateValue{day(text), {}}};
        if (info->type == FieldType::flag) value = Value{text == "true"};
        answers.put(catalog(), person, field, value, Source::interview);
        return *this;
    }
    // "" if nothing stands beside the box; an error ends with "!".
    std::string beside(const std::string& field, Subject person = the_visit) const {
        const AnswerView view(catalog(), answers, context);
        for (const auto& found : findings_of(view))
            if (found.field == field && found.person == person)
                return found.finding.reason + (found.finding.warning ? "" : "!");
        return "";
    }
};

}  // namespace

TEST_CASE("numbers of cards, insurers, cities and banks are checked as their issuers say") {
    CHECK(is_insurer_number("01130012"));  // 協会けんぽ 東京
    CHECK_FALSE(is_insurer_number("01130013"));
    CHECK(is_municipality_code("062065"));  // 寒河江市
    CHECK(is_municipality_code("131016"));  // 千代田区
    CHECK_FALSE(is_municipality_code("062066"));
    CHECK(is_passport_number("TK1234567"));
    CHECK_FALSE(is_passport_number("T12345678"));
    // forms.md 17.5: 10530-12345671 is branch 058, account 1234567.
    CHECK(account_of_yucho("10530", "12345671") == BankAccount{"058", "1234567"});
    CHECK(account_of_yucho("10530", "231") == BankAccount{"058", "0000023"});
    CHECK_FALSE(account_of_yucho("10530", "12345672"));
    CHECK_FALSE(account_of_yucho("20530", "12345671"));
    CHECK(is_bank_holder("タカハシ　ヨシタロウ"));
    CHECK(is_bank_holder("ｶ)ｻｶﾞｴｾｲｻｸｼﾖ"));
    CHECK_FALSE(is_bank_holder("タカハシ　ショウタ"));  // a small letter
    CHECK_FALSE(is_bank_holder("マリアクララドスサントスオリヴェイラデアルメイダタカハシサガエ"));
}

TEST_CASE("a wrong value is an error, a doubtful one a warning") {
    Visit visit;
    visit.says("visitor_phone", "12").says("visitor_postal_code", "99").says("visitor_name", "寒河江太郎");
    CHECK(visit.beside("visitor_phone") == "value.phone!");
    CHECK(visit.beside("visitor_postal_code") == "value.postal!");
    CHECK(visit.beside("visitor_name") == "value.name_space");
    visit.says("ins_insurer_no", "01130013").says("bank_number", "10530-12345671");
    CHECK(visit.beside("ins_insurer_no") == "value.insurer_no_digit");
    CHECK(visit.beside("bank_number") == "value.bank_yucho");
    visit.says("visitor_phone", "090-1234-5678").says("bank_number", "1234567");
    CHECK(visit.beside("visitor_phone").empty());
    CHECK(visit.beside("bank_number").empty());
}

TEST_CASE("where somebody comes from and goes to must fit the notice") {
    Visit moving_in;
    moving_in.says("move_type", "転入").says("old_address", "山形県寒河江市中央一丁目１番１号");
    CHECK(moving_in.beside("old_address") == "cross.came_from_here!");
    moving_in.says("old_address", "宮城県仙台市青葉区川内２７番１号")
        .says("new_address", "山形県山形市緑町一丁目２番３号");
    CHECK(moving_in.beside("old_address").empty());
    CHECK(moving_in.beside("new_address") == "cross.lives_elsewhere!");
    moving_in.says("new_address", "寒河江市本町二丁目３番４号");
    CHECK(moving_in.beside("new_address").empty());
    moving_in.says("new_address", "本町二丁目３番４号");  // the clerk leaves the city out
    CHECK(moving_in.beside("new_address").empty());

    Visit within("ev_tenkyo");
    within.says("move_type", "転居").says("old_address", "山形県山形市緑町一丁目２番３号");
    CHECK(within.beside("old_address") == "cross.moved_across_border!");
    Visit leaving("ev_tenshutsu");
    leaving.says("move_type", "転出").says("new_address", "山形県寒河江市本町二丁目３番４号");
    CHECK(leaving.beside("new_address") == "cross.leaves_to_here!");
}

TEST_CASE("days: nobody notifies of a move to come, and after fourteen days a reason is asked") {
    Visit visit;
    visit.says("move_type", "転入").says("move_date", "2026-11-25");
    CHECK(visit.beside("move_date") == "cross.move_in_future!");
    visit.says("move_date", "2026-11-10");
    CHECK(visit.beside("move_date").empty());
    visit.says("move_date", "2026-11-09");
    CHECK(visit.beside("move_date") == "cross.move_late");
    visit.says("nhi_event_date", "2026-11-08");
    CHECK(visit.beside("nhi_event_date") == "cross.nhi_other_day");
    Visit leaving("ev_tenshutsu");
    leaving.says("move_type", "転出").says("move_date", "2026-12-20");
    CHECK(leaving.beside("move_date").empty());
}

TEST_CASE("one head, relations that fit the ages") {
    Visit visit;
    visit.says("move_type", "転入").says("join_existing", "新しい世帯");
    for (const Subject person : {1U, 2U, 3U}) visit.says("moves", "true", person);
    visit.says("relation_to_new_head", "世帯主", 1).says("birth_date", "1985-04-03", 1);
    visit.says("relation_to_new_head", "妻", 2).says("birth_date", "2009-05-05", 2);
    visit.says("relation_to_new_head", "子", 3).says("birth_date", "1980-01-01", 3);
    CHECK(visit.beside("relation_to_new_head", 2) == "cross.spouse_young");
    CHECK(visit.beside("relation_to_new_head", 3) == "cross.child_older");
    visit.says("relation_to_new_head", "世帯主", 3);
    CHECK(visit.beside("relation_to_new_head", 3) == "cross.two_heads!");
    visit.says("relation_to_new_head", "妻", 1).says("relation_to_new_head", "子", 3);
    CHECK(visit.beside("new_head_name") == "cross.no_head!");
}

TEST_CASE(
    "cards: no 署名用 below fifteen, nothing on a card that has lapsed, a stay that ends later than before") {
    Visit visit;
    visit.says("birth_date", "2011-11-25", 1)
        .says("sign_cert_wish", "有", 1)
        .says("card_expiry", "2026-11-23", 1);
    CHECK(visit.beside("sign_cert_wish", 1) == "cross.sign_cert_under_15!");
    CHECK(visit.beside("card_expiry", 1) == "cross.card_expired!");
    visit.says("birth_date", "2011-11-24", 1).says("card_expiry", "2026-11-24", 1);
    CHECK(visit.beside("sign_cert_wish", 1).empty());
    CHECK(visit.beside("card_expiry", 1).empty());
    Visit stay("ev_zairyu");
    stay.says("residence_expiry_old", "2026-12-01", 1).says("residence_expiry", "2026-12-01", 1);
    CHECK(stay.beside("residence_expiry", 1) == "cross.stay_not_longer!");
    stay.says("period_kind", "有効期間変更", 1).says("residence_status", "永住者", 1);
    CHECK(stay.beside("residence_status", 1) == "cross.no_period!");
}

TEST_CASE("the account is the claimant's own") {
    Visit visit("ev_birth");
    visit.says("claimant_name_kana", "タカハシ　ヨシタロウ").says("bank_holder_kana", "タカハシ　ハナコ");
    CHECK(visit.beside("bank_holder_kana") == "cross.bank_holder");
    visit.says("bank_holder_kana", "タカハシヨシタロウ");
    CHECK(visit.beside("bank_holder_kana").empty());
}

TEST_CASE("dates keep to their eras, both readings of a change of era, and unknown parts") {
    CHECK(validate_date("birth_date", day("2026-11-25"), today)->reason == "value.birth_in_future");
    CHECK(validate_date("birth_date", day("1890-01-01"), today)->warning);
    CHECK_FALSE(validate_date("birth_date", day("1926-12-25"), today));
    CHECK_FALSE(core::parse_date_entry("昭和65年1月1日", today).value);  // 平成2年
    CHECK(core::parse_date_entry("昭和64年1月7日", today).value);
    CHECK(core::parse_date_entry("大正15年12月25日", today).value);
    CHECK(core::parse_date_entry("昭和元年12月25日", today).value);
}
