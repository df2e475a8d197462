// A desk's store without its engine: what opens cases, and the cases. For work between two openings of a log.
#pragma once

#include <memory>
#include <string>

#include "app/node/node_store.h"
#include "app/service/case_keys.h"
#include "storage/cases/case_store.h"

namespace app {

struct ClosedDesk {
    std::unique_ptr<NodeStore> node;
    std::unique_ptr<CaseKeys> keys;
    std::unique_ptr<storage::CaseStore> cases;  // each stands on the one before it

    void close();
    static core::Result<ClosedDesk> open(const std::string& folder, const storage::Secret& store_key,
                                         core::Random& random);
};

}  // namespace app
