// Archive snapshots: the sealed log as files in a folder, made by any node, restorable into an empty store.
// snapshot_format.h has the files.
//
// Invariants
//   a manifest is written after everything it names, the index after the manifest: a cut leaves the archive
//   as it was; segments hold no key record; of key copies at most two are kept; after an erasure the next
//   snapshot is made whole, and with it all older manifests, segments and key copies go.
//
// Used by the writer thread. `files` and `folder` (which must exist) belong to one process at a time.
// Reasons: snapshot.none, snapshot.damaged, snapshot.bad_signature, snapshot.other_site, snapshot.not_empty,
// snapshot.keys_missing, snapshot.old_part_gone (a log that was trimmed cannot begin an archive), and those
// of the log and the file system.
#pragma once

#include <string>

#include "storage/log/log_check.h"
#include "storage/log/snapshot_format.h"

namespace storage {

struct SnapshotInfo {
    std::uint64_t number{0};
    core::Instant created;
    core::DeviceId maker;
    std::uint64_t batches{0};
    std::uint64_t bytes{0};  // of all segments
    std::size_t segments{0};
    std::size_t lacking{0};  // attachments the maker had not got
};

class Archive {
  public:
    Archive(core::FileSystem& files, std::string folder);

    // All that is under seals now. `maker` signs with `key`; both of this device.
    core::Result<SnapshotInfo> create(BatchLog& log, const SigningKey& key, core::Instant now);

    core::Result<std::vector<SnapshotInfo>> list();  // oldest first; empty for an empty folder
    core::Result<Manifest> manifest(std::uint64_t number);

    // Signature, every segment, every chain from its beginning, every seal, against the manifest's heads.
    core::Result<SnapshotInfo> verify(std::uint64_t number, const SignerOf& signer_of);

    // Fills a store that holds no batch yet: ledger first, then segment by segment, each a block of its own.
    // The roster must be in the store before (manifest().roster); its device keys are what signer_of tells.
    // After a cut the store is not empty: take a fresh one. `sink` as in BatchLog::append_run.
    core::Result<SnapshotInfo> restore(std::uint64_t number, BatchLog& log, const SignerOf& signer_of,
                                       const BatchSink& sink = {});

    // Keeps the newest `keep` snapshots and what they name. Returns how many went.
    core::Result<std::size_t> prune(std::size_t keep);

  private:
    std::string path(const std::string& name) const { return folder_ + "/" + name; }
    core::Result<ArchiveIndex> index();
    core::Result<SignedManifest> signed_manifest(std::uint64_t number);
    core::Result<Manifest> checked_manifest(std::uint64_t number, const SignerOf& signer_of);
    core::Result<Segment> segment(const SegmentName& name);
    core::Result<SegmentName> write_segment(const Segment& segment);
    core::Status add_segments(BatchLog& log, Manifest& manifest);
    core::Status add_attachments(BatchLog& log, Manifest& manifest, std::vector<Digest> names);
    core::Status write_keys(BatchLog& log, const Manifest& manifest, const SigningKey& key);
    core::Result<KeyCopy> keys(const Manifest& manifest, const SignerOf& signer_of);
    core::Result<std::size_t> keep_only(ArchiveIndex index, std::size_t keep);

    core::FileSystem& files_;
    std::string folder_;
};

}  // namespace storage
