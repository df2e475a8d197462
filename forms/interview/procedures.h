// Which procedures a visit needs, and until when.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forms/interview/rule.h"

namespace forms {

// One clock of one procedure, as of today.
struct Deadline {
    const Clock* clock{nullptr};
    std::optional<core::Date>
        last_day;             // moved to an opening day; none: a clerk must say from when it counts
    int days_left{0};         // 0: today is the last day; negative: that many days too late
    bool undecidable{false};  // the date it counts from is known only in part
};

struct NeededProcedure {
    const Procedure* procedure{nullptr};
    Subject person{the_visit};    // per_person: for whom
    Truth truth{Truth::unknown};  // never no
    std::vector<Deadline> deadlines;
};

// Those that a chosen life event opens and no answer rules out, in the order of the life events' lists.
std::vector<NeededProcedure> needed_procedures(const AnswerView& view);

// The forms that some needed procedure prints, sure ones only; each once, in that order.
std::vector<std::string> needed_forms(const AnswerView& view);

// As needed_forms, but a form with one sheet for each person stands once for each of them.
struct NeededSheet {
    std::string form;
    Subject person{the_visit};
    const Procedure* procedure{nullptr};
};
std::vector<NeededSheet> needed_sheets(const AnswerView& view);

// The name under which a sheet is signed and printed: "F03", or of a form with one sheet a person "F05.2" for
// person 2.
std::string sheet_key(const NeededSheet& sheet);
Subject person_of_sheet(std::string_view key);  // the_visit if it names none
std::string form_of_sheet(std::string_view key);

Deadline deadline_of(const Clock& clock, const AnswerView& view, Subject person);

// For conditions of the kinds procedure, form and late.
Truth weigh_needed(const Condition& condition, const AnswerView& view);
Truth weigh_late(const Condition& condition, const AnswerView& view);

}  // namespace forms
