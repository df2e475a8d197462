// The files of a state snapshot: every case as it was at one cut of the log, in a folder of its own. Made by
// a desk, kept and checked by any node, opened by desks alone. The folder holds one; the next takes its
// place.
//
//   state      := body:blob signature:64           Ed25519 by the maker over "kakanai state sign 1" ‖ body
//   body       := "kakanai state 1" site:16 created:u64 maker:16
//                 cuts:(n (device:16 seq:varint chain:32 m (device:16 seq:varint){m}){n})
//                 runs:(n (device:16 seq:varint run:16){n})              program starts announced below the
//                 cut marks:32                                               of what was hollow (log_cut.h)
//                 ledger:(n (case:16 class:varint at:u64 rule:blob device:16 seq:varint){n})
//                 digest:32                                              of the state of all cases
//                 files:(n (hash:32 size:varint cases:varint){n}) keys:32          hash of the key copy
//   cases-H    := "kakanai state cases 1" cases:(n case{n}) kept:(n (head:blob body:blob){n})
//                 attachments:(n (hash:32 bytes:blob){n})
//   case       := id:16 (n (class:varint mark:32){n}) (00 | 01 head:blob body:blob)
//   state-keys-H := body:blob signature:64           over "kakanai state keys sign 1" ‖ body
//   keys body  := "kakanai state keys 1" site:16 maker:16
//                 (n (device:16 seq:varint class:varint epoch:varint (00 | 01 case:16) (00 | 01
//                 record:blob)){n})
//
// The record of a case has the shape of a batch with one part, so that it is sealed under the newest content
// key of its case by the same code as any part: device is the maker, run a fresh one of this snapshot, seq
// counts from 1. It never stands in a log. `kept` are the batches that a state does not stand for
// (stays_below), with their attachments. H is the first 16 hex digits of the file's hash. No file but
// state-keys-H holds a key record; where the ledger covers a case, no file holds anything of it.
#pragma once

#include "storage/log/log_cut.h"
#include "storage/log/snapshot_format.h"

namespace storage {

struct ProgramStart {
    core::DeviceId device;
    std::uint64_t seq{0};
    core::RunId run;
    bool operator==(const ProgramStart&) const = default;
};

struct StateManifest {
    core::SiteId site;
    core::Instant created;
    core::DeviceId maker;
    std::vector<LogCut> cuts;
    std::vector<ProgramStart> runs;
    Digest marks{};
    std::vector<Erasure> ledger;  // without their late counts
    Digest digest{};
    std::vector<SegmentName> files;  // `batches` counts cases here
    Digest keys{};
};

struct CaseRecord {
    core::CaseId id;
    PartMarks marks;
    std::optional<Batch> state;  // nothing where no desk could open anything of it
};
struct StateFile {
    std::vector<CaseRecord> cases;
    std::vector<Batch> kept;
    std::vector<std::pair<Digest, Bytes>> attachments;
};

struct StateKey {
    core::BatchId id;
    std::uint32_t part_class{0};
    std::uint64_t epoch{0};
    std::optional<core::CaseId> case_id;
    std::optional<Bytes> record;  // nothing: ERASED
};

// All decoders answer "snapshot.damaged"; limits come before any allocation.
Bytes encode_state_manifest(const StateManifest& manifest, const SigningKey& key);
struct SignedState {
    StateManifest manifest;
    Bytes message;  // what the signature covers
    Signature signature{};
};
core::Result<SignedState> decode_state_manifest(ByteView bytes);

Bytes encode_state_file(const StateFile& file);
core::Result<StateFile> decode_state_file(ByteView bytes);

Bytes encode_state_keys(const core::SiteId& site, const core::DeviceId& maker,
                        const std::vector<StateKey>& keys, const SigningKey& key);
// Checked by its hash in the manifest, so the signature is for whoever finds the file alone.
core::Result<std::vector<StateKey>> decode_state_keys(ByteView bytes);

}  // namespace storage
