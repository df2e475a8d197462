#include "forms/interview/rule.h"

#include <algorithm>

#include "forms/interview/procedures.h"

namespace forms {

namespace {

bool accepts(const Condition& condition, const std::string& word) {
    return std::find(condition.values.begin(), condition.values.end(), word) != condition.values.end();
}

Truth truth_of(bool value) { return value ? Truth::yes : Truth::no; }

Truth weigh_field(const Condition& condition, const AnswerView& view, Subject person) {
    const auto* known = view.find(condition.name, person);
    if (accepts(condition, "*")) return truth_of(known != nullptr);
    if (!known) return accepts(condition, "") ? Truth::yes : Truth::unknown;
    if (const auto* list = std::get_if<List>(&known->value))
        return truth_of(std::any_of(list->begin(), list->end(), [&](const auto& item) {
            return accepts(condition, item.substr(0, item.find("：")));
        }));
    if (const auto* record = std::get_if<Record>(&known->value))
        return truth_of(std::any_of(record->begin(), record->end(),
                                    [&](const auto& entry) { return accepts(condition, entry.first); }));
    return truth_of(accepts(condition, word_of(known->value)));
}

Truth weigh_age(const Condition& condition, const AnswerView& view, Subject person) {
    const auto birth = view.counting_date("birth_date", person);
    if (!birth) return Truth::unknown;
    const core::Date today = view.context().today;
    const core::Date on = condition.fiscal_year_end ? core::fiscal_year_end(core::fiscal_year(today)) : today;
    // 年度末: who reaches the age by that 31 March, by the law's count, has it.
    const int age = condition.fiscal_year_end ? core::legal_age_on(*birth, on) : core::age_on(*birth, on);
    return truth_of((condition.at_least < 0 || age >= condition.at_least) &&
                    (condition.at_most < 0 || age <= condition.at_most));
}

Truth weigh_count(const Condition& condition, const AnswerView& view) {
    int sure = 0, possible = 0;
    for (const Subject person : view.answers().persons()) {
        Truth truth = Truth::yes;
        for (const auto& part : condition.parts) truth = both(truth, weigh(part, view, person));
        sure += truth == Truth::yes ? 1 : 0;
        possible += truth != Truth::no ? 1 : 0;
    }
    const bool enough = condition.at_least < 0 || sure >= condition.at_least;
    const bool could_be_enough = condition.at_least < 0 || possible >= condition.at_least;
    const bool few = condition.at_most < 0 || possible <= condition.at_most;
    const bool could_be_few = condition.at_most < 0 || sure <= condition.at_most;
    if (enough && few) return Truth::yes;
    return could_be_enough && could_be_few ? Truth::unknown : Truth::no;
}

Truth weigh_persons(const Condition& condition, const AnswerView& view, bool every) {
    Truth result = every ? Truth::yes : Truth::no;
    for (const Subject person : view.answers().persons()) {
        Truth truth = Truth::yes;
        for (const auto& part : condition.parts) truth = both(truth, weigh(part, view, person));
        result = every ? both(result, truth) : either(result, truth);
    }
    // While the list of persons is open, somebody may still come.
    const bool decided = every ? result == Truth::no : result == Truth::yes;
    if (!decided && view.answers().persons().empty()) return Truth::unknown;
    return result;
}

Truth weigh_event(const Condition& condition, const AnswerView& view) {
    const auto& events = view.answers().life_events();
    return truth_of(
        std::any_of(events.begin(), events.end(), [&](const auto& id) { return accepts(condition, id); }));
}

}  // namespace

Truth weigh(const Condition& condition, const AnswerView& view, Subject person) {
    using Kind = Condition::Kind;
    switch (condition.kind) {
        case Kind::always:
            return Truth::yes;
        case Kind::field:
            return weigh_field(condition, view, person);
        case Kind::age:
            return weigh_age(condition, view, person);
        case Kind::persons:
            return weigh_count(condition, view);
        case Kind::some_person:
            return weigh_persons(condition, view, false);
        case Kind::every_person:
            return weigh_persons(condition, view, true);
        case Kind::event:
            return weigh_event(condition, view);
        case Kind::procedure:
        case Kind::form:
            return weigh_needed(condition, view);
        case Kind::late:
            return weigh_late(condition, view);
        case Kind::all: {
            Truth truth = Truth::yes;
            for (const auto& part : condition.parts) truth = both(truth, weigh(part, view, person));
            return truth;
        }
        case Kind::any: {
            Truth truth = Truth::no;
            for (const auto& part : condition.parts) truth = either(truth, weigh(part, view, person));
            return truth;
        }
        case Kind::none_of: {
            Truth truth = Truth::yes;
            for (const auto& part : condition.parts) truth = both(truth, weigh(part, view, person));
            return opposite(truth);
        }
    }
    return Truth::unknown;
}

}  // namespace forms
