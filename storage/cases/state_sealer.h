// How the record of a case in a state snapshot is sealed; state_snapshot.h has the rest.
#pragma once

#include "storage/log/batch.h"

namespace storage {

// Seals a case's record under the newest content key of its case; implemented over the key ring.
struct StateSealer {
    virtual ~StateSealer() = default;
    // `record` has its head but for parts; gets one content part. "key.not_found" where every key is ERASED.
    virtual core::Status seal(Batch& record, const core::RunId& run, ByteView state) = 0;
};

}  // namespace storage
