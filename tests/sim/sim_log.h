// A device's log in memory, with the promises of the real one: a run goes in as a whole or not at all, and
// only where its past is; what is erased is hollow and stays so; a revoked log ends at its cut. It judges for
// itself (chain, seal, causality), so that it is a second opinion on what the node under test believed.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sync/node.h"

namespace sim {

class SimLog {
  public:
    explicit SimLog(const core::SiteId& site) : site_(site) {}

    // Called for each batch that was taken in, with its author's whole vector.
    using Sink = std::function<void(const storage::Batch&, const core::VersionVector&)>;

    // `authentic` is the author's own chain at the run's seal. Empty: done; otherwise what is wrong.
    std::string append(const storage::SealedRun& run, const core::Digest& authentic, const Sink& sink = {});
    std::vector<storage::SealedRun> read_missing(const core::VersionVector& have,
                                                 std::size_t bytes_max) const;
    void erase(const core::CaseId& id);
    bool erased(const core::CaseId& id) const { return erased_.contains(id); }
    const std::set<core::CaseId>& erasures() const { return erased_; }
    bool holds_content_of(const core::CaseId& id) const;
    // What is here beyond `seq` goes; returns whether there was something.
    bool cut_back(const core::DeviceId& device, std::uint64_t seq);
    // Everything again, in the order in which it came; what each author had seen at its last batch.
    using Contexts = std::map<core::DeviceId, core::VersionVector>;
    Contexts replay(const Sink& sink) const;

    // Runs that `cut` covers go, oldest first, each given to `sink` before; `cut` must be causally closed.
    void drop_below(const core::VersionVector& cut, const Sink& sink);
    // An empty log that begins where `other` stands now, as from a state snapshot made there; what was heard
    // of erasures here before stays.
    void begin_where(const SimLog& other);

    bool beyond_end(const storage::SealedRun& run) const;  // of a revoked log

    const core::VersionVector& heads() const { return heads_; }
    const core::VersionVector& begins() const { return cut_; }
    std::vector<peers::LogHead> log_heads() const;
    core::Digest chain_of(const core::DeviceId& device) const;
    std::size_t runs() const { return runs_.size(); }

    // ---- bugs to be found (canaries)
    bool keeps_late_content{false};  // what comes for an erased case stays whole

  private:
    core::BatchId within_end(core::BatchId past) const;
    void hollow(storage::Batch& batch) const;

    core::SiteId site_;
    core::VersionVector heads_;
    std::map<core::DeviceId, core::Digest> chains_;
    Contexts contexts_;
    std::map<core::DeviceId, std::uint64_t> ends_;
    std::set<core::CaseId> erased_;
    std::vector<storage::SealedRun> runs_;  // in the order in which they came
    // Below this, no run is held: where each device's log begins.
    core::VersionVector cut_;
    std::map<core::DeviceId, core::Digest> cut_chains_;
    Contexts cut_contexts_;
};

}  // namespace sim
