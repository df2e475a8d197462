// Weighs the conditions of the data files over answers. Three values: what is not answered yet is neither yes
// nor no, so that a procedure can be "not decided" and say what would decide it.
#pragma once

#include "forms/catalog/condition.h"
#include "forms/interview/answer_view.h"

namespace forms {

enum class Truth : std::uint8_t { no, unknown, yes };

// `person` is at hand inside a person's scope; the_visit outside.
Truth weigh(const Condition& condition, const AnswerView& view, Subject person = the_visit);

inline Truth opposite(Truth truth) {
    return truth == Truth::unknown ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
}
inline Truth both(Truth a, Truth b) { return a < b ? a : b; }
inline Truth either(Truth a, Truth b) { return a > b ? a : b; }

}  // namespace forms
