// A case's answers as one form prints them, and where each came from.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "forms/catalog/form_values.h"
#include "forms/interview/answer_view.h"

namespace forms {

struct FilledForm {
    FormValues values;
    // By field, or "movers[0].name": where the value came from, and which registers it shows. A later change
    // of one of these voids a signature.
    struct Origin {
        Source source{Source::none};
        bool confirmed{false};
        Subject subject{the_visit};
        std::string field;  // id of the shared field that filled it; empty for what the program worked out
    };
    std::map<std::string, Origin, std::less<>> origins;
    std::vector<std::string> missing;  // required and not known, same names
};

// `person`: the one for whom a per-person form is filled (the_visit: the first who needs it); the_visit
// otherwise. The rows of such a form list nobody else.
FilledForm fill_form(const FormDefinition& form, const AnswerView& view, Subject person = the_visit);

}  // namespace forms
