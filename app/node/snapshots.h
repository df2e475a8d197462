// Archive snapshots as an administrator uses them: made into a folder, checked, restored into a store that
// holds no batch yet, thinned out. Any node makes and restores them; storage/log/snapshot.h has the archive
// itself. Store thread.
#pragma once

#include "app/node/erasure_work.h"
#include "storage/log/snapshot.h"

namespace app {

class Snapshots {
  public:
    // `folder` is made if it is missing ("disk.no_folder").
    Snapshots(NodeStore& node, core::FileSystem& files, std::string folder);

    core::Result<storage::SnapshotInfo> create(core::Instant now);
    core::Result<std::vector<storage::SnapshotInfo>> list();
    core::Result<storage::SnapshotInfo> verify(std::uint64_t number);  // 0: the newest
    core::Result<std::size_t> prune(std::size_t keep);

    // What this store knows to be erased, by its own acts or by the snapshot's ledger, is applied before the
    // first batch comes in, however old the snapshot is. `sink` as in BatchLog::append_run; `projections` as
    // in ErasureWork. Pages are given back at the end.
    core::Result<storage::SnapshotInfo> restore(std::uint64_t number, const Clocks& clocks,
                                                const storage::BatchSink& sink,
                                                const ErasureWork::Projections& projections);

  private:
    core::Result<std::uint64_t> named(std::uint64_t number);
    storage::SignerOf signers() const;

    NodeStore& node_;
    std::string folder_;
    storage::Archive archive_;
};

}  // namespace app
