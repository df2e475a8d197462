// A desk's store with as many invented cases as a city hall has in years, made by the code that serves the
// counter: batches sealed, parts encrypted, cases folded. For benches and for tests of a desk under load.
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

// What opens the store in `folder` for this account.
core::Result<storage::Secret> store_key_of(const std::string& folder, const std::string& account,
                                           core::ByteView password);

// The same cases in the store of a member of a site, which nobody has open; numbered with the desk's letter.
// The values written.
core::Result<std::int64_t> fill_desk(const std::string& folder, const storage::Secret& store_key,
                                     const std::string& letter, int cases);

}  // namespace app
