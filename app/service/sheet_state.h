// Where each sheet of a case stands between first draft and paper. Pure.
#pragma once

#include "app/service/desk_views.h"
#include "forms/interview/fill.h"

namespace app {

// Every needed sheet, in the order of the procedures.
std::vector<SheetView> sheets_of(const forms::CaseFile& file, const forms::AnswerView& view, core::Date day);

// The sheet of that key; a form's id alone means its first sheet. Null: not among them.
const SheetView* sheet_in(const std::vector<SheetView>& sheets, const std::string& key);
// Its own key; the key asked for if there is no such sheet.
std::string sheet_key_in(const std::vector<SheetView>& sheets, const std::string& key);

// The registers that a sheet shows: a later change of one of them voids its signature.
std::vector<forms::Place> places_on(const forms::Catalog& catalog, const forms::CaseFile& file,
                                    const std::string& key, core::Date today);

// "movers[1].name" -> "異動する人 2人目 氏名".
std::string path_label(const forms::FormDefinition& form, const std::string& path);

}  // namespace app
