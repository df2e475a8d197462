// Dropping from a desk's log what a state snapshot stands for. Chains are verified from the cut on
// afterwards, folds begin at the bases of the cases; key records, program starts, ledger, batches with ink,
// pictures or protected parts stay (storage/log/log_cut.h). A backup node drops nothing: whoever was away
// longer than the desks keep takes the old part from there.
//
// Writer thread, not within a block. Reasons: those of StateArchive, and
//   log.cut_too_young     the snapshot was made after `not_after`
//   log.cut_not_held      members are not known to hold durably all that would go; detail: their ids in hex,
//                         spaces between
//   log.cut_other_history this log is not the one that the snapshot was made of
#pragma once

#include "storage/cases/state_snapshot.h"

namespace storage {

struct HeldBy {
    core::DeviceId member;
    core::VersionVector durable;  // as last heard
};
// "log.cut_not_held" if somebody does not hold all below `cut`.
core::Status held_by_all(const core::VersionVector& cut, const std::vector<HeldBy>& held);

struct TruncationTerms {
    core::Instant not_after;   // the end of what the audit period still covers
    std::vector<HeldBy> held;  // by each other member in force
};
struct Truncated {
    std::int64_t batches{0};  // gone
    std::int64_t acts{0};     // gone with them
    std::int64_t kept{0};     // stay below the cut
};

// In one block: as a whole or not at all. The log must be opened anew afterwards.
core::Result<Truncated> drop_below(CaseStore& cases, StateArchive& archive, PartOpener& opener,
                                   const SignerOf& signer_of, const TruncationTerms& terms);

}  // namespace storage
