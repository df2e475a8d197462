// A desk's store with as many invented cases as a city hall has in years, made by the code that serves the
// counter: batches sealed, parts encrypted, cases folded. For benches.
#pragma once

#include <string>

#include "forms/core/result.h"
#include "storage/keys/secret.h"

namespace app {

struct DeskTown {
    storage::Secret store_key;
    std::int64_t values{0};  // standing answers of all cases
};

// Makes the store of a new practice site in `folder` (must not exist): `cases` receptions of one to four
// persons, all but the newest 200 completed. Commits 250 cases at a time.
core::Result<DeskTown> make_desk_town(const std::string& folder, int cases);

}  // namespace app
