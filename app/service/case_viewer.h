// A case as a window shows it: the fold, the catalogue and the interview put together. Pure: the same file,
// day and surroundings give the same view. No clock, no store.
#pragma once

#include <functional>

#include "app/service/desk_views.h"
#include "forms/casework/case_file.h"
#include "forms/catalog/catalog.h"
#include "forms/interview/fill.h"
#include "forms/interview/interview.h"

namespace app {

struct CounterSettings;

struct Surroundings {
    const forms::Catalog& catalog;
    core::Date today;
    core::AccountId me;                                          // nil: nobody signed in
    std::string my_desk;                                         // letter
    std::function<std::string(const core::AccountId&)> name_of;  // 佐藤
    std::function<std::string(const core::DeviceId&)> desk_of;   // letter
    const CounterSettings* counter{nullptr};                     // what the city decided; null: nothing
};

CaseView view_of(const core::CaseId& id, const forms::CaseFile& file, const Surroundings& around);

// Short words for the list: 転入, 証明.
std::string purposes_of(const forms::Catalog& catalog, const std::string& life_event,
                        const std::vector<std::string>& forms);
// 待ち, 対応中(A・佐藤), 保留(書類不足) …
std::string state_words(forms::Stage stage, const std::string& reason, const std::string& desk,
                        const std::string& clerk);

// The places that a form of this case prints: what a signature covers and a conflict blocks.
std::vector<forms::Place> printed_places(const forms::Catalog& catalog, const forms::FilledForm& filled);

// Forms that the interview is sure of, for the set of procedures.
std::vector<std::string> forms_needed(const forms::Catalog& catalog, const forms::CaseFile& file,
                                      core::Date today);

// The day of the case: 届出日 if answered, else today. Editions follow it.
core::Date case_day(const forms::CaseFile& file, core::Date today);

// The nearest last day of a procedure that the case surely needs: 11/24(火), "" if none counts yet.
std::string next_deadline(const forms::Catalog& catalog, const forms::CaseFile& file, core::Date today);

// Whether what was shown is enough: one of class A or two of class B, for the fact and the view. What had
// expired when it was seen does not count.
IdentityView identity_of(const forms::Catalog& catalog, const forms::CaseFile& file,
                         const CounterSettings* counter, core::Date today);

}  // namespace app
