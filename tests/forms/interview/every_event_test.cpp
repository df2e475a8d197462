// A visitor who has an answer to everything comes with every life event, with households of one to seven, and
// gives each time other answers. Whatever the answers: no question comes twice, the interview ends, and then
// no form that is needed lacks anything.
#include <doctest/doctest.h>

#include <array>
#include <map>
#include <set>

#include "forms/interview/fill.h"
#include "forms/interview/interview.h"

using namespace forms;

namespace {

const Catalog& catalog() {
    static const Catalog loaded = *Catalog::load(std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    return loaded;
}

const core::Date today = core::make_date(2026, 11, 24);

struct Talkative {
    unsigned state;
    unsigned next(unsigned n) {
        state = state * 1103515245u + 12345u;
        return (state >> 16) % n;
    }

    Value answer(const FieldInfo& field, Subject person) {
        switch (field.type) {
            case FieldType::date: {
                if (field.id.find("birth") == std::string::npos)
                    return Value{DateValue::of(2026, 11, 1 + next(20))};
                static const int years[] = {1948, 1975, 1990, 2005, 2010, 2019, 2025};
                return Value{DateValue::of(years[(person + next(7)) % 7], 1 + next(12), 1 + next(28))};
            }
            case FieldType::choice:
                return Value{field.options[next(static_cast<unsigned>(field.options.size()))].value};
            case FieldType::check: {
                const auto& option = field.options[next(static_cast<unsigned>(field.options.size()))].value;
                return field.counted ? Value{Record{{option, "1"}}} : Value{List{option}};
            }
            case FieldType::flag:
                return Value{next(2) == 1};
            case FieldType::num:
            case FieldType::money:
                return Value{std::int64_t{1}};
            case FieldType::kana:
                return Value{std::string("ミホン")};
            default:
                return Value{std::string(field.check == "name" ? "見本　花子" : "見本")};
        }
    }
};

// Answers at random may leave nobody for a row; everything else must be there.
bool is_table(const FormDefinition& form, const std::string& field) {
    const auto* found = form.field(field);
    return found && found->type == FieldType::persons;
}

struct Outcome {
    int asked{0};
};

Outcome talk_through(const LifeEvent& event, Subject size, unsigned seed) {
    CAPTURE(event.id);
    CAPTURE(size);
    CAPTURE(seed);
    Talkative person_at_the_counter{seed * 7919u + 17u};
    InterviewContext context;
    context.today = today;
    Answers answers;
    answers.set_life_events({event.id});
    for (Subject person = 1; person <= size; ++person) answers.add_person(person);
    answers.put(catalog(), 1, "is_visitor", Value{true}, Source::derived);
    std::set<std::pair<std::string, Subject>> asked;
    Outcome outcome;
    for (;;) {
        const AnswerView view(catalog(), answers, context);
        const Progress progress = advance(view);
        const auto* open = progress.next();
        if (!open) break;
        ++outcome.asked;
        const bool fresh = asked.insert({open->question->id, open->person}).second;
        if (!fresh) MESSAGE("field " << open->fields.front());
        REQUIRE_MESSAGE(fresh, open->question->id << " was asked twice");
        REQUIRE(asked.size() < 1000);
        for (const auto& id : open->question->fields)
            answers.put(catalog(), open->person, id,
                        person_at_the_counter.answer(*catalog().field(id), open->person), Source::interview);
    }
    const AnswerView view(catalog(), answers, context);
    for (const auto& sheet : needed_sheets(view)) {
        const auto filled = fill_form(*catalog().form(sheet.form, today), view, sheet.person);
        for (const auto& missing : filled.missing)
            if (!is_table(*catalog().form(sheet.form, today), missing))
                FAIL_CHECK(sheet.form << " lacks " << missing);
    }
    return outcome;
}

}  // namespace

TEST_CASE("whatever is answered, nothing is asked twice and no form lacks anything") {
    for (const auto& event : catalog().life_events())
        for (Subject size = 1; size <= 7; ++size)
            for (unsigned seed = 0; seed < 12; ++seed) talk_through(event, size, seed);
}

namespace {

// A couple with two children who move in from another city, go on to 国保, claim 児童手当 and want the
// 医療証; all four have a card.
struct Family {
    static std::string of_person(const std::string& field, Subject person) {
        static const std::map<std::string, std::array<const char*, 4>> told{
            {"name", {"髙橋　𠮷太郎", "髙橋　葛子", "髙橋　辻之介", "髙橋　鷗"}},
            {"name_kana",
             {"タカハシ　ヨシタロウ", "タカハシ　カツコ", "タカハシ　ツジノスケ", "タカハシ　カモメ"}},
            {"birth_date", {"1985-04-03", "1988-12-31", "2016-05-01", "2024-05-01"}},
            {"sex", {"male", "female", "male", "female"}},
            {"relation_to_new_head", {"世帯主", "妻", "子", "子"}},
            {"is_claimant", {"true", "false", "false", "false"}},
            {"sign_cert_wish", {"有", "有", "無", "無"}},
            {"child_order", {"1", "1", "1", "2"}}};
        const auto found = told.find(field);
        return found == told.end() ? "" : found->second[person - 1];
    }
    static std::string of_visit(const std::string& field) {
        static const std::map<std::string, const char*> told{
            {"visitor_role", "世帯主"},      {"tennyu_proof", "カード特例"},
            {"join_existing", "新しい世帯"}, {"household_complete", "true"},
            {"any_foreign", "false"},        {"wants_certificate", "false"},
            {"spouse_exists", "有"},         {"bank_use_public_account", "公金受取口座"},
            {"jan1_place", "寒河江市外"},    {"allowance_now", "ほかの市町村"},
            {"spouse_lives_apart", "同居"},  {"ins_kind", "国保"},
            {"claimant_job", "会社員"}};
        const auto found = told.find(field);
        return found == told.end() ? "" : found->second;
    }
    static Value answer(const FieldInfo& field, Subject person) {
        const std::string said = field.of_person ? of_person(field.id, person) : of_visit(field.id);
        if (field.type == FieldType::date)
            return Value{forms::DateValue{
                core::DateValue::of(*core::parse_iso(said.empty() ? "2026-11-20" : said)), {}}};
        if (field.type == FieldType::flag) return Value{said != "false"};
        if (field.type == FieldType::num) return Value{std::int64_t{1}};
        if (!said.empty() && field.type == FieldType::check) return Value{List{said}};
        if (!said.empty()) return Value{said};
        if (field.id == "nhi_after") return Value{std::string("国保")};
        if (field.id == "card_status") return Value{std::string("持参")};
        if (field.type == FieldType::choice) return Value{field.options.front().value};
        if (field.type == FieldType::check) return Value{List{field.options.back().value}};
        return Value{std::string("見本")};
    }
};

struct Count {
    int questions{0};
    std::set<std::string> forms;
};

Count move_in_of_four(bool with_cards) {
    InterviewContext context;
    context.today = today;
    Answers answers;
    answers.set_life_events({"ev_tennyu"});
    const auto card = [&](const char* field, Subject person) {
        const auto& info = *catalog().field(field);
        answers.put(catalog(), person, field, Family::answer(info, person), Source::card_chip);
    };
    for (Subject person = 1; person <= 4; ++person) {
        answers.add_person(person);
        if (!with_cards) continue;
        for (const char* field : {"name", "birth_date", "sex", "card_status", "card_expiry"})
            card(field, person);
    }
    answers.put(catalog(), 1, "is_visitor", Value{true}, Source::derived);
    if (with_cards)
        answers.put(catalog(), the_visit, "old_address", Value{std::string("山形県西村山郡河北町谷地１番地")},
                    Source::card_chip);
    Count count;
    for (;;) {
        const AnswerView view(catalog(), answers, context);
        const Progress progress = advance(view);
        const auto* open = progress.next();
        if (open == nullptr) {
            for (const auto& form : needed_forms(view)) count.forms.insert(form);
            return count;
        }
        REQUIRE(++count.questions < 300);
        for (const auto& id : open->question->fields)
            answers.put(catalog(), open->person, id, Family::answer(*catalog().field(id), open->person),
                        Source::interview);
    }
}

}  // namespace

TEST_CASE("a family of four moves in with all that follows: a card saves questions") {
    const Count without = move_in_of_four(false), with = move_in_of_four(true);
    std::string forms;
    for (const auto& form : with.forms) forms += " " + form;
    MESSAGE("転入 of a family of four,", forms, ": ", without.questions, " questions without a card, ",
            with.questions, " with the four cards read");
    for (const char* form : {"F03", "F04", "F07", "F09", "F12"}) CHECK(with.forms.contains(form));
    CHECK(with.forms == without.forms);
    CHECK(with.questions + 8 <= without.questions);  // at least name and birth date of each
}
