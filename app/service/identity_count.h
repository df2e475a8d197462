// Identity documents counted, not copied: which of those seen count, and whether they are enough. A document
// counts by the day on which it was seen, so a case that is read later says the same. Pure.
#pragma once

#include <vector>

#include "app/service/counter_settings.h"
#include "app/service/counter_views.h"
#include "forms/casework/case_file.h"

namespace app {

// In the order in which they were seen. `today` bounds clocks that run ahead; without settings no kind has
// ended.
std::vector<SeenDocumentView> seen_documents(const forms::CaseFile& file, const CounterSettings* settings,
                                             core::Date today);

// Whether an expiry is asked of this kind.
bool asks_expiry(const CounterSettings& settings, const std::string& kind);

// Removals and additions that make the case hold exactly these. A kind whose expiry stands stays as it is.
struct SeenDocument {
    std::string kind;
    std::string expiry;  // ISO or ""
};
std::vector<forms::Item> document_changes(const forms::CaseFile& file,
                                          const std::vector<SeenDocument>& documents);

}  // namespace app
