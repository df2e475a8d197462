// What a Connection holds. Internal to storage/sqlite.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/sqlite/statement.h"

namespace storage {

struct CachedStatement {
    sqlite3_stmt* statement{nullptr};
    bool lent{false};
    int bind_code{0};  // the first bind that failed since the last reset
    CachedStatement() = default;
    CachedStatement(const CachedStatement&) = delete;
    CachedStatement& operator=(const CachedStatement&) = delete;
    ~CachedStatement() { finalize(); }
    void finalize() { sqlite3_finalize(std::exchange(statement, nullptr)); }
};

// Lets the cache be asked with a view, without making a string first.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

struct ConnectionState {
    sqlite3* db{nullptr};
    bool guarded{false};                      // the authorizer refuses what design and settings forbid
    std::atomic<std::int64_t> wal_frames{0};  // of the last commit, from SQLite's WAL hook
    std::unordered_map<std::string, std::vector<std::shared_ptr<CachedStatement>>, TextHash, std::equal_to<>>
        cache;
    std::size_t cached{0};

    ~ConnectionState() { close(); }
    int
    close();  // SQLite's code; statements still lent out are finalized with the rest and do nothing any more
};

// Lifts the guard for a statement of our own within one function.
class Unguarded {
  public:
    explicit Unguarded(ConnectionState& state) : state_(state) { state_.guarded = false; }
    Unguarded(const Unguarded&) = delete;
    Unguarded& operator=(const Unguarded&) = delete;
    ~Unguarded() { state_.guarded = true; }

  private:
    ConnectionState& state_;
};

}  // namespace storage
