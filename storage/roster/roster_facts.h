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
//   device    := fields 1 id  2 role  3 Ed25519  4 X25519  5 name  6 letter asked for
//   account   := fields 1 id  2 sign-in name  3 name shown  4 role  5 X25519  6 Ed25519  7 rights: n
//   (blob){n}
//                8 valid from, unix ms  9 valid until
//   blob      := fields 1 generation  2 epoch  3 sealed bytes
//   epoch     := fields 1 number  2 check:16  3 grants: n (device:16 box:80){n}  4 recovery box:80
//                5 older: n (epoch:varint check:16 sealed:48){n}
//   transport := fields 1 number  2 check:16  3 boxes: n (device:16 box:80){n}  4 recovery box:80
//   grants    := n (epoch:varint check:16 box:80){n}
//
// A box is a key of 32 bytes in an anonymous box (primitives.h); a check is the first 16 bytes of
// keyed_hash(key, purpose ‖ site ‖ number), so that whoever opens a box knows which key was meant.
#pragma once

#include <string>

#include "storage/roster/roster_entry.h"

namespace storage {

using KeyBox = std::array<std::uint8_t, 80>;
using KeyCheck = std::array<std::uint8_t, 16>;
using SealedKey = std::array<std::uint8_t, 48>;

inline constexpr std::size_t roster_devices_max = 256;
inline constexpr std::size_t roster_name_max = 128;  // bytes of UTF-8

enum class DeviceRole : std::uint8_t { desk = 1, backup = 2 };
enum class AccountRole : std::uint8_t { clerk = 1, supervisor = 2, administrator = 3, auditor = 4 };

struct DeviceRecord {
    core::DeviceId id;
    DeviceRole role{DeviceRole::desk};
    PublicKey sign_key{};  // Ed25519: seals
    PublicKey box_key{};   // X25519: Noise, key boxes
    std::string name;
    std::string letter;  // asked for; Member::letter is the one given
    bool operator==(const DeviceRecord&) const = default;
};

struct AccountRecord {
    core::AccountId id;
    std::string name;   // typed at sign-in; unique among accounts in force
    std::string shown;  // 氏名
    AccountRole role{AccountRole::clerk};
    PublicKey box_key{};
    PublicKey sign_key{};
    std::vector<std::string> rights;  // per procedure and item, read by the desk alone
    std::int64_t valid_from_ms{0};    // 0: at once
    std::int64_t valid_until_ms{0};   // 0: open
    bool operator==(const AccountRecord&) const = default;
};

// The account's private halves under its password, sealed once more under the epoch key (account_blob.h).
// Written by the account itself; of several the highest generation counts.
struct AccountBlob {
    std::uint64_t generation{0};
    std::uint64_t epoch{0};
    Bytes sealed;
    bool operator==(const AccountBlob&) const = default;
};

struct EpochGrant {
    std::uint64_t epoch{0};
    KeyCheck check{};
    KeyBox box{};
    bool operator==(const EpochGrant&) const = default;
};

struct DeviceBox {
    core::DeviceId device;
    KeyBox box{};
    bool operator==(const DeviceBox&) const = default;
};

struct OlderEpoch {
    std::uint64_t epoch{0};
    KeyCheck check{};
    SealedKey sealed{};  // the older key under this one
    bool operator==(const OlderEpoch&) const = default;
};

struct EpochRecord {
    std::uint64_t number{0};
    KeyCheck check{};
    std::vector<DeviceBox> grants;  // desks only
    KeyBox recovery{};
    std::vector<OlderEpoch> older;
    bool operator==(const EpochRecord&) const = default;
};

struct TransportRecord {
    std::uint64_t number{0};
    KeyCheck check{};
    std::vector<DeviceBox> boxes;  // every member
    KeyBox recovery{};
    bool operator==(const TransportRecord&) const = default;
};

struct TransportGrant {
    std::uint64_t number{0};
    KeyCheck check{};
    KeyBox box{};
    bool operator==(const TransportGrant&) const = default;
};

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
