// The whole check of a desk's open store: what every node checks, and every projection against a new fold of
// the log. Changes nothing.
#pragma once

#include "app/node/store_inspection.h"
#include "app/service/desk_engine.h"
#include "storage/cases/case_check.h"

namespace app {

struct StoreCheck {
    NodeCheck node;
    storage::CaseCheck cases;
    std::int64_t found{0};
    std::vector<storage::Finding> findings;  // of all parts; at most findings_max each
    bool whole() const { return found == 0; }
};

// Not on the store thread. Findings as those of check_node and case_check.h. An error only where looking
// itself failed.
core::Result<StoreCheck> check_store(DeskEngine& engine);

}  // namespace app
