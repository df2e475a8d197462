// Every single call to the disk fails once, and from then on, as I/O error, full disk and half-done write: no
// acknowledged commit is lost, no state is wrong, each failure has its name, and afterwards the store works.
#include <doctest/doctest.h>

#include <set>

#include "storage/keys/primitives.h"
#include "storage/sqlite/database.h"
#include "tests/support/figure.h"
#include "tests/support/forgetful_disk.h"

using storage::Checkpoint;
using storage::Database;
using storage::Transaction;
using support::Failure;
using support::ForgetfulDisk;

namespace {

struct Outcome {
    std::set<std::int64_t> acknowledged;
    std::int64_t attempted{0};
    bool made{false};
    std::set<std::string> reasons;
};

core::Result<Database> open(ForgetfulDisk& disk, bool create) {
    storage::DatabaseOptions options;
    options.disk = &disk;
    options.create = create;
    options.cache_bytes = 20 * 4096;
    return Database::open("/desk.db", core::Bytes(storage::key_size, 3), options);
}

core::Status commit_number(Database& store, std::int64_t number) {
    auto change = Transaction::begin(store.writer());
    if (!change) return change.error();
    for (int i = 0; i < 3; ++i)
        if (auto status = store.writer().run("INSERT INTO t(n, v) VALUES(?, zeroblob(2500))", number);
            !status)
            return status.error();
    return change->commit();
}

bool note(Outcome& outcome, const core::Status& status) {
    if (!status) outcome.reasons.insert(status.error().reason);
    return static_cast<bool>(status);
}

void one_more(Database& store, Outcome& outcome) {
    ++outcome.attempted;
    if (note(outcome, commit_number(store, outcome.attempted)))
        outcome.acknowledged.insert(outcome.attempted);
}

// A day in short. Goes on after failures as the desk does.
void work(ForgetfulDisk& disk, Outcome& outcome) {
    auto store = open(disk, true);
    if (!store) {
        outcome.reasons.insert(store.error().reason);
        return;
    }
    outcome.made = note(outcome, store->writer().script("CREATE TABLE IF NOT EXISTS t(n INTEGER, v BLOB)"));
    if (!outcome.made) return;
    for (int i = 0; i < 4; ++i) one_more(*store, outcome);
    note(outcome, store->checkpoint(Checkpoint::passive));
    for (int i = 0; i < 2; ++i) one_more(*store, outcome);
    note(outcome, store->checkpoint(Checkpoint::truncate));
    one_more(*store, outcome);
}

struct Tally {
    int calls{0}, wrong{0}, unopenable{0}, lost{0};
};

// Every commit is there with its three rows or not at all; acknowledged ones are all there.
void judge(ForgetfulDisk& disk, const Outcome& outcome, Tally& tally) {
    auto store = open(disk, true);
    tally.unopenable += store ? 0 : 1;
    REQUIRE_MESSAGE(store, store.error().detail);
    bool right = static_cast<bool>(store->check());
    if (outcome.made) {
        std::set<std::int64_t> found;
        {
            auto rows = store->writer().query("SELECT n, count(*) FROM t GROUP BY n");
            REQUIRE(rows);
            REQUIRE(rows->each([&](storage::Statement& row) {
                right = right && row.int64(1) == 3 && row.int64(0) <= outcome.attempted;
                found.insert(row.int64(0));
            }));
        }
        for (const auto number : outcome.acknowledged) tally.lost += found.contains(number) ? 0 : 1;
        right = right && commit_number(*store, 1000);
    }
    tally.wrong += right ? 0 : 1;
    CHECK(right);
    CHECK(tally.lost == 0);
}

int run_loop(Failure failure, bool for_good, std::set<std::string>& reasons, Tally& tally) {
    for (int call = 1;; ++call) {
        ForgetfulDisk disk(static_cast<std::uint64_t>(call));
        disk.fail_after(call, failure, for_good);
        Outcome outcome;
        work(disk, outcome);
        if (!disk.has_failed()) return call - 1;
        reasons.insert(outcome.reasons.begin(), outcome.reasons.end());
        disk.heal();
        CAPTURE(call);
        if (call % 2 == 0)
            disk.restart_intact();
        else
            disk.restart();  // the power goes, too
        judge(disk, outcome, tally);
    }
}

}  // namespace

TEST_CASE("each call to the disk fails in turn and nothing acknowledged is lost") {
    std::set<std::string> reasons;
    Tally tally;
    for (const auto failure : {Failure::io, Failure::full, Failure::short_write})
        for (const bool for_good : {false, true}) tally.calls += run_loop(failure, for_good, reasons, tally);
    support::figure(std::to_string(tally.calls) +
                    " failing calls (EIO, ENOSPC, short write; once and for good): " +
                    std::to_string(tally.wrong) + " wrong, " + std::to_string(tally.unopenable) +
                    " unopenable, " + std::to_string(tally.lost) + " lost");
    CHECK(tally.calls > 300);
    for (const auto& reason : reasons) {
        CAPTURE(reason);
        CHECK((reason == "disk.io" || reason == "disk.full"));
    }
    CHECK(reasons.contains("disk.full"));
}

TEST_CASE("a full disk is named, and once there is room the same store goes on") {
    ForgetfulDisk disk(1);
    auto store = open(disk, true);
    REQUIRE(store);
    REQUIRE(store->writer().script("CREATE TABLE t(n INTEGER, v BLOB)"));
    REQUIRE(commit_number(*store, 1));
    disk.fail_after(1, Failure::full, true);
    const auto refused = commit_number(*store, 2);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == "disk.full");
    CHECK_FALSE(store->writer().in_transaction());
    disk.heal();
    CHECK(store->writer().number("SELECT count(*) FROM t").value() == 3);
    CHECK(commit_number(*store, 3));
    CHECK(store->writer().number("SELECT count(*) FROM t").value() == 6);
    CHECK(store->check());
}
