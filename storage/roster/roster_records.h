// The records that roster facts are made of: devices, accounts, keys in their boxes. Each is a set of fields
// within a field, so that a later release may add to it; tags are never reused.
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

// Each as one field. What is read that is missing or misshapen makes the FieldReader fail.
void put_device(Fields& out, std::uint32_t tag, const DeviceRecord& device);
DeviceRecord read_device(FieldReader& outer, std::uint32_t tag);
void put_account(Fields& out, std::uint32_t tag, const AccountRecord& account);
AccountRecord read_account(FieldReader& outer, std::uint32_t tag);
void put_blob(Fields& out, std::uint32_t tag, const AccountBlob& blob);
AccountBlob read_blob(FieldReader& outer, std::uint32_t tag);
void put_epoch(Fields& out, std::uint32_t tag, const EpochRecord& epoch);
EpochRecord read_epoch(FieldReader& outer, std::uint32_t tag);
void put_transport(Fields& out, std::uint32_t tag, const TransportRecord& transport);
TransportRecord read_transport(FieldReader& outer, std::uint32_t tag);
void put_grants(Fields& out, std::uint32_t tag, const std::vector<EpochGrant>& grants);
std::vector<EpochGrant> read_grants(FieldReader& in, std::uint32_t tag);
void put_transport_grant(Fields& out, std::uint32_t tag, const std::optional<TransportGrant>& grant);
std::optional<TransportGrant> read_transport_grant(FieldReader& in, std::uint32_t tag);

}  // namespace storage
