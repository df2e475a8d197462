// A device's log in memory, with the two promises of the real one: a run goes in as a whole or not at all,
// and only where its past is. It judges for itself (chain, seal, causality), so that it is a second opinion
// on what the node under test believed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sync/node.h"

namespace sim {

class SimLog {
  public:
    explicit SimLog(const core::SiteId& site) : site_(site) {}

    // `authentic` is the author's own chain at the run's seal. Empty: done; otherwise what is wrong.
    std::string append(const storage::SealedRun& run, const core::Digest& authentic);
    std::vector<storage::SealedRun> read_missing(const core::VersionVector& have,
                                                 std::size_t bytes_max) const;
    const core::VersionVector& heads() const { return heads_; }
    std::vector<peers::LogHead> log_heads() const;
    core::Digest chain_of(const core::DeviceId& device) const;
    std::size_t runs() const { return runs_.size(); }

  private:
    core::SiteId site_;
    core::VersionVector heads_;
    std::map<core::DeviceId, core::Digest> chains_;
    std::vector<storage::SealedRun> runs_;  // in the order in which they came
};

}  // namespace sim
