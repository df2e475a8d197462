// One entry of the site's roster: the hash chain that says who belongs to the site, readable to every member,
// the blind backup node included. This file owns the envelope; roster_facts.h what the kinds carry; roster.h
// what an ordered set of entries means.
//
//   entry     := body:blob n:varint signature:64{n}                 one for each signer the body names, in
//   order body      := format:u8(1) site:16 previous:32 time:u64 kind:varint signers fields signers   :=
//   n:varint (00 | 01 account:16){n}                   00: the recovery key; sorted, once each fields    as
//   in fields.h digest    := H("kakanai roster entry 1" ‖ body)                 without signatures: a body is
//   one entry signature := Ed25519 over "kakanai roster sign 1" ‖ body
//
// `previous` is the digest of the entry that the author had last, all zero in the first. `time` is the
// author's clock in unix ms: for people, never for a decision. A kind that a release does not know is kept,
// forwarded and held to the common rule of signatures.
#pragma once

#include <optional>
#include <vector>

#include "forms/core/environment.h"
#include "forms/core/id.h"
#include "storage/keys/primitives.h"
#include "storage/roster/fields.h"

namespace storage {

inline constexpr std::size_t roster_entry_size_max = 60 * 1024;  // one entry fits one frame
inline constexpr std::size_t roster_signers_max = 8;

// On disk and on the wire; numbers are never reused.
namespace roster_kind {
inline constexpr std::uint32_t genesis = 1;
inline constexpr std::uint32_t device_add = 2;
inline constexpr std::uint32_t device_revoke = 3;
inline constexpr std::uint32_t account_put = 4;  // adds or changes
inline constexpr std::uint32_t account_disable = 5;
inline constexpr std::uint32_t epoch = 6;
inline constexpr std::uint32_t transport = 7;
inline constexpr std::uint32_t retention = 8;
inline constexpr std::uint32_t settle = 9;  // ends a fork
inline constexpr std::uint32_t recovery = 10;
inline constexpr std::uint32_t account_blob = 11;  // a leaf: nothing follows it, so it forks nothing
inline constexpr std::uint32_t grant = 12;
}  // namespace roster_kind

struct RosterSigner {
    std::optional<core::AccountId> account;  // nothing: the recovery key
    auto operator<=>(const RosterSigner&) const = default;
};

struct RosterBody {
    core::SiteId site;
    Digest previous{};
    core::Instant time;
    std::uint32_t kind{0};
    std::vector<RosterSigner> signers;
    Fields fields;
    bool operator==(const RosterBody&) const = default;
};

struct RosterEntry {
    Bytes body;  // exactly as signed, so that what this release does not know survives
    std::vector<Signature> signatures;
    bool operator==(const RosterEntry&) const = default;
};

Bytes encode_body(const RosterBody& body);
core::Result<RosterBody> decode_body(ByteView bytes);  // "roster.malformed"; only the canonical form

Bytes encode_entry(const RosterEntry& entry);
core::Result<RosterEntry> decode_entry(ByteView bytes);  // "roster.malformed"; the body is checked too

Digest entry_digest(ByteView body);
Bytes entry_message(ByteView body);  // what a signer signs

// Signs with the keys in the order of body.signers, which it sorts together with them. Two administrators at
// two desks sign entry_message() of the same body each and put the entry together themselves.
struct RosterPen {
    RosterSigner signer;
    const SigningKey* key;
};
RosterEntry sign_entry(RosterBody body, std::vector<RosterPen> pens);

}  // namespace storage
