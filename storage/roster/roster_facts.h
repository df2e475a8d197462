// What the kinds of roster entries carry. Each fact turns into fields and back; what a fact does not know is
// not its loss, because entries are kept by their bytes (roster_entry.h). Tags are never reused.
//
//   genesis          1 name  2 practice  3 recovery X25519  4 recovery Ed25519  5 device  6 account
//                    7 retention days  8 epoch  9 transport  10 account blob
//   device_add       1 device  2 epoch grants  3 transport box  4 replaced device's id
//   device_revoke    1 id  2 seq  3 chain  4 why
//   account_put      1 account  2 account blob
//   account_disable  1 id
//   epoch            1 epoch
//   transport        1 transport
//   retention        1 days
//   settle           1 closed heads: n (digest:32){n}  2 void heads: likewise
//   recovery         1 X25519  2 Ed25519  3 epoch grants  4 transport box
//   account_blob     1 account id  2 account blob
//   grant            1 device id  2 epoch grants  3 transport box
//
// Records as in roster_records.h.
#pragma once

#include "storage/roster/roster_records.h"

namespace storage {

struct GenesisFact {
    std::string name;
    bool practice{false};
    PublicKey recovery_box_key{};
    PublicKey recovery_sign_key{};
    DeviceRecord device;
    AccountRecord account;
    std::uint64_t retention_days{0};
    EpochRecord epoch;
    TransportRecord transport;
    std::optional<AccountBlob> blob;
};
struct DeviceAddFact {
    DeviceRecord device;
    std::vector<EpochGrant> grants;  // empty for a backup node
    std::optional<TransportGrant> transport;
    std::optional<core::DeviceId> replaces;  // an identity closed after a clone or a rollback
};
enum class RevokeWhy : std::uint8_t { retired = 1, lost = 2, cloned = 3, replaced = 4 };
struct DeviceRevokeFact {
    core::DeviceId device;
    std::uint64_t seq{0};  // the last batch that still counts; 0: none
    Digest chain{};
    RevokeWhy why{RevokeWhy::retired};
};
struct AccountPutFact {
    AccountRecord account;
    std::optional<AccountBlob> blob;
};
struct AccountDisableFact {
    core::AccountId account;
};
struct EpochFact {
    EpochRecord epoch;
};
struct TransportFact {
    TransportRecord transport;
};
struct RetentionFact {
    std::uint64_t days{0};
};
// Stands on the branch that goes on and names the heads of those that do not.
struct SettleFact {
    std::vector<Digest> closed;  // their revocations and disablings hold, all else of theirs is void
    std::vector<Digest> voided;  // nothing of theirs holds; asks for the recovery key
};
struct RecoveryFact {
    PublicKey box_key{};
    PublicKey sign_key{};
    std::vector<EpochGrant> grants;  // every epoch key held, to the new sheet
    std::optional<TransportGrant> transport;
};
struct AccountBlobFact {
    core::AccountId account;
    AccountBlob blob;
};
struct GrantFact {
    core::DeviceId device;
    std::vector<EpochGrant> grants;
    std::optional<TransportGrant> transport;
};

Fields to_fields(const GenesisFact& fact);
Fields to_fields(const DeviceAddFact& fact);
Fields to_fields(const DeviceRevokeFact& fact);
Fields to_fields(const AccountPutFact& fact);
Fields to_fields(const AccountDisableFact& fact);
Fields to_fields(const EpochFact& fact);
Fields to_fields(const TransportFact& fact);
Fields to_fields(const RetentionFact& fact);
Fields to_fields(const SettleFact& fact);
Fields to_fields(const RecoveryFact& fact);
Fields to_fields(const AccountBlobFact& fact);
Fields to_fields(const GrantFact& fact);

// "roster.malformed" where a field is missing, too long or out of range.
template <class Fact>
core::Result<Fact> fact_from(const Fields& fields);

}  // namespace storage
