// The commands `snapshot …`: made, listed, checked and thinned out at an open desk; restored into a store
// that is closed and holds no case yet.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/node/snapshots.h"
#include "app/service/command.h"
#include "app/service/local_desk_service.h"
#include "storage/cases/state_snapshot.h"

namespace app {

class DeskSnapshots {
  public:
    explicit DeskSnapshots(LocalDeskService& desk) : desk_(desk) {}
    static bool knows(const std::string& name);
    Reply run(Command& command);  // --out DIR or the first argument names the archive

  private:
    core::Result<storage::StateInfo> make_once_told(DeskEngine& engine, const std::string& folder);
    Reply state(const std::string& name, const std::string& folder);
    core::Status note_made(std::uint64_t amount);

    LocalDeskService& desk_;
};

// snapshot restore DIR: into the closed store of `folder`, a desk's (account and password) or a backup node's
// (its key file); a state snapshot into a desk's only. What the site has erased since is taken out before the
// first batch comes in. "snapshot.not_empty" where the store holds something.
core::Result<nlohmann::json> restore_snapshot(const std::string& folder, const std::string& archive,
                                              std::uint64_t number, const std::string& account,
                                              const storage::Secret* password, const core::Clock& clock,
                                              core::Random& random);

}  // namespace app
