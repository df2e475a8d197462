// State snapshots: all cases of a desk at one cut of the log, as files (storage/log/state_format.h), from
// which an empty desk becomes one that holds everything up to the cut; what came later it takes from its
// peers as from any cut. A joiner changes nothing anywhere but in its own store.
//
// Invariants
//   the manifest is written after everything it names, and what the last one named goes after that: a cut in
//   the making leaves the old snapshot or the new one; what is erased, by this store's ledger or the
//   snapshot's, is never written into a store.
//
// Writer thread. `folder` exists and belongs to one process at a time. Reasons: snapshot.none,
// snapshot.damaged, snapshot.bad_signature, snapshot.other_site, those of state_over_log.h, of the log, the
// keys and the file system.
#pragma once

#include <string>

#include "storage/cases/case_store.h"
#include "storage/cases/state_sealer.h"
#include "storage/log/log_check.h"
#include "storage/log/state_format.h"

namespace storage {

struct StateInfo {
    core::Instant created;
    core::DeviceId maker;
    std::uint64_t cases{0};
    std::uint64_t bytes{0};  // of all files but manifest and keys
    std::size_t files{0};
    Digest digest{};           // of the state of all cases
    std::uint64_t erased{0};   // entries of its ledger
    core::VersionVector at{};  // where every log stood
};

class StateArchive {
  public:
    StateArchive(core::FileSystem& files, std::string folder);

    // Of all that is under seals; own work that is not is sealed first. `run` must be drawn for this snapshot
    // alone: nonces hang on it. Not within a block.
    core::Result<StateInfo> create(CaseStore& cases, StateSealer& sealer, const SigningKey& key,
                                   const core::RunId& run, core::Instant now);

    // Signature, every file, every part against its head: what a node that can open nothing can say.
    core::Result<StateInfo> verify(const core::SiteId& site, const SignerOf& signer_of);

    // Into a store whose roster is there and that holds no batch yet, or less than the state stands for
    // (storage/cases/state_over_log.h). Durable on return, as a whole or not at all. The log must be opened
    // anew afterwards, and the projections rebuilt (CaseStore::needs_rebuild); then, where nothing stands
    // beyond `at`, the digest of the state must be the one given back here.
    core::Result<StateInfo> restore(BatchLog& log, PartOpener& opener, const SignerOf& signer_of);

    // The parts of it, each checked: the manifest's signature and site, a file's hash and form.
    core::Result<StateManifest> manifest(const core::SiteId& site, const SignerOf& signer_of);
    core::Result<StateFile> file(const SegmentName& name);

    static std::string keys_file(const Digest& hash);

  private:
    std::string path(const std::string& name) const { return folder_ + "/" + name; }
    core::Status write_cases(CaseStore& cases, StateSealer& sealer, const core::RunId& run,
                             StateManifest& manifest);
    core::Status write_kept(BatchLog& log, StateManifest& manifest);
    core::Status write_file(const StateFile& file, StateManifest& manifest);
    core::Result<Digest> write_keys(BatchLog& log, const StateManifest& manifest, const SigningKey& key);

    core::FileSystem& files_;
    std::string folder_;
};

}  // namespace storage
