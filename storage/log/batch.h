// A batch: one clerk action on one case (or on none). The head is readable to every member and never removed;
// the parts are ciphertext, each hollowable by itself. This file holds the shapes, the canonical bytes, the
// chain and the seal; nothing here can open a part.
//
//   head       := format:u8(1) device:16 seq:varint run_seq:varint [run:16 if run_seq = seq] hlc:u64
//                 case:(00 | 01 id:16) epoch:varint
//                 context:(n:varint (device:16 seq:varint){n})           changed entries only, sorted, own
//                 device left out parts:(n:varint (class:varint key:ref length:varint hash:32){n})
//                 keys:(n:varint (class:varint hash:32){n})              key records this batch introduces,
//                 sorted by class extensions:(n:varint (tag:varint bytes:blob){n})       unknown ones kept
//                 and forwarded, sorted by tag
//   ref        := device:16 seq:varint                                   the batch that introduced the part's
//   key chain_0    := H("kakanai chain 0" ‖ site ‖ device) chain_k    := H("kakanai chain 1" ‖ chain_{k-1} ‖
//   H(head_k)) seal       := Ed25519 by the device over "kakanai seal 1" ‖ site ‖ device ‖ seq:u64 ‖
//   chain_seq
//
// All numbers little-endian; varint is LEB128 in its one shortest form. Numbers of classes and tags are never
// reused.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "forms/core/environment.h"
#include "forms/core/id.h"
#include "storage/keys/primitives.h"

namespace storage {

// On disk and on the wire.
namespace part_class {
inline constexpr std::uint32_t trace = 1;       // who did what when; the month's log key, log retention
inline constexpr std::uint32_t restricted = 2;  // ink, pictures
inline constexpr std::uint32_t protected_ = 3;  // wrapped for an audience of accounts (支援措置)
inline constexpr std::uint32_t content = 16;    // content of retention class r is 16 + r
}  // namespace part_class

inline constexpr std::size_t part_inline_max = 32 * 1024;  // larger parts are attachments, sent in pieces
inline constexpr std::size_t part_size_max = 16 * 1024 * 1024;
inline constexpr std::size_t parts_max = 32;
inline constexpr std::size_t context_max = 1024;
inline constexpr std::size_t head_size_max = 64 * 1024;

struct PartInfo {
    std::uint32_t part_class{part_class::content};
    core::BatchId key;        // batch that introduced the key; its own id if this one does
    std::uint64_t length{0};  // of the ciphertext, tag included
    Digest hash{};            // BLAKE2b-256 of the ciphertext
    bool operator==(const PartInfo&) const = default;
};

struct KeyIntro {
    std::uint32_t part_class{0};
    Digest hash{};  // of the wrapped record
    bool operator==(const KeyIntro&) const = default;
};

struct Extension {
    std::uint64_t tag{0};
    Bytes bytes;
    bool operator==(const Extension&) const = default;
};

struct BatchHead {
    core::DeviceId device;
    std::uint64_t seq{0};
    std::uint64_t run_seq{0};        // seq of the batch that announced this run
    std::optional<core::RunId> run;  // in the announcing batch only
    core::Hlc hlc;
    std::optional<core::CaseId> case_id;
    std::uint64_t epoch{0};              // of the key that wraps the records introduced here
    std::vector<core::BatchId> context;  // entries of the author's version vector changed since seq - 1
    std::vector<PartInfo> parts;
    std::vector<KeyIntro> keys;
    std::vector<Extension> extensions;

    core::BatchId id() const { return {device, seq}; }
    bool operator==(const BatchHead&) const = default;
};

// A wrapped content or log key. Absent bytes: ERASED, for ever.
struct KeyRecord {
    std::uint32_t part_class{0};
    std::optional<Bytes> wrapped;
    bool operator==(const KeyRecord&) const = default;
};

struct Batch {
    BatchHead head;
    std::vector<std::optional<Bytes>> parts;  // beside head.parts; nothing where hollow
    std::vector<KeyRecord> keys;              // beside head.keys
    bool operator==(const Batch&) const = default;
};

struct Seal {
    std::uint64_t seq{0};
    Digest chain{};
    Signature signature{};
    bool operator==(const Seal&) const = default;
};

// A gap-free stretch of one device's log that ends at a sealed batch: the unit that is believed.
struct SealedRun {
    core::DeviceId device;
    std::vector<Batch> batches;
    Seal seal;  // seal.seq is the last batch's seq
};

std::uint32_t read_part_class(core::Reader& in);  // a varint; the reader fails where it has more than 32 bits
Bytes encode_head(const BatchHead& head);
core::Result<BatchHead> decode_head(ByteView bytes);  // "batch.malformed"; accepts only the canonical form

Digest first_chain(const core::SiteId& site, const core::DeviceId& device);
Digest next_chain(const Digest& before, const Digest& head_hash);
Bytes seal_message(const core::SiteId& site, const core::DeviceId& device, std::uint64_t seq,
                   const Digest& chain);

// Whether parts and key records beside the head are those the head names: counts, lengths, hashes; hollow
// parts and ERASED records count as matching (whether they may be hollow is the erasure ledger's question).
// "batch.part_mismatch".
core::Status check_parts(const Batch& batch);

// Storage form of what stands beside the head: parts and key records, hollow ones marked.
//   body := n:varint (00 | 01 part:blob){n} m:varint (00 | 01 record:blob){m}
Bytes encode_body(const Batch& batch);
core::Result<Batch> decode_batch(ByteView head, ByteView body);

}  // namespace storage
