// How the visitor stands to each procedure of a visit: one may be 任意代理人 for the 住民票 and 本人 for the
// tax certificate. Which papers that wants, and whether the 委任状 names the procedure. Pure.
#pragma once

#include <vector>

#include "app/service/counter_settings.h"
#include "app/service/desk_views.h"
#include "forms/casework/case_file.h"

namespace app {

// One for each procedure of `view`'s sheets. A relation that was not recorded for the procedure is the
// visitor's own answer (来庁者区分), if there is one.
std::vector<RelationView> relations_of(const CaseView& view, const forms::CaseFile& file,
                                       const CounterSettings& settings);

// What is wrong with a relation, one sentence each: a 委任状 that nobody has looked at or that does not name
// the procedure, or a procedure that this relation cannot ask for. It is marked, not hidden, and keeps the
// case from 完了.
std::vector<std::string> relation_faults(const std::vector<RelationView>& relations,
                                         const CounterSettings& settings);

// The items that record a relation to one procedure. "relation.unknown"
core::Result<std::vector<forms::Item>> relation_change(const forms::CaseFile& file,
                                                       const CounterSettings& settings,
                                                       const std::string& procedure,
                                                       const std::string& relation);
// The fact of a 委任状: ISO date and the procedures that it names.
forms::Fact delegation_fact(const std::string& date, const std::vector<std::string>& procedures);

// The field that asks the visitor's relation on the paper of this procedure.
std::string role_field(const std::string& procedure);

}  // namespace app
