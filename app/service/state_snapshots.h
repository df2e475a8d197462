// State snapshots as an administrator uses them (storage/cases/state_snapshot.h): made and checked at an open
// desk, taken by a closed one that holds no batch yet, or that was away longer than the others keep their
// logs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/service/held_by.h"
#include "storage/cases/state_snapshot.h"

namespace app {

bool holds_state(const std::string& archive);  // the folder has a state snapshot in it

// Only of what all of `held` hold ("log.cut_not_held", see log_truncation.h), so that no later revocation can
// end a log below the state. Store thread. `archive` is made if it is missing ("disk.no_folder").
core::Result<storage::StateInfo> make_state(DeskEngine& engine, const std::string& archive,
                                            const std::vector<storage::HeldBy>& held, core::Instant now,
                                            core::Random& random);
core::Result<storage::StateInfo> check_state(NodeStore& node, const std::string& archive);

// Fills the closed store of `folder`, folds its cases and compares them with the digest that the maker signed
// ("snapshot.damaged" where they differ and nothing of its own stands beyond). What this store knows to be
// erased is not written into it.
core::Result<storage::StateInfo> take_state(const std::string& folder, const storage::Secret& store_key,
                                            const std::string& archive, const core::Clock& clock,
                                            core::Random& random);

nlohmann::json to_json(const storage::StateInfo& info);

}  // namespace app
