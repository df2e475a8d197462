// The commands `snapshot …`: made, listed, checked and thinned out at an open desk; restored into a store
// that is closed and holds no case yet.
#pragma once

#include "app/node/snapshots.h"
#include "app/service/command.h"
#include "app/service/local_desk_service.h"

namespace app {

class DeskSnapshots {
  public:
    explicit DeskSnapshots(LocalDeskService& desk) : desk_(desk) {}
    static bool knows(const std::string& name);
    Reply run(Command& command);  // --out DIR or the first argument names the archive

  private:
    LocalDeskService& desk_;
};

// snapshot restore DIR: into the closed store of `folder`, a desk's (account and password) or a backup node's
// (its key file). What the site has erased since is taken out before the first batch comes in.
// "snapshot.not_empty" where the store holds something.
core::Result<storage::SnapshotInfo> restore_snapshot(const std::string& folder, const std::string& archive,
                                                     std::uint64_t number, const std::string& account,
                                                     const storage::Secret* password,
                                                     const core::Clock& clock, core::Random& random);

}  // namespace app
