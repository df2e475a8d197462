// Looks at what is stored without changing it: the chains of all devices from their first batch, and their
// seals. Store thread.
#pragma once

#include <string>
#include <vector>

#include "app/node/node_store.h"

namespace app {

struct ChainCheck {
    std::uint64_t devices{0};
    std::uint64_t batches{0};
    std::uint64_t seals{0};
    std::vector<std::string> faults;  // "device 1a2b… batch 17: chain"
};

// Hashes every head again and checks every seal against the roster's keys. An error only where reading itself
// fails.
core::Result<ChainCheck> verify_chains(NodeStore& node);

}  // namespace app
