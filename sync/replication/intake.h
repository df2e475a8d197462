// What is believed and in which order it goes to the store.
//
// Invariants
//   * A run is given out once, only after its chain was computed from the head given out before and its seal
//     verified under its author's key in the roster, and only when everything it rests on was given out.
//   * durable ≤ emitted for every device; both are free of gaps.
//   * Runs whose past is missing wait here, in at most `parked_bytes`; beyond that they are dropped and asked
//     for again later. Nothing that waits here was acknowledged.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "sync/membership/members.h"
#include "sync/node.h"

namespace peers {

enum class Verdict : std::uint8_t {
    taken,     // given out, perhaps with others that waited for it
    known,     // nothing new in it
    parked,    // its past is missing
    dropped,   // its past is missing and there is no more room to wait
    forged,    // chain or seal do not hold, or a head is not canonical
    stranger,  // its author is not in the roster
    revoked,   // beyond the cut of a revoked author
    hollow     // a part is missing although its case is not erased
};

class Intake {
  public:
    Intake(const core::SiteId& site, const core::DeviceId& self, std::size_t parked_bytes_max)
        : site_(site), self_(self), parked_bytes_max_(parked_bytes_max) {}

    void reset(const std::vector<LogHead>& heads);  // from the store: durable, and nothing else given out
    void add_local(const storage::SealedRun& run);  // our own, durable already
    void set_durable(const core::VersionVector& durable);
    void add_erased(const std::vector<core::CaseId>& cases) { erased_.insert(cases.begin(), cases.end()); }

    // `ready` gets what can now go to the store, in order.
    Verdict offer(storage::SealedRun run, std::size_t bytes, const Members& members,
                  std::vector<StoreRun>& ready);
    void retry_parked(const Members& members, std::vector<StoreRun>& ready);

    const core::VersionVector& emitted() const { return emitted_; }
    const core::VersionVector& durable() const { return durable_; }
    std::vector<LogHead> durable_heads() const;
    core::Digest durable_chain(const core::DeviceId& device) const;
    std::size_t unstored_bytes() const { return unstored_bytes_; }
    std::size_t parked_bytes() const { return parked_bytes_; }

  private:
    struct Parked {
        storage::SealedRun run;
        std::size_t bytes{0};
    };
    struct InStore {
        std::uint64_t seq{0};
        core::Digest chain{};
        std::size_t bytes{0};
    };
    struct Line {  // one device's log
        core::Digest emitted_chain{};
        core::Digest durable_chain{};
        std::deque<InStore> in_store;
    };

    Line& line_of(const core::DeviceId& device);
    Verdict judge(storage::SealedRun& run, const Members& members,
                  std::optional<storage::CheckedRun>& checked) const;
    bool rests_on_emitted(const storage::SealedRun& run, const Members& members) const;
    bool rests_on_durable(const storage::SealedRun& run, const Members& members) const;
    core::Digest emitted_chain(const core::DeviceId& device) const;
    bool hollow_without_leave(const storage::SealedRun& run) const;
    void emit(storage::CheckedRun run, std::size_t bytes, const Members& members,
              std::vector<StoreRun>& ready);

    core::SiteId site_;
    core::DeviceId self_;
    std::size_t parked_bytes_max_;
    std::map<core::DeviceId, Line> lines_;
    core::VersionVector emitted_;
    core::VersionVector durable_;
    std::set<core::CaseId> erased_;
    std::deque<Parked> parked_;
    std::size_t parked_bytes_{0};
    std::size_t unstored_bytes_{0};
};

}  // namespace peers
