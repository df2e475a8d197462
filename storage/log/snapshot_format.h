// The files of an archive folder. Everything in them is ciphertext, hashes and heads; keys lie apart.
//
//   index      := "kakanai archive index 1" next:varint n:varint number:varint{n}      oldest first
//   manifest-N := body:blob signature:64                      Ed25519 by the maker over "kakanai archive sign
//   1"
//                                                             ‖ body
//   body       := "kakanai archive 1" site:16 number:varint created:u64 maker:16
//                 heads:(n (device:16 seq:varint chain:32){n})          sealed heads, sorted
//                 roster:(n entry:blob{n})
//                 ledger:(n (case:16 class:varint at:u64 rule:blob device:16 seq:varint){n})
//                 segments:(n (hash:32 size:varint batches:varint){n})   in the order of restoring
//                 lacking:(n hash:32{n})                                 attachments the maker had not got
//   segment-H  := "kakanai segment 1" runs:(n run{n}) attachments:(n (hash:32 bytes:blob){n})
//   run        := device:16 n:varint (head:blob body:blob){n} chain:32 signature:64
//                 body as in batch.h, key records always absent; H is the first 16 hex digits of the file's
//                 hash
//   keys-N     := body:blob signature:64                      over "kakanai keys sign 1" ‖ body
//   keys body  := "kakanai keys 1" site:16 maker:16 n (device:16 seq:varint class:varint (00 | 01
//   record:blob)){n}
//
// Segments are never changed; a snapshot is a manifest that names them, so the next one adds only what is
// new.
#pragma once

#include <map>
#include <tuple>

#include "storage/log/batch.h"
#include "storage/log/erasure_ledger.h"

namespace storage {

struct SnapshotHead {
    core::DeviceId device;
    std::uint64_t seq{0};
    Digest chain{};
    bool operator==(const SnapshotHead&) const = default;
};
struct SegmentName {
    Digest hash{};
    std::uint64_t size{0};
    std::uint64_t batches{0};
    bool operator==(const SegmentName&) const = default;
};

struct Manifest {
    core::SiteId site;
    std::uint64_t number{0};
    core::Instant created;
    core::DeviceId maker;
    std::vector<SnapshotHead> heads;
    std::vector<Bytes> roster;
    std::vector<Erasure> ledger;  // without their late counts
    std::vector<SegmentName> segments;
    std::vector<Digest> lacking;
};

struct Segment {
    std::vector<SealedRun> runs;
    std::vector<std::pair<Digest, Bytes>> attachments;
};

// Key records by the batch that introduced them; nothing where ERASED.
using KeyCopy = std::map<std::tuple<core::DeviceId, std::uint64_t, std::uint32_t>, std::optional<Bytes>>;

struct ArchiveIndex {
    std::uint64_t next{1};
    std::vector<std::uint64_t> numbers;
};

// All decoders answer "snapshot.damaged"; limits come before any allocation.
Bytes encode_index(const ArchiveIndex& index);
core::Result<ArchiveIndex> decode_index(ByteView bytes);

Bytes encode_manifest(const Manifest& manifest, const SigningKey& key);
struct SignedManifest {
    Manifest manifest;
    Bytes message;  // what the signature covers
    Signature signature{};
};
core::Result<SignedManifest> decode_manifest(ByteView bytes);

Bytes encode_segment(const Segment& segment);
core::Result<Segment> decode_segment(ByteView bytes);

Bytes encode_keys(const core::SiteId& site, const core::DeviceId& maker, const KeyCopy& keys,
                  const SigningKey& key);
struct SignedKeys {
    core::SiteId site;
    core::DeviceId maker;
    KeyCopy keys;
    Bytes message;
    Signature signature{};
};
core::Result<SignedKeys> decode_keys(ByteView bytes);

}  // namespace storage
