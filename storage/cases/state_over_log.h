// A state written into a log that holds something already: of a desk that was away longer than the others
// keep their logs. Nothing that it alone has goes: batches beyond the cuts stay and are folded over the
// state; of what stands below the traces stay, since the acts of this desk's people are told by them.
//
// Writer thread, within the block that fills the store.
#pragma once

#include "storage/log/batch_log.h"
#include "storage/log/state_format.h"

namespace storage {

// Whether the state leads this log on, and is of the same history. An empty log takes any. Reasons:
//   snapshot.not_newer      nothing in it that is not here, or it stands below where this log begins
//   snapshot.other_history  another chain, or more of this device's own log than is here
core::Status check_leads_on(BatchLog& log, const StateManifest& manifest);

// Below the cuts only traces are left, and no bases or marks of earlier cuts; pictures of what the state's
// ledger names go.
core::Status make_way(BatchLog& log, const StateManifest& manifest);

// Marks of the parts that are gone in batches beyond the cuts: they are not in the state's own.
core::Result<Digest> marks_beyond(BatchLog& log, const core::VersionVector& cut);

}  // namespace storage
