// Content and log keys on their way, and parts under them. Pure; which key belongs to what is key_ring.h.
//
//   key record := salt:8 sealed:48                                        every class but the protected one
//     sealed   := XChaCha20-Poly1305(derive_key(epoch key, "key records"), nonce, place, content key:32)
//     nonce    := first 24 bytes of keyed_hash(that key, "record nonce" ‖ salt ‖ place)
//     place    := "kakanai key record" ‖ site:16 ‖ device:16 ‖ seq:u64 ‖ class:u32 ‖ epoch:u64 ‖ case
//     case     := 00 | 01 id:16                                           a log key belongs to no case
//
//   protected record := format:u8(2) n:varint (account:16 box:80){n} recovery:80      its boxes hold the
//   content
//                       key; every account of the audience opens it, no desk alone does
//
//   part       := XChaCha20-Poly1305(content key, nonce, where, plain)    16 bytes longer than the plain text
//     nonce    := first 24 bytes of keyed_hash(content key, "part nonce" ‖ run:16 ‖ device:16 ‖ seq:u64 ‖
//                 index:u32)
//     where    := "kakanai part" ‖ site:16 ‖ device:16 ‖ seq:u64 ‖ run:16 ‖ index:u32 ‖ class:u32 ‖ case
//
// The salt keeps a cloned disk, which would introduce another key under the same place, from repeating a
// nonce; the run id does the same for parts. A record is wrapped once and never again.
#pragma once

#include "storage/keys/epoch_keys.h"
#include "storage/log/batch.h"

namespace storage {

inline constexpr std::size_t key_record_size = 56;
inline constexpr std::size_t audience_max = 40;

// Where a key was introduced.
struct KeyPlace {
    core::BatchId batch;
    std::uint32_t part_class{0};
    auto operator<=>(const KeyPlace&) const = default;
};

// The case that a key or part of this class is bound to: none for traces, whatever the batch is about.
std::optional<core::CaseId> bound_case(std::uint32_t part_class, const std::optional<core::CaseId>& of_batch);

// One epoch key made ready for many records.
class RecordCipher {
  public:
    RecordCipher(const core::SiteId& site, const EpochKey& epoch);

    Bytes wrap(const KeyPlace& place, const std::optional<core::CaseId>& case_id, ByteView content_key,
               core::Random& random) const;
    // Into 32 bytes of the caller's locked memory. False: not this epoch's, or damaged; `out` is then zeroed.
    bool unwrap(const KeyPlace& place, const std::optional<core::CaseId>& case_id, ByteView record,
                std::span<std::uint8_t> out) const;

  private:
    core::SiteId site_;
    std::uint64_t epoch_{0};
    Secret key_;
};

struct Audience {
    core::AccountId account;
    PublicKey box_key{};
};
Bytes wrap_for_audience(ByteView content_key, const std::vector<Audience>& audience,
                        const PublicKey& recovery_box_key);
// With an account's key, or with the recovery sheet's (no account). "key.not_for_you", "key.damaged".
core::Result<Secret> unwrap_as_audience(ByteView record, const std::optional<core::AccountId>& account,
                                        const BoxKey& mine);

// A part's place; `index` counts the parts of its batch from 0.
struct PartPlace {
    core::SiteId site;
    core::BatchId batch;
    core::RunId run;
    std::uint32_t index{0};
    std::uint32_t part_class{0};
    std::optional<core::CaseId> case_id;  // as in the head
};
Bytes seal_part(ByteView content_key, const PartPlace& place, ByteView plain);
core::Result<Bytes> open_part(ByteView content_key, const PartPlace& place,
                              ByteView sealed);  // "part.damaged"

}  // namespace storage
