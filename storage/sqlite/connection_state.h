// What a Connection holds. Internal to storage/sqlite.
#pragma once

#include <sqlite3.h>

#include <array>
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
    bool clean{true};  // reset and unbound
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

// Statements mostly come as literals: their address says which, once the text there is the same.
class LiteralIndex {
  public:
    using Shelf = std::vector<std::shared_ptr<CachedStatement>>;
    struct Place {
        const char* address{nullptr};
        const std::string* text{nullptr};
        Shelf* shelf{nullptr};
    };
    Shelf* find(std::string_view sql) const {
        const Place& place = places_[slot(sql)];
        return place.address == sql.data() && *place.text == sql ? place.shelf : nullptr;
    }
    void put(std::string_view sql, const std::string& text, Shelf& shelf) {
        places_[slot(sql)] = {sql.data(), &text, &shelf};
    }
    void clear() { places_ = {}; }

  private:
    static std::size_t slot(std::string_view sql) {
        const auto address = reinterpret_cast<std::uintptr_t>(sql.data());
        return (address / 16 * 0x9e3779b97f4a7c15u) >> 56;
    }
    std::array<Place, 256> places_{};
};

struct ConnectionState {
    sqlite3* db{nullptr};
    bool guarded{false};                      // the authorizer refuses what design and settings forbid
    std::atomic<std::int64_t> wal_frames{0};  // of the last commit, from SQLite's WAL hook
    std::unordered_map<std::string, std::vector<std::shared_ptr<CachedStatement>>, TextHash, std::equal_to<>>
        cache;
    LiteralIndex literals;  // into `cache`
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
