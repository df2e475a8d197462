// The plain text behind the cipher: pages that are sealed as they should be and hold what SQLite never wrote.
// Somebody who has the key, or a fault in memory, may leave such a store; our settings (cell_size_check, no
// trusted schema, defensive mode) must turn it into a named error or an answer, never into a crash.
//
// SQLite itself is Debian's and not instrumented: what is watched is our layer, and every read or write
// beyond a buffer that the sanitizers' allocator sees.
//
//   input := change*      change := page:u8 at:u16 n:u8 byte{n}      over the pages of a small store
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "storage/keys/primitives.h"
#include "storage/sqlite/database.h"
#include "tests/support/forgetful_disk.h"

namespace {

const char* const main_name = "/desk.db";
constexpr std::size_t page = storage::page_size;

void must(bool holds) {
    if (!holds) std::abort();
}

core::Bytes key() { return core::Bytes(storage::key_size, 3); }

core::Result<storage::Database> open(support::ForgetfulDisk& disk) {
    storage::DatabaseOptions options;
    options.disk = &disk;
    options.cache_bytes = 30 * 4096;
    return storage::Database::open(main_name, key(), options);
}

// Trees of two levels, an index, overflow pages, free pages, and a table without rowid.
constexpr const char* made_of =
    "CREATE TABLE t(k INTEGER PRIMARY KEY, v TEXT, w BLOB); CREATE INDEX by_v ON t(v);"
    "CREATE TABLE s(a TEXT, b INTEGER, PRIMARY KEY(a, b)) WITHOUT ROWID;"
    "CREATE TABLE gone(x);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
    " INSERT INTO t SELECT i, 'v' || i, zeroblob(120) FROM n;"
    "INSERT INTO t VALUES(100, 'long', zeroblob(9000));"
    "INSERT INTO s SELECT v, k FROM t; INSERT INTO gone VALUES(zeroblob(12000)); DELETE FROM gone;";

class Sample {
  public:
    Sample() {
        support::ForgetfulDisk disk(1);
        auto store = open(disk);
        must(store && store->writer().script(made_of) && store->checkpoint(storage::Checkpoint::truncate));
        label_ = store->label();
        const core::Bytes sealed = disk.read(main_name);
        plain_.resize(sealed.size());
        const auto pages = cipher();
        for (std::size_t at = 0; at < sealed.size(); at += page)
            must(pages.open(number(at), sealed.data() + at, plain_.data() + at));
    }
    const core::Bytes& plain() const { return plain_; }
    // Nothing if the format cannot hold it.
    core::Bytes sealed(const core::Bytes& plain) const {
        core::Bytes out(plain.size());
        const auto pages = cipher();
        for (std::size_t at = 0; at < plain.size(); at += page)
            if (!pages.seal(number(at), plain.data() + at, out.data() + at)) return {};
        return out;
    }

  private:
    static std::uint32_t number(std::size_t at) { return static_cast<std::uint32_t>(at / page + 1); }
    storage::PageCipher cipher() const { return {storage::Secret::copy_of(key()), label_}; }
    storage::StoreLabel label_;
    core::Bytes plain_;
};

void change(core::Reader& in, core::Bytes& plain) {
    const std::size_t start = in.u8() % (plain.size() / page) * page;
    const std::size_t at = in.u16() % storage::body_size;
    const std::size_t count = in.u8();
    const auto over = in.raw(std::min(count, in.left()));
    std::copy_n(over.begin(), std::min(over.size(), storage::body_size - at), plain.begin() + start + at);
}

// A day with such a store; every call may fail.
void work(storage::Database& store) {
    auto& sql = store.writer();
    for (const char* query : {"SELECT * FROM t", "SELECT * FROM s ORDER BY b", "SELECT * FROM sqlite_schema",
                              "SELECT count(*) FROM t INDEXED BY by_v WHERE v > 'v2'"}) {
        auto rows = sql.query(query);
        if (rows) (void)rows->each([](storage::Statement& row) { (void)row.blob(row.columns() - 1); });
    }
    for (const char* step : {"INSERT INTO t(v, w) VALUES('new', zeroblob(5000))",
                             "DELETE FROM t WHERE k < 30", "UPDATE s SET b = b + 1", "DELETE FROM s"})
        (void)sql.run(step);
    (void)store.vacuum_slice(5);
    (void)store.checkpoint(storage::Checkpoint::truncate);
    (void)store.check();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Sample sample;
    core::Bytes plain = sample.plain();
    core::Reader in({data, size});
    for (int changes = 0; in.left() > 0 && changes < 40; ++changes) change(in, plain);
    const core::Bytes sealed = sample.sealed(plain);
    if (sealed.empty()) return 0;
    support::ForgetfulDisk disk(1);
    disk.write(main_name, sealed);
    auto store = open(disk);
    if (store) work(*store);
    return 0;
}
