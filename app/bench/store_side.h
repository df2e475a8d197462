// One side of the store benchmark, ours or a baseline, and the work that each does in the same way. A side
// lives in the process that measures it: CPU is that process's own user and system time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

enum class Work : std::uint8_t {
    insert_full,    // all rows into a new file, synchronous FULL
    insert_normal,  // the same with NORMAL
    open,           // an existing file, to its first row
    reads_cached,   // random rows, after a scan, with a cache that holds all
    reads_narrow,   // the same with a cache of 2 MB
    scan,           // every row, cache 2 MB
    copy,           // a backup copy, its structure checked
    rekey           // under a new key; where there are no keys: copied, checked, put in place
};
inline constexpr Work all_works[] = {Work::insert_normal, Work::insert_full, Work::open, Work::reads_cached,
                                     Work::reads_narrow,  Work::scan,        Work::copy, Work::rekey};
std::string_view work_name(Work work);  // as in the bench's rows

inline constexpr int rows_a_transaction = 25;
inline constexpr std::size_t row_bytes = 300;
inline constexpr int wal_pages_max = 1000;  // a longer log is checkpointed between transactions
inline constexpr const char* table_sql = "CREATE TABLE t(k INTEGER PRIMARY KEY, v BLOB)";
inline constexpr const char* insert_sql = "INSERT INTO t(k, v) VALUES(?, ?)";
inline constexpr const char* point_sql = "SELECT v FROM t WHERE k = ?";
inline constexpr const char* scan_sql = "SELECT sum(length(v)), max(substr(v, 1, 8)) FROM t";

struct StoreSetup {
    bool synchronous_full{true};
    std::int64_t cache_bytes{256 << 20};
};

// A false answer ends the work; trouble() says why.
class StoreSide {
  public:
    explicit StoreSide(std::string path) : path_(std::move(path)) {}
    virtual ~StoreSide() = default;
    virtual bool open(const StoreSetup& setup) = 0;
    virtual bool run(const char* sql) = 0;
    virtual bool put(std::int64_t key, core::ByteView value) = 0;
    virtual std::int64_t get(std::int64_t key) = 0;  // bytes read; -1: failed
    virtual bool rest() = 0;                         // between transactions
    virtual bool copy() = 0;                         // to path() + "-copy"
    virtual bool rekey() = 0;                        // open before and after
    virtual bool close() = 0;
    const std::string& path() const { return path_; }
    const core::Error& trouble() const { return trouble_; }

  protected:
    bool fail(core::Error error) {
        trouble_ = std::move(error);
        return false;
    }

  private:
    std::string path_;
    core::Error trouble_{core::ErrorCode::io, "bench.baseline", "a row is missing"};
};

struct Timing {
    double cpu_ms{0}, wall_ms{0};
};

// Prepares, measures and closes. Files of an earlier insert stay for the later works.
core::Result<Timing> perform(StoreSide& side, Work work, int rows);

void remove_store(const std::string& path);  // with its log and copies

}  // namespace app
