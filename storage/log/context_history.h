// What every author had seen at every batch: all context deltas of the log in memory, for work that visits
// batches case by case. Some twenty bytes a delta; made for one task and dropped.
#pragma once

#include <map>
#include <vector>

#include "storage/log/batch_log.h"

namespace storage {

class ContextHistory {
  public:
    static core::Result<ContextHistory> read(BatchLog& log);

    // The author's whole vector before that batch, own entry seq - 1.
    core::VersionVector before(const core::BatchId& id) const;

    void note(const BatchHead& head);  // batches of one device in order of seq

  private:
    struct Step {
        std::uint64_t at;   // from this seq of the author on
        std::uint64_t seq;  // this much of the other device was seen
    };
    std::map<core::DeviceId, std::map<core::DeviceId, std::vector<Step>>> seen_;
};

}  // namespace storage
