// The site's roster: verified entries and what they mean together.
//
// Entries form a tree, since two administrators may sign while apart. Where it forks, the state before the
// fork goes on, with the revocations and disablings of all branches in force at once; everything else of the
// branches waits for a settling entry, signed with the recovery key or by two who were administrators
// before the fork, that stands on the branch to follow and names the heads of the others. Of two settling
// entries that do not know each other the one signed with the recovery key counts; otherwise the fork stays
// open until a third names both. Account blobs are leaves: nothing follows them, so passwords changed on two
// desks never fork the roster.
//
// Equal sets of entries give equal rosters, in whatever order they came. A value type without locks; copy it
// to hand it to another thread.
#pragma once

#include <memory>
#include <span>

#include "storage/roster/roster_state.h"

namespace storage {

class Roster {
  public:
    // Entries in any order, the first entry of the site among them; all others must hang together. Errors:
    // "roster.malformed", "roster.wrong_site", "roster.not_signed", "roster.not_allowed",
    // "roster.not_fitting", "roster.gap" (an entry's predecessor is missing).
    static core::Result<Roster> fold(std::span<const RosterEntry> entries);

    // Takes in one more entry or leaves everything as it was. ok if it is here already. Errors as above.
    core::Status admit(const RosterEntry& entry);

    // ---- what holds now
    const core::SiteId& site() const { return state_.site; }
    const std::string& name() const { return state_.name; }
    bool practice() const { return state_.practice; }
    std::uint64_t minimum_retention_days() const { return state_.retention_days; }
    const PublicKey& recovery_box_key() const { return state_.recovery_box_key; }
    const PublicKey& recovery_sign_key() const { return state_.recovery_sign_key; }

    const std::map<core::DeviceId, Member>& members() const { return state_.members; }
    const Member* member(const core::DeviceId& device) const;  // revoked ones too; nullptr: never added
    bool in_force(const core::DeviceId& device) const;
    const std::map<core::AccountId, Account>& accounts() const { return state_.accounts; }
    const Account* account(const core::AccountId& id) const;  // disabled ones too
    const Account* account_named(std::string_view account_name) const {
        return state_.account_named(account_name);
    }

    // Account::blob of an account in force.
    std::optional<AccountBlob> account_blob(const core::AccountId& id) const;

    const EpochRecord& epoch() const { return state_.epoch; }
    const TransportRecord& transport() const { return state_.transport; }
    // The current transport secret's box for this device; nothing if it was not given one.
    std::optional<TransportGrant> transport_grant(const core::DeviceId& device) const;
    bool epoch_due() const { return state_.epoch_due; }  // a desk was revoked: begin a new epoch
    bool transport_due() const { return state_.transport_due; }

    // ---- keys of all branches: what was once sealed under a key stays readable to who was given it
    std::vector<EpochRecord> epochs() const;
    std::vector<EpochGrant> epoch_grants(const core::DeviceId& device) const;
    std::vector<EpochGrant> recovery_epoch_grants() const;
    std::vector<TransportGrant> transport_grants(const core::DeviceId& device) const;  // ever; oldest first
    std::vector<TransportGrant> recovery_transport_grants() const;

    // ---- the chain
    const Digest& genesis() const { return nodes_.front().digest; }  // pinned at enrolment
    const Digest& head() const;                                      // where the next entry is put
    std::vector<Digest> heads() const;                               // more than one: forked; sorted
    bool forked() const { return forked_; }
    Digest digest() const;  // equal on two nodes with the same roster, leaves included
    bool has(const Digest& entry) const { return index_.contains(entry); }
    std::vector<RosterEntry> entries() const;    // predecessors first
    std::vector<Digest> entry_digests() const;   // in the same order
    std::vector<Digest> without_effect() const;  // on branches that were not followed: to be issued anew

    // A body to be signed, put after head() of this roster.
    RosterBody draft(std::uint32_t kind, core::Instant time, Fields fields) const;

  private:
    struct Node {
        RosterEntry entry;
        RosterBody body;
        Digest digest{};
        std::size_t parent{0};
        std::vector<std::size_t> children;  // leaves left out
        bool leaf{false};
        Withdrawals withdrawals;  // of this entry alone
        PublicKey leaf_key{};     // of the account that signed a leaf
    };
    // What a settling entry decides, as places in nodes_.
    struct Settling {
        std::set<std::size_t> closed;  // nodes on closed branches
        std::set<std::size_t> voided;
        std::size_t fork{0};  // the earliest place where such a branch leaves the settling entry's own line
        bool recovery{false};
    };

    core::Status add(const RosterEntry& entry);
    core::Status add_first(const RosterEntry& entry, RosterBody body);
    core::Status place(Node node);
    core::Result<Settling> settling_of(const Node& node) const;
    core::Status check_settlers(const Node& node, const Settling& settling) const;
    Withdrawals withdrawals_of(const std::set<std::size_t>& nodes) const;
    RosterState state_at(std::size_t node) const;
    void apply_to(RosterState& state, std::size_t node) const;
    std::vector<std::size_t> line_to(std::size_t node) const;  // from the first entry to `node`
    std::set<std::size_t> below(std::size_t node) const;       // `node` and all that follows, no leaves
    std::optional<std::size_t> decide(std::size_t fork) const;
    void refresh();
    void take_leaves(const core::AccountId& id);

    std::vector<Node> nodes_;
    std::map<Digest, std::size_t> index_;
    std::map<std::size_t, Settling> settlings_;
    std::map<core::AccountId, std::vector<std::size_t>> leaves_;
    std::set<std::size_t> followed_;  // the line from the first entry to tip_
    std::size_t tip_{0};              // last entry in force; a fork may begin here
    bool forked_{false};
    RosterState state_;
};

}  // namespace storage
