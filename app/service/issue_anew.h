// Issues anew, under the device's new id, what its closed identity wrote beyond the last batch that the
// others know as well: with the stamps, contents and contexts of then, so that it merges as what it is, work
// done apart.
#pragma once

#include "app/service/case_keys.h"

namespace app {

struct IssuedAnew {
    std::size_t batches{0};
    std::vector<core::CaseId> cases;  // whose folds changed
};

// Store thread. One block: what stood under the closed id goes to set_aside, its successors come, the
// identity is settled, and from then on this log is written under the device's new id. On failure nothing has
// changed. Parts that this desk cannot open (protected content) stay in set_aside alone.
core::Result<IssuedAnew> issue_anew(NodeStore& node, CaseKeys& keys, storage::CaseStore& cases,
                                    std::uint64_t last_common, core::Instant now, core::Random& random);

// Names in items that point at batches of `from` after `last_common` point at those issued anew instead.
void follow_batches(forms::Change& change, const core::DeviceId& from, std::uint64_t last_common,
                    const core::DeviceId& to, std::uint64_t before_first);

}  // namespace app
