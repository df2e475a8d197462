// Real files and real processes: two that want one store, and one that is killed in the middle of its work.
// 20 kills, 500 with KAKANAI_LONG=1.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "storage/keys/primitives.h"
#include "storage/sqlite/database.h"
#include "tests/support/figure.h"
#include "tests/support/temp_folder.h"

using storage::Checkpoint;
using storage::Database;

namespace {

core::Result<Database> open(const std::string& path, int busy_ms = 100) {
    storage::DatabaseOptions options;
    options.busy_ms = busy_ms;
    options.cache_bytes = 20 * 4096;
    return Database::open(path, core::Bytes(storage::key_size, 3), options);
}

// Commits for ever and tells each acknowledged number through `out`. Never returns.
[[noreturn]] void commit_for_ever(const std::string& path, int out) {
    auto store = open(path, 5000);
    if (!store) ::_exit(2);
    auto& sql = store->writer();
    if (!sql.script("CREATE TABLE IF NOT EXISTS t(n INTEGER PRIMARY KEY, v BLOB)")) ::_exit(3);
    for (std::int64_t n = sql.number("SELECT max(n) FROM t").value().value_or(0) + 1;; ++n) {
        auto change = storage::Transaction::begin(sql);
        if (!change || !sql.run("INSERT INTO t VALUES(?, randomblob(?))", n, n * 37 % 9000)) ::_exit(4);
        if (n % 3 == 0 && !sql.run("DELETE FROM t WHERE n < ? - 100 AND n > 1", n)) ::_exit(5);
        if (!change->commit()) ::_exit(6);
        if (::write(out, &n, sizeof n) != sizeof n) ::_exit(7);
        if (n % 20 == 0 && !store->checkpoint(n % 40 == 0 ? Checkpoint::truncate : Checkpoint::passive))
            ::_exit(8);
    }
}

// Returns the last number heard from a worker that was killed after about `us` microseconds of hearing it.
std::int64_t run_and_kill(const std::string& path, unsigned us, std::int64_t heard) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t worker = ::fork();
    REQUIRE(worker >= 0);
    if (worker == 0) {
        ::close(ends[0]);
        commit_for_ever(path, ends[1]);
    }
    ::close(ends[1]);
    std::int64_t n = 0;
    if (::read(ends[0], &n, sizeof n) == sizeof n) heard = n;
    ::usleep(us);
    ::kill(worker, SIGKILL);
    int status = 0;
    ::waitpid(worker, &status, 0);
    CHECK(WIFSIGNALED(status));
    while (::read(ends[0], &n, sizeof n) == sizeof n) heard = n;
    ::close(ends[0]);
    return heard;
}

}  // namespace

TEST_CASE("a second process is told that the store is in use, and gets it afterwards") {
    support::TempFolder folder;
    const std::string path = folder / "desk.db";
    int ready[2], done[2];
    REQUIRE(::pipe(ready) == 0);
    REQUIRE(::pipe(done) == 0);
    const pid_t owner = ::fork();
    if (owner == 0) {
        auto store = open(path);
        const bool made = store && store->writer().script("CREATE TABLE t(a)");
        char byte = made ? 'y' : 'n';
        if (::write(ready[1], &byte, 1) != 1 || ::read(done[0], &byte, 1) != 1) ::_exit(1);
        ::_exit(0);
    }
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    REQUIRE(byte == 'y');
    const auto refused = open(path);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == "store.busy");
    CHECK(storage::read_label(path));  // the label needs no lock
    REQUIRE(::write(done[1], &byte, 1) == 1);
    int status = 0;
    ::waitpid(owner, &status, 0);
    auto store = open(path);
    REQUIRE(store);
    CHECK(store->writer().number("SELECT count(*) FROM t").value() == 0);
    for (const int end : {ready[0], ready[1], done[0], done[1]}) ::close(end);
}

TEST_CASE("a process killed at any moment loses no acknowledged commit") {
    support::TempFolder folder;
    const std::string path = folder / "desk.db";
    const int kills = std::getenv("KAKANAI_LONG") != nullptr ? 500 : 20;
    std::mt19937 chance(1);
    std::int64_t heard = 0;
    int lost = 0;
    for (int i = 0; i < kills; ++i) {
        heard = run_and_kill(path, static_cast<unsigned>(chance() % 40000), heard);
        auto store = open(path);
        REQUIRE_MESSAGE(store, store.error().detail);
        const auto newest = store->writer().number("SELECT max(n) FROM t").value().value_or(0);
        lost += newest < heard ? 1 : 0;
        CHECK(newest >= heard);
        CHECK(newest <= heard + 1);
        CHECK(store->check());
        CHECK_FALSE(std::filesystem::exists(path + "-shm"));
    }
    support::figure(std::to_string(kills) + " kills, " + std::to_string(heard) +
                    " commits acknowledged: " + std::to_string(lost) + " kills lost one");
    CHECK(heard > kills);
}
