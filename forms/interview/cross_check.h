// What single values cannot tell: whether the answers of a visit agree with each other. An error must be
// mended before the form can be signed; a warning is shown beside its box and may stand. Nothing here looks
// at a value that is missing: that is the interview's business.
#pragma once

#include <vector>

#include "forms/catalog/validate.h"
#include "forms/interview/answer_view.h"

namespace forms {

struct FieldFinding {
    std::string field;  // beside which box the sentence stands
    Subject person{the_visit};
    Finding finding;
};

// Single values by the check their field names, then the rules across fields ("cross.…"); at most one finding
// a box, errors before warnings.
std::vector<FieldFinding> findings_of(const AnswerView& view);

}  // namespace forms
