#include "forms/interview/entry.h"

#include <doctest/doctest.h>

#include "forms/catalog/catalog.h"
#include "forms/interview/case_answers.h"
#include "forms/interview/guide.h"

using namespace forms;

namespace {

const Catalog& catalog() {
    static const Catalog loaded = *Catalog::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    return loaded;
}
const core::Date today = core::make_date(2026, 11, 24);

Value typed(const char* field, std::string_view text) {
    const auto value = enter(*catalog().field(field), text, today);
    REQUIRE(value);
    return *value;
}
std::string refused(const char* field, std::string_view text) {
    return enter(*catalog().field(field), text, today).error().reason;
}
std::string shown(const char* field, std::string_view text) {
    return words_of(*catalog().field(field), typed(field, text));
}

}  // namespace

TEST_CASE("what a clerk types becomes the value that is kept") {
    CHECK(word_of(typed("visitor_name", " 寒河江   太郎 ")) == "寒河江　太郎");
    CHECK(word_of(typed("visitor_name_kana", "さがえ たろう")) == "サガエ　タロウ");
    CHECK(word_of(typed("new_postal_code", "９９１８６０１")) == "991-8601");
    CHECK(word_of(typed("visitor_sex", "男")) == "male");
    CHECK(typed("wants_certificate", "いいえ") == Value{false});
    CHECK(typed("seal_copies", "２") == Value{std::int64_t{2}});
    CHECK(type_of(typed("visitor_name", "　")) == ValueType::none);
    CHECK(shown("move_date", "5081120") == "令和8年11月20日");
    CHECK(shown("move_date", "2026-11-XX#日不詳") == "令和8年11月　日（日不詳）");
    CHECK(shown("cert_juminhyo_items", "世帯全員の写し:2\n除票の写し") ==
          "世帯全員の写し 2通、除票の写し 1通");
    CHECK(shown("purpose", "免許\nその他：社宅") == "免許、その他（社宅）");
}

TEST_CASE("what cannot be meant is refused with its reason") {
    CHECK(refused("move_type", "引っ越し") == "value.option");
    CHECK(refused("wants_certificate", "たぶん") == "value.flag");
    CHECK(refused("seal_copies", "たくさん") == "value.number");
    CHECK(refused("move_date", "きのう") == "date.shape");
    CHECK(refused("move_date", "平成31年5月1日") == "date.era_range");
    CHECK(refused("cert_juminhyo_items", "世帯全員の写し:1000") == "value.number");
}

TEST_CASE("a box gives back what it was given") {
    for (const auto& [field, text] : {std::pair{"cert_juminhyo_items", "世帯全員の写し:2\n除票の写し:1"},
                                      {"purpose", "免許\nその他：社宅"},
                                      {"move_type", "転入"},
                                      {"move_date", "令和8年11月20日"},
                                      {"household_complete", "true"}}) {
        const Value value = typed(field, text);
        CHECK(enter(*catalog().field(field), entry_text(*catalog().field(field), value), today).value() ==
              value);
    }
}

TEST_CASE("beside a date stands the other calendar, and the age or the weekday") {
    const auto beside = [](const char* field, std::string_view text) {
        return beside_text(*catalog().field(field), typed(field, text), today);
    };
    CHECK(beside("visitor_birth_date", "3630402") == "1988年4月2日・38歳");
    CHECK(beside("visitor_birth_date", "19880402") == "昭和63年4月2日・38歳");
    CHECK(beside("move_date", "5081120") == "2026年11月20日（金）");
}

TEST_CASE("a case is seen with its persons, answers and life events") {
    CaseFile file;
    core::VersionVector saw;
    Origin origin{{{}, 1}, core::Hlc::at(1000), saw, 0};
    Change change;
    change.items.push_back(SetAdd{set_number::persons, Record{{"id", "00000000000000a1"}}});
    change.items.push_back(
        write_over(file, {0, field::life_event},
                   {Value{life_events_text({"ev_tennyu", "ev_cert"})}, Source::interview, "", false}));
    change.items.push_back(write_over(file, {0xa1, field::name},
                                      {Value{Record{{"text", "髙橋　花子"}}}, Source::card_chip, "", true}));
    file.apply(origin, change);
    const Answers answers = answers_of(file);
    CHECK(answers.persons() == std::vector<Subject>{0xa1});
    CHECK(answers.life_events() == std::vector<std::string>{"ev_tennyu", "ev_cert"});
    InterviewContext context;
    context.today = today;
    const AnswerView view(catalog(), answers, context);
    CHECK(view.text("name", 0xa1) == "髙橋　花子");
    CHECK(view.text("move_type") == "転入");
}

TEST_CASE("the guide slip says where to go next, for whom, until when and with what") {
    Answers answers;
    answers.set_life_events({"ev_tennyu"});
    for (Subject person : {Subject{1}, Subject{2}}) answers.add_person(person);
    answers.put(catalog(), 0, "move_date", typed("move_date", "5081120"), Source::interview);
    answers.put(catalog(), 2, "name", Value{std::string("髙橋　さくら")}, Source::interview);
    answers.put(catalog(), 2, "birth_date", typed("birth_date", "4310303"), Source::interview);
    answers.put(catalog(), 1, "birth_date", typed("birth_date", "4020615"), Source::interview);
    answers.put(catalog(), 1, "moves", Value{true}, Source::interview);
    answers.put(catalog(), 1, "nhi_after", typed("nhi_after", "なし"), Source::interview);
    InterviewContext context;
    context.today = today;
    const GuideSlip slip = guide_slip(AnswerView(catalog(), answers, context));
    const auto named = [&](std::string_view procedure) {
        return std::find_if(slip.stops.begin(), slip.stops.end(),
                            [&](const auto& s) { return s.procedure == procedure; });
    };
    const auto pension = named("国民年金（第1号の方）の住所変更");
    REQUIRE(pension != slip.stops.end());
    CHECK(pension->until == "12月4日(金)まで");
    const auto school = named("小中学校の転校");
    REQUIRE(school != slip.stops.end());
    CHECK(school->bring.size() == 1);
    CHECK(school->names == std::vector<std::string>{"髙橋　さくら"});
}
