// What a revoked device had written beyond its cut, written anew by this desk: one new batch for each old
// one, with the old author and the old right over what stands (forms/casework/reissue.h). What other devices
// had written under keys of those batches comes along, since nobody could open it any more. Nobody reads a
// case for this: the desk does it by its own keys.
#pragma once

#include "app/service/desk_engine.h"
#include "storage/log/set_aside.h"

namespace app {

struct AsideImport {
    std::size_t batches{0};  // written anew
    std::size_t equal{0};    // everything of it stood already
    std::size_t shut{0};     // could not be opened; stays set aside
};

// `by`: who asked for it, for the trace. Any thread but the store's.
core::Result<AsideImport> import_aside(DeskEngine& engine, const core::DeviceId& device,
                                       const core::AccountId& by);

}  // namespace app
