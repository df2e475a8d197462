// "When" in the data files: a condition over answers. Here its shape and its reader; forms/interview/rule
// weighs it.
//
// As JSON an object all of whose members must hold:
//   "FIELD": "value" | ["value", …]   the answer is (or, for check fields, contains) one of these
//   "FIELD": true | false             a yes/no answer
//   "FIELD": "*"                      answered at all          "FIELD": ""   not answered
//   "any": [cond, …]   "all": [cond, …]   "not": cond
//   "some_person": cond   "every_person": cond   cond is weighed for each person of the visit
//   "persons": {"where": cond, "at_least": n, "at_most": n}
//   "age": {"at_least": n, "below": n, "as": "today" | "fiscal_year_end"}   of the person at hand
//   "event": "ev_…" | [ … ]           one of these life events was chosen
//   "procedure": "id" | [ … ]         one of these procedures is needed
//   "form": "F01" | [ … ]             one of these forms is printed
//   "late": "clock"                   the period of that clock has passed
// Inside a person's scope a FIELD of a person is that person's answer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "forms/catalog/data_node.h"

namespace forms {

struct Condition {
    enum class Kind : std::uint8_t {
        always,
        all,
        any,
        none_of,  // "not": one part
        field,
        some_person,
        every_person,
        persons,
        age,
        event,
        procedure,
        form,
        late
    };
    Kind kind{Kind::always};
    std::string name;                 // field id, or clock id
    std::vector<std::string> values;  // field: accepted values ("*", "", "true", "false" as above)
    int at_least{-1};                 // -1: no limit
    int at_most{-1};                  // age: the last age that still fits
    bool fiscal_year_end{false};
    std::vector<Condition> parts;
    int line{0};

    bool trivial() const { return kind == Kind::always; }
};

// Findings go to `problems` under `file`; what cannot be read becomes `always`.
Condition read_condition(const DataNode& node, const std::string& file, Problems& problems);

}  // namespace forms
