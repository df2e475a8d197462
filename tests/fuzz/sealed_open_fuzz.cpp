// Sealed bytes to open: a store and its log as a killed process leaves them, changed by somebody without the
// key. Refused by name, or one of the states that were once committed; never anything else.
//
//   input := change*
//   change := 0 file:u8 at:u24 n:u8 byte{n}     bytes written over        file: even the store, odd its log
//           | 1 file:u8 size:u24                cut
//           | 2 file:u8 n:u8 byte{n}            added at the end
//           | 3 file:u8 from:u8 to:u8           a page or frame over another
//           | 4 file:u8 rest                    the file is what follows, to the end of the input
//             kinds above 4: kind mod 5
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "storage/keys/primitives.h"
#include "storage/sqlite/database.h"
#include "tests/support/forgetful_disk.h"

namespace {

constexpr std::size_t page = 4096, wal_header = 32, frame = 24 + page;
const char* const main_name = "/desk.db";
const char* const wal_name = "/desk.db-wal";

void must(bool holds) {
    if (!holds) std::abort();
}

core::Result<storage::Database> open(support::ForgetfulDisk& disk) {
    storage::DatabaseOptions options;
    options.disk = &disk;
    options.cache_bytes = 30 * 4096;
    return storage::Database::open(main_name, core::Bytes(storage::key_size, 3), options);
}

// Commit n holds the rows 1 to n, each saying so. Two commits are in the file, two in the log.
struct Sample {
    core::Bytes main, wal;
    Sample() {
        support::ForgetfulDisk disk(1);
        auto store = open(disk);
        must(static_cast<bool>(store));
        must(static_cast<bool>(store->writer().script("CREATE TABLE t(n INTEGER PRIMARY KEY, v TEXT)")));
        for (int n = 1; n <= 4; ++n) {
            if (n == 3) must(static_cast<bool>(store->checkpoint(storage::Checkpoint::truncate)));
            must(static_cast<bool>(store->writer().run("INSERT INTO t VALUES(?, ? || hex(zeroblob(1500)))", n,
                                                       std::to_string(n))));
        }
        main = disk.read(main_name);
        wal = disk.read(wal_name);
    }
};

void change(core::Reader& in, core::Bytes& main, core::Bytes& wal) {
    const std::uint8_t kind = in.u8() % 5;
    const bool log = in.u8() % 2 == 1;
    core::Bytes& bytes = log ? wal : main;
    const auto u24 = [&] {
        const std::size_t low = in.u16();
        return low | static_cast<std::size_t>(in.u8()) << 16;
    };
    const auto counted = [&] {
        const std::size_t count = in.u8();
        return in.raw(std::min(count, in.left()));
    };
    switch (kind) {
        case 0: {
            const std::size_t at = u24();
            const auto over = counted();
            if (at < bytes.size())
                std::copy_n(over.begin(), std::min(over.size(), bytes.size() - at), bytes.begin() + at);
            break;
        }
        case 1:
            bytes.resize(std::min(u24(), bytes.size()));
            break;
        case 2: {
            const auto more = counted();
            bytes.insert(bytes.end(), more.begin(), more.end());
            break;
        }
        case 3: {
            const std::size_t size = log ? frame : page, start = log ? wal_header : 0;
            const std::size_t from = start + in.u8() * size;
            const std::size_t to = start + in.u8() * size;
            if (from + size <= bytes.size() && to + size <= bytes.size())
                std::copy_n(bytes.begin() + from, size, bytes.begin() + to);
            break;
        }
        default: {
            const auto all = in.raw(in.left());
            bytes.assign(all.begin(), all.end());
        }
    }
}

// The commit that the store shows, or nothing if it will not say.
std::optional<std::int64_t> commit_shown(storage::Database& store, std::string& reason) {
    auto rows = store.writer().query("SELECT n, v FROM t ORDER BY n");
    std::int64_t count = 0;
    core::Status read = rows ? rows->each([&](storage::Statement& row) {
        must(row.int64(0) == ++count);
        must(row.text(1) == std::to_string(count) + std::string(3000, '0'));
    })
                             : core::Status(rows.error());
    if (read) read = store.check();
    if (read) return count;
    reason = read.error().reason;
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Sample sample;
    core::Bytes main = sample.main, wal = sample.wal;
    core::Reader in({data, size});
    for (int changes = 0; in.left() > 0 && changes < 20; ++changes) change(in, main, wal);

    support::ForgetfulDisk disk(1);
    disk.write(main_name, main);
    if (!wal.empty()) disk.write(wal_name, wal);
    std::string reason;
    auto store = open(disk);
    if (store) {
        const auto shown = commit_shown(*store, reason);
        if (shown) must(*shown >= 2 && *shown <= 4);
        disk.cut_after(1);  // closing changes nothing
    } else {
        reason = store.error().reason;
    }
    static const std::set<std::string> names{"", "store.damaged", "store.wrong_key", "store.newer"};
    must(names.contains(reason));
    return 0;
}
