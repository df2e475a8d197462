// Damage to a store at rest: bits, bursts, zeroes, swapped pages, cuts, appended bytes, pages and frames of
// another store, of another key epoch, of another place. The store must refuse by name or answer right.
//
// What no page cipher can see without a witness outside is a log that ends early: a cut or a broken last
// commit in the WAL reads like a power cut. Then, and only then, an earlier commit may be the answer; it is
// counted apart. 600 damaged stores, 6,000 with KAKANAI_LONG=1; every byte of page 1's label and of one WAL
// header; and every byte of page 1 and of one frame with KAKANAI_LONG=1, else one in some forty.
#include <doctest/doctest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "storage/keys/primitives.h"
#include "storage/sqlite/database.h"
#include "tests/support/figure.h"
#include "tests/support/forgetful_disk.h"

using storage::Checkpoint;
using storage::Database;
using support::ForgetfulDisk;

namespace {

constexpr int last_commit = 8;
constexpr std::size_t page = 4096, wal_header = 32, frame = 24 + page;
const char* const main_name = "/desk.db";
const char* const wal_name = "/desk.db-wal";

core::Result<Database> open(ForgetfulDisk& disk, std::uint8_t key = 3) {
    storage::DatabaseOptions options;
    options.disk = &disk;
    options.create = true;
    options.cache_bytes = 30 * 4096;
    return Database::open(main_name, core::Bytes(storage::key_size, key), options);
}

// Eight commits over the same rows, each changing all of them; two files as a killed process leaves them.
struct Sample {
    core::Bytes main, wal;
};
Sample make_sample(bool with_wal, std::uint8_t key = 3) {
    ForgetfulDisk disk(key);
    {
        auto store = open(disk, key);
        REQUIRE(store);
        auto& sql = store->writer();
        REQUIRE(sql.script(
            "CREATE TABLE t(k INTEGER PRIMARY KEY, v BLOB, n INTEGER); CREATE INDEX t_by_v ON t(v)"));
        for (int n = 1; n <= last_commit; ++n) {
            if (n == 5 && with_wal) REQUIRE(store->checkpoint(Checkpoint::truncate));
            auto change = storage::Transaction::begin(sql);
            REQUIRE(change);
            for (int k = 0; k < 25; ++k)
                REQUIRE(
                    sql.run("INSERT OR REPLACE INTO t VALUES(?, zeroblob(300) || ?, ?)", k, n * 1000 + k, n));
            REQUIRE(sql.run("INSERT OR REPLACE INTO t VALUES(100, zeroblob(20000) || ?, ?)", n, n));
            REQUIRE(change->commit());
        }
        if (!with_wal) REQUIRE(store->checkpoint(Checkpoint::truncate));
        disk.cut_after(1);
    }
    disk.restart_intact();
    return {disk.read(main_name), disk.read(wal_name)};
}

constexpr int refused = -1;

// The commit a whole read shows; 0: rows of different commits, or missing ones; `refused`, with its `reason`.
int commit_shown(Database& store, std::string& reason) {
    int shown = -1, rows_seen = 0;
    bool agree = true;
    auto rows = store.writer().query("SELECT k, n, v FROM t ORDER BY k");
    if (!rows) return reason = rows.error().reason, refused;
    const auto read = rows->each([&](storage::Statement& row) {
        const auto n = static_cast<int>(row.int64(1));
        const std::string expected =
            row.int64(0) == 100 ? std::to_string(n) : std::to_string(n * 1000 + row.int64(0));
        agree = agree && (shown < 0 || shown == n) && row.text(2).ends_with(expected);
        shown = n;
        ++rows_seen;
    });
    if (!read) return reason = read.error().reason, refused;
    return agree && rows_seen == 26 ? shown : 0;
}

struct Verdict {
    int refused{0}, right{0}, earlier{0}, wrong{0};
    std::set<std::string> reasons;
};

void judge(const Sample& damaged, Verdict& verdict) {
    ForgetfulDisk disk(1);
    disk.write(main_name, damaged.main);
    if (!damaged.wal.empty()) disk.write(wal_name, damaged.wal);
    std::string reason;
    int shown = refused;
    auto store = open(disk);
    if (store) {
        shown = commit_shown(*store, reason);
        if (const auto checked = store->check(); shown != refused && !checked) {
            shown = refused;
            reason = checked.error().reason;
        }
    } else {
        reason = store.error().reason;
    }
    if (shown == refused) {
        ++verdict.refused;
        verdict.reasons.insert(reason);
    } else if (shown == last_commit) {
        ++verdict.right;
    } else if (shown >= 4) {  // what the main file held when the log began
        ++verdict.earlier;
    } else {
        ++verdict.wrong;
    }
}

void damage_once(core::Bytes& bytes, const Sample& other, std::mt19937_64& chance) {
    if (bytes.empty()) return;
    const auto at = [&](std::size_t limit) { return static_cast<std::size_t>(chance() % limit); };
    const std::size_t pages = bytes.size() / page;
    switch (chance() % 8) {
        case 0:
            bytes[at(bytes.size())] ^= static_cast<std::uint8_t>(1 << at(8));
            break;
        case 1:
            for (std::size_t i = at(bytes.size()), n = 1 + at(600); n > 0 && i < bytes.size(); ++i, --n)
                bytes[i] = static_cast<std::uint8_t>(chance());
            break;
        case 2:
            for (std::size_t i = at(bytes.size()), n = 1 + at(5000); n > 0 && i < bytes.size(); ++i, --n)
                bytes[i] = 0;
            break;
        case 3:
            std::fill_n(bytes.begin() + at(pages) * page, page, std::uint8_t{0});
            break;
        case 4:
            if (pages > 2) {
                const std::size_t a = at(pages - 1), b = a + 1 + at(pages - a - 1);
                std::swap_ranges(bytes.begin() + a * page, bytes.begin() + (a + 1) * page,
                                 bytes.begin() + b * page);
            }
            break;
        case 5:
            bytes.resize(at(bytes.size()));
            break;
        case 6:
            for (std::size_t n = 1 + at(9000); n > 0; --n)
                bytes.push_back(static_cast<std::uint8_t>(chance()));
            break;
        default: {
            const std::size_t limit = std::min(bytes.size(), other.main.size()) / page;
            if (limit == 0) break;
            const std::size_t p = at(limit);
            std::copy_n(other.main.begin() + p * page, page, bytes.begin() + p * page);
        }
    }
}

void report(const std::string& what, const Verdict& verdict) {
    std::string reasons;
    for (const auto& reason : verdict.reasons) reasons += " " + reason;
    const int all = verdict.refused + verdict.right + verdict.earlier + verdict.wrong;
    support::figure(std::to_string(all) + " damages, " + what + ": " + std::to_string(verdict.refused) +
                    " refused (" + reasons + " ), " + std::to_string(verdict.right) + " right, " +
                    std::to_string(verdict.earlier) + " shortened log, " + std::to_string(verdict.wrong) +
                    " wrong");
    CHECK(verdict.wrong == 0);
    for (const auto& reason : verdict.reasons) {
        CAPTURE(reason);
        CHECK((reason == "store.damaged" || reason == "store.wrong_key" || reason == "store.newer" ||
               reason == "store.missing"));
    }
}

bool is_long() { return std::getenv("KAKANAI_LONG") != nullptr; }
int rounds() { return is_long() ? 3000 : 300; }

}  // namespace

TEST_CASE("a damaged store refuses by name or answers right, never wrong") {
    const Sample other = make_sample(false, 9);
    std::mt19937_64 chance(4);
    const Sample settled = make_sample(false);
    Verdict verdict;
    for (int i = 0; i < rounds(); ++i) {
        Sample sample = settled;
        damage_once(sample.main, other, chance);
        judge(sample, verdict);
    }
    report("main file alone", verdict);
    CHECK(verdict.earlier == 0);
    CHECK(verdict.refused > rounds() / 2);

    const Sample logged = make_sample(true);
    Verdict with_wal;
    for (int i = 0; i < rounds(); ++i) {
        Sample sample = logged;
        damage_once(chance() % 2 == 0 ? sample.main : sample.wal, other, chance);
        judge(sample, with_wal);
    }
    report("main file and WAL", with_wal);
}

TEST_CASE("every byte of the label and of page 1 is guarded") {
    const Sample sample = make_sample(false);
    Verdict verdict;
    for (std::size_t at = 0; at < 44; ++at) {
        Sample damaged = sample;
        damaged.main[at] ^= 0x20;
        judge(damaged, verdict);
    }
    for (std::size_t at = 44; at < page; at += is_long() ? 1 : 37) {
        Sample damaged = sample;
        damaged.main[at] ^= 0x01;
        judge(damaged, verdict);
    }
    report("page 1", verdict);
    CHECK(verdict.right == 0);
    CHECK(verdict.reasons == std::set<std::string>{"store.damaged"});
}

TEST_CASE("every byte of the WAL's header and of an early frame is guarded") {
    const Sample sample = make_sample(true);
    Verdict verdict;
    for (std::size_t at = 0; at < wal_header; ++at) {
        Sample damaged = sample;
        damaged.wal[at] ^= 0x04;
        judge(damaged, verdict);
    }
    for (std::size_t at = 0; at < frame; at += at < 80 || is_long() ? 1 : 41) {
        Sample damaged = sample;
        damaged.wal[wal_header + 2 * frame + at] ^= 0x80;
        judge(damaged, verdict);
    }
    report("WAL header and frame 2", verdict);
    CHECK(verdict.right == 0);
    CHECK(verdict.earlier == 0);
}

TEST_CASE("a frame of the same log in another place is no frame") {
    const Sample sample = make_sample(true);
    Verdict verdict;
    for (const std::size_t from : {1, 3, 7}) {
        Sample damaged = sample;
        const auto start = damaged.wal.begin() + wal_header;
        std::copy_n(start + from * frame, frame, start);
        judge(damaged, verdict);
    }
    report("frame moved", verdict);
    CHECK(verdict.refused == 3);
}

TEST_CASE("a page of the same content under a newer key epoch is no page of this store") {
    ForgetfulDisk disk(1);
    const Sample sample = make_sample(false);
    disk.write(main_name, sample.main);
    {
        auto store = open(disk);
        REQUIRE(store);
        REQUIRE(store->copy_to("/next.db", core::Bytes(storage::key_size, 3), 2));
    }
    const core::Bytes next = disk.read("/next.db");
    REQUIRE(next.size() == sample.main.size());
    Verdict verdict;
    for (std::size_t p = 1; p < next.size() / page; ++p) {
        Sample damaged = sample;
        std::copy_n(next.begin() + p * page, page, damaged.main.begin() + p * page);
        judge(damaged, verdict);
    }
    report("epoch 2 into epoch 1", verdict);
    CHECK(verdict.right == 0);
}

TEST_CASE("a file cut short is noticed at opening, also while a WAL is there") {
    for (const bool with_wal : {false, true}) {
        ForgetfulDisk disk(1);
        disk.write(main_name, make_sample(false).main);
        if (with_wal) {  // a small commit that the process did not live to move into the file
            auto store = open(disk);
            REQUIRE(store);
            REQUIRE(store->writer().script("CREATE TABLE later(a)"));
            disk.cut_after(1);
        }
        disk.restart_intact();
        CHECK((disk.read(wal_name).size() > wal_header) == with_wal);
        core::Bytes bytes = disk.read(main_name);
        bytes.resize(bytes.size() / 2 / page * page);
        disk.write(main_name, bytes);
        const auto opened = open(disk);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().reason == "store.damaged");
    }
}

TEST_CASE("a page of zeros is no page, wherever it lies") {
    const Sample sample = make_sample(false);
    Verdict verdict;
    const std::size_t pages = sample.main.size() / page;
    for (std::size_t p = 1; p < pages; ++p) {
        Sample damaged = sample;
        std::fill_n(damaged.main.begin() + p * page, page, std::uint8_t{0});
        judge(damaged, verdict);
    }
    report("zeroed page", verdict);
    CHECK(verdict.refused == static_cast<int>(pages) - 1);
}

TEST_CASE("one bad page does not poison the connection") {
    ForgetfulDisk disk(1);
    Sample sample = make_sample(false);
    sample.main[sample.main.size() - 100] ^= 1;  // the last page: part of the long value or of the index
    disk.write(main_name, sample.main);
    auto store = open(disk);
    REQUIRE(store);
    int bad_reads = 0;
    for (const char* sql :
         {"SELECT sum(length(v)) FROM t NOT INDEXED", "SELECT max(v) FROM t INDEXED BY t_by_v"}) {
        auto rows = store->writer().query(sql);
        REQUIRE(rows);
        const auto row = rows->step();
        if (row) continue;
        ++bad_reads;
        CHECK(row.error().reason == "store.damaged");
    }
    CHECK(bad_reads > 0);
    CHECK(store->writer().number("SELECT count(*) FROM sqlite_schema").value() == 2);
    REQUIRE(store->writer().run("CREATE TABLE after(a)"));
    CHECK(store->writer().run("INSERT INTO after VALUES(1)"));
}
