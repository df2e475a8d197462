// A form of a case as its resident reads it. Pure.
#pragma once

#include "app/service/resident_views.h"
#include "forms/catalog/catalog.h"
#include "forms/catalog/language.h"
#include "forms/interview/answer_view.h"

namespace app {

// `person`: whose sheet, of a form that has one for each.
ResidentSheet resident_sheet_of(const forms::FormDefinition& form, const forms::AnswerView& view,
                                forms::Subject person = forms::the_visit);
std::vector<ResidentLanguage> resident_languages(const forms::Languages& languages);

}  // namespace app
