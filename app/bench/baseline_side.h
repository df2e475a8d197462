// A baseline of the store benchmark: SQLite itself, or SQLCipher, loaded by name. Both export the same
// symbols, so a process holds one of them and nothing else that links SQLite.
#pragma once

#include <memory>

#include "app/bench/store_side.h"

namespace app {

struct Baseline {
    const char* word;     // of the child's command line
    const char* library;  // for dlopen
    const char* shown;    // baseline_name of the rows
    bool keyed;           // takes PRAGMA key
};
inline constexpr Baseline baselines[] = {{"plain", "libsqlite3.so.0", "plain SQLite", false},
                                         {"sqlcipher", "libsqlcipher.so.0", "SQLCipher", true}};

// "bench.no_library" if it is not installed.
core::Result<std::unique_ptr<StoreSide>> baseline_side(const Baseline& baseline, const std::string& path);

}  // namespace app
