// Erasure on a node, desk and backup node alike: keeps the signed acts that come in batches or from peers,
// waits until an act may be carried out (signed_act.h, erase_state), carries it out on this store's log, and
// tells the others with a mark. What a desk keeps beside the log goes in the same block, by the hook.
//
// Acts and marks travel beside the roster, ahead of all batches, so that a node is allowed to take a hollow
// part before it meets one:
//   item := 00 01 act | 00 02 mark                        no roster entry begins with 00
//
// Invariants: an act is kept with those signatures only that are genuine; what is in the ledger is never
// waited for again; a mark is given only after everything of the act is gone here.
//
// Store thread. Holds no state of its own: several may stand over one store.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/node/node_store.h"
#include "storage/accounts/signed_act.h"
#include "storage/log/erasure_ledger.h"
#include "storage/log/signed_act_table.h"

namespace app {

struct Clocks {
    core::Instant now;        // this node's
    core::Instant elsewhere;  // the newest stamp that another device gave
};

struct PendingErasure {
    storage::Digest digest{};
    storage::SignedAct act;
    storage::EraseState state{storage::EraseState::not_confirmed};  // of the target that waits longest
    bool confirmed{false};
    std::optional<core::Instant> seen;  // confirmed form, by this clock
    std::optional<core::Instant> done;  // carried out here
    std::size_t marks{0};               // other members that carried it out
};

class ErasureWork {
  public:
    explicit ErasureWork(NodeStore& node) : node_(node) {}

    // The newest stamp on another device's batches or marks; this node's own time where there is no other
    // member. `from_peers`: what linked peers' clocks say now.
    core::Result<Clocks> clocks(core::Instant now, core::Instant from_peers = {});

    // Within the block that stores `batch`: keeps the act in its head, if there is one that makes sense.
    // Returns whether something new is known.
    core::Result<bool> take(const storage::Batch& batch, const Clocks& clocks);
    // From a peer, in a block of its own. Anything that is not an item of ours is passed over.
    static bool is_item(core::ByteView bytes) { return bytes.size() > 2 && bytes[0] == 0; }
    core::Result<bool> take_item(core::ByteView item, const Clocks& clocks);
    core::Result<std::vector<core::Bytes>> items();

    core::Result<std::vector<PendingErasure>> pending(const Clocks& clocks);
    core::Result<std::vector<core::CaseId>> may_come_hollow();  // cases of the ledger
    // Cases that both clocks call older than the roster's minimum retention and that nobody erased yet.
    core::Result<std::vector<core::CaseId>> past_retention(const Clocks& clocks, std::size_t count_max);

    // Called within the block for each target, after the log's own part.
    using Projections = std::function<core::Status(const storage::EraseTarget&)>;
    // Carries out whatever is ready; returns the cases that went. Afterwards the pages are given back.
    core::Result<std::vector<core::CaseId>> carry_out_ready(const Clocks& clocks,
                                                            const Projections& projections);

  private:
    struct Known;
    core::Result<Known> known();
    core::Result<bool> keep(storage::SignedAct act, std::optional<core::BatchId> batch, const Clocks& clocks);
    core::Result<storage::EraseState> state_of(const Known& known, const PendingErasure& pending,
                                               const storage::EraseTarget& target, const Clocks& clocks);
    core::Status carry_out(const storage::KeptAct& kept, const storage::EraseOrder& order,
                           const std::vector<storage::EraseTarget>& targets, const Clocks& clocks,
                           const Projections& projections);
    core::Status give_back_pages();

    NodeStore& node_;
};

}  // namespace app
