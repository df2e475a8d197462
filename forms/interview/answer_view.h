// Answers seen through the catalogue: every field id has its value, whether it was given for this very field,
// for another that fills it, by the life event, or derived. Derived once, here, for questions, rules and
// paper alike.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "forms/core/calendar.h"
#include "forms/interview/answers.h"

namespace forms {

// What the interview must know beside the answers.
struct InterviewContext {
    core::Date today{};
    core::OpeningDays hall;
    std::string city{"寒河江市"};
};

struct Known {
    Value value;  // a record's part as text
    Source source{Source::none};
    bool confirmed{false};
    bool own{false};  // answered for this field itself, so that no rule may overwrite it
};

// Refers to catalogue, answers and context, which must outlive it; one thread. What it has once worked out it
// keeps, so make a new one after a change.
class AnswerView {
  public:
    AnswerView(const Catalog& catalog, const Answers& answers, const InterviewContext& context)
        : catalog_(catalog), answers_(answers), context_(context) {}

    // `subject` is the person for a person's field and is not looked at for the visit's fields.
    const Known* find(std::string_view field_id, Subject subject = the_visit) const;  // null: not known
    std::string text(std::string_view field_id, Subject subject = the_visit) const;   // empty: not known
    bool is(std::string_view field_id, Subject subject, std::string_view word) const;
    std::optional<core::DateValue> date(std::string_view field_id, Subject subject = the_visit) const;
    std::optional<core::Date> exact_date(std::string_view field_id, Subject subject = the_visit) const;
    // Exact, or the internal date that a clerk entered for one that is not known in full.
    std::optional<core::Date> counting_date(std::string_view field_id, Subject subject = the_visit) const;

    std::optional<Subject> visitor() const;  // the person who is the visitor, if on the roster
    std::vector<Subject> household()
        const;  // persons in the order of their relation to the head, then by age
    std::string name_of(Subject person) const;  // for questions; "1人目" if no name is known yet

    const Catalog& catalog() const { return catalog_; }
    const Answers& answers() const { return answers_; }
    const InterviewContext& context() const { return context_; }

  private:
    std::optional<Known> work_out(const FieldInfo& field, Subject subject) const;
    std::optional<Known> own_answer(const FieldInfo& field, Subject subject) const;

    const Catalog& catalog_;
    const Answers& answers_;
    const InterviewContext& context_;
    // Absent value: worked out, not known (also while it is being worked out, which ends circles).
    mutable std::map<std::pair<const FieldInfo*, Subject>, std::optional<Known>> known_;
};

}  // namespace forms
