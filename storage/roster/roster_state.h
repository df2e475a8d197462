// What holds in a site along one unbroken line of roster entries, and which entry may follow. Pure values:
// the same line gives the same state on every node and in every release that knows its kinds.
//
// Invariants:
// * An entry counts only if every signer was in force, and enough of them had the right, at its predecessor.
// * A device id and a public device key are never used twice; a revoked device never returns.
// * No backup node is given an epoch key.
// * Names of accounts in force are unique; letters of desks are.
#pragma once

#include <map>
#include <set>

#include "storage/roster/roster_facts.h"

namespace storage {

// Where a revoked device's log ends: batches after `seq` do not count.
struct DeviceCut {
    std::uint64_t seq{0};
    Digest chain{};
    RevokeWhy why{RevokeWhy::retired};
    bool operator==(const DeviceCut&) const = default;
};

struct Member {
    DeviceRecord device;
    std::string letter;            // of reception numbers; empty for a backup node
    std::optional<DeviceCut> cut;  // revoked
    std::optional<core::DeviceId> replaces;
    std::optional<TransportGrant> transport;  // given to it alone, after the last common renewal
    bool in_force() const { return !cut.has_value(); }
};

struct Account {
    AccountRecord record;
    bool disabled{false};
    std::optional<AccountBlob> first_blob;  // as the account's own entry brought it
    std::optional<AccountBlob> blob;        // the newest: passwords changed since are leaves of the roster
    bool in_force() const { return !disabled; }
    bool may_administrate() const { return in_force() && record.role == AccountRole::administrator; }
};

// Takings-away: they hold whatever branch of a fork they stand on.
struct Withdrawals {
    std::map<core::DeviceId, DeviceCut> revoked;
    std::set<core::AccountId> disabled;
    std::set<core::AccountId> demoted;  // administrators made something less
    void add(const core::DeviceId& device, const DeviceCut& cut);
    void add(const Withdrawals& other);
};

class RosterState {
  public:
    // The first entry, which trusts itself: signed by the recovery key and the first account.
    static core::Result<RosterState> begin(const RosterEntry& entry, const RosterBody& body);

    // Whether signatures and rights of `body` are good here; changes nothing. `also` are withdrawals that a
    // settling entry takes over from other branches. "roster.not_signed", "roster.not_allowed".
    core::Status check_signers(const RosterEntry& entry, const RosterBody& body,
                               const Withdrawals& also = {}) const;

    // What `body` changes. On failure the state may be half changed: the caller applies to a copy.
    // "roster.malformed", "roster.not_fitting" with a detail. Unknown kinds change nothing.
    core::Status apply(const RosterBody& body);
    void apply(const Withdrawals& withdrawals);
    core::Result<Withdrawals> withdrawals_of(const RosterBody& body) const;  // seen from here

    core::SiteId site;
    std::string name;
    bool practice{false};
    PublicKey recovery_box_key{};
    PublicKey recovery_sign_key{};
    std::uint64_t retention_days{0};
    std::map<core::DeviceId, Member> members;
    std::map<core::AccountId, Account> accounts;
    EpochRecord epoch;
    TransportRecord transport;
    bool epoch_due{false};      // a device was revoked since the epoch began
    bool transport_due{false};  // likewise for the transport secret

    const Account* account_named(std::string_view account_name) const;  // in force only
    std::size_t administrators() const;

  private:
    core::Status add_device(const DeviceAddFact& fact);
    core::Status revoke_device(const core::DeviceId& device, const DeviceCut& cut);
    core::Status put_account(const AccountPutFact& fact);
    core::Status begin_epoch(const EpochRecord& record);
    core::Status begin_transport(const TransportRecord& record);
    core::Status renew_recovery(const RecoveryFact& fact);
    core::Status give(const GrantFact& fact);
    core::Status desks_only(const std::vector<DeviceBox>& grants) const;
    std::string free_letter(const std::string& wanted) const;
};

}  // namespace storage
