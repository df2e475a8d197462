// Power cuts at random writes, with a model of every commit.
//
// Strategy. A world is one seed: a disk that forgets (tests/support/forgetful_disk.h), a cache of 5 to 1000
// pages and a clerk who writes, rewrites, deletes, undoes to savepoints, makes and drops tables, checkpoints,
// vacuums and re-opens. At a random write the power goes; now and then it goes again while the store
// recovers. Afterwards the store must open, hold exactly the state of the last acknowledged commit or of the
// one in flight, pass check(), and go on. KAKANAI_LONG=1 runs 20,000 cuts, else 1,500.
#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "storage/keys/primitives.h"
#include "storage/sqlite/database.h"
#include "tests/support/figure.h"
#include "tests/support/forgetful_disk.h"

using storage::Checkpoint;
using storage::Database;
using storage::Transaction;

namespace {

using Model = std::map<std::int64_t, std::pair<std::uint64_t, std::size_t>>;  // key -> content seed, length

core::Bytes content_of(std::uint64_t seed, std::size_t length) {
    std::mt19937_64 chance(seed);
    core::Bytes bytes(length);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(chance());
    return bytes;
}

struct Tally {
    int cuts{0}, second_cuts{0}, in_flight_kept{0};
    int wrong{0}, unopenable{0}, lost{0};  // lost: an older commit than the last acknowledged one
};

class World {
  public:
    World(std::uint64_t seed, Tally& tally)
        : seed_(seed), chance_(seed), disk_(seed ^ 0x5eed), tally_(tally) {
        constexpr int caches[] = {5, 10, 50, 200, 1000};
        options_.disk = &disk_;
        options_.cache_bytes = caches[below(5)] * 4096;
        constexpr std::int64_t aheads[] = {0, 10'000, 48 * 1024};
        options_.wal_ahead = aheads[below(3)];
    }

    // One life of the store: opened, worked with until the power goes, found again. False: the test has
    // failed.
    bool live() {
        disk_.cut_after(1 + below(below(4) == 0 ? 12 : 150));
        if (open()) {
            while (!disk_.is_dark() && work_once()) {
            }
            if (!disk_.is_dark())
                return broken("a call failed although the power was on: " + failure_, tally_.wrong);
        }
        store_.reset();
        ++tally_.cuts;
        disk_.restart();
        if (below(3) == 0) recover_in_vain();
        return look_again();
    }
    const std::string& story() const { return story_; }

  private:
    std::uint64_t below(std::uint64_t limit) { return chance_() % limit; }

    bool broken(const std::string& what, int& counted) {
        ++counted;
        story_ = "seed " + std::to_string(seed_) + ", cut " + std::to_string(tally_.cuts) + ": " + what;
        return false;
    }
    bool went(const core::Status& status) {
        if (!status) failure_ = status.error().reason + " " + status.error().detail;
        return static_cast<bool>(status);
    }

    bool open() {
        auto opened = Database::open("/desk.db", core::Bytes(storage::key_size, 3), options_);
        if (!opened) {
            failure_ = opened.error().reason + " " + opened.error().detail;
            return false;
        }
        store_.emplace(std::move(*opened));
        return went(store_->writer().script(
            "CREATE TABLE IF NOT EXISTS t(k INTEGER PRIMARY KEY, seed INTEGER, v BLOB);"
            "CREATE INDEX IF NOT EXISTS t_by_v ON t(substr(v, 1, 40))"));
    }

    void recover_in_vain() {
        disk_.cut_after(1 + below(20));
        ++tally_.second_cuts;
        (void)open();
        store_.reset();
        disk_.restart();
    }

    bool work_once() {
        switch (below(12)) {
            case 0:
                return went(store_->checkpoint(static_cast<Checkpoint>(below(3))));
            case 1: {
                auto given = store_->vacuum_slice(static_cast<std::int64_t>(1 + below(20)));
                return given ? true : went(given.error());
            }
            case 2:
                if (below(4) != 0) return true;
                store_.reset();
                return open();
            case 3:
                return below(2) == 0
                           ? went(store_->writer().script("CREATE TABLE IF NOT EXISTS side(a UNIQUE, b)"))
                           : went(store_->writer().script("DROP TABLE IF EXISTS side"));
            default:
                return commit_once();
        }
    }

    bool commit_once() {
        auto change = Transaction::begin(store_->writer());
        if (!change) return went(change.error());
        Model next = acknowledged_;
        const std::uint64_t steps = 1 + below(6);
        for (std::uint64_t i = 0; i < steps; ++i)
            if (!step(next)) return false;
        if (below(10) == 0) return went(change->rollback());
        in_flight_ = next;
        if (!went(change->commit())) return false;
        if (next != acknowledged_ && !disk_.is_synced("/desk.db-wal")) {
            failure_ = "a commit was acknowledged before it was synced";
            return false;
        }
        older_.insert(std::exchange(acknowledged_, std::move(next)));
        in_flight_.reset();
        return true;
    }

    bool step(Model& model) {
        if (below(5) != 0) return write(model);
        Model undone = model;
        auto& sql = store_->writer();
        if (!went(sql.run("SAVEPOINT here"))) return false;
        for (std::uint64_t i = 0; i < 1 + below(4); ++i)
            if (!write(undone)) return false;
        if (below(2) == 0)
            model = undone;
        else if (!went(sql.run("ROLLBACK TO here")))
            return false;
        return went(sql.run("RELEASE here"));
    }

    bool write(Model& model) {
        auto& sql = store_->writer();
        const auto key = static_cast<std::int64_t>(below(60));
        if (below(4) == 0) {
            model.erase(key);
            return went(sql.run("DELETE FROM t WHERE k = ?", key));
        }
        const std::uint64_t seed = chance_() >> 2;
        const std::size_t length = below(8) == 0 ? below(30000) : below(600);
        model[key] = {seed, length};
        return went(sql.run(
            "INSERT INTO t(k, seed, v) VALUES(?,?,?) ON CONFLICT(k) DO UPDATE SET seed = excluded.seed, "
            "v = excluded.v",
            key, seed, content_of(seed, length)));
    }

    std::optional<Model> read_all() {
        Model found;
        bool whole = true;
        auto rows = store_->writer().query("SELECT k, seed, v FROM t");
        if (!rows) {
            (void)went(rows.error());
            return std::nullopt;
        }
        const auto read = rows->each([&](storage::Statement& row) {
            const auto seed = static_cast<std::uint64_t>(row.int64(1));
            const core::Bytes bytes = row.blob(2);
            found[row.int64(0)] = {seed, bytes.size()};
            whole = whole && bytes == content_of(seed, bytes.size());
        });
        if (!went(read)) return std::nullopt;
        failure_ = "a value is not what was written";
        return whole ? std::optional(found) : std::nullopt;
    }

    bool look_again() {
        if (!open()) return broken("does not open: " + failure_, tally_.unopenable);
        const auto read = read_all();
        if (!read) return broken("cannot be read: " + failure_, tally_.wrong);
        const Model& found = *read;
        if (in_flight_ && found == *in_flight_) {
            if (*in_flight_ != acknowledged_) ++tally_.in_flight_kept;
            acknowledged_ = found;
        }
        in_flight_.reset();
        if (found != acknowledged_)
            return broken("the state is no commit since the last acknowledged one",
                          older_.contains(found) ? tally_.lost : tally_.wrong);
        if (!went(store_->check())) return broken("check: " + failure_, tally_.wrong);
        store_.reset();
        return true;
    }

    std::uint64_t seed_;
    std::mt19937_64 chance_;
    support::ForgetfulDisk disk_;
    Tally& tally_;
    storage::DatabaseOptions options_;
    std::optional<Database> store_;
    Model acknowledged_;
    std::set<Model> older_;  // acknowledged before it
    std::optional<Model> in_flight_;
    std::string failure_, story_;
};

int cuts_wanted() { return std::getenv("KAKANAI_LONG") != nullptr ? 20000 : 1500; }

}  // namespace

TEST_CASE("whenever the power goes, the store holds the last acknowledged commit or the one in flight") {
    const char* given = std::getenv("KAKANAI_SEED");
    std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 1;
    Tally tally;
    while (tally.cuts < cuts_wanted() && tally.wrong + tally.unopenable + tally.lost < 10) {
        World world(seed++, tally);
        for (int life = 0; life < 12; ++life)
            if (!world.live()) {
                FAIL_CHECK(world.story());
                break;
            }
    }
    support::figure(std::to_string(tally.cuts) + " cuts: " + std::to_string(tally.wrong) + " wrong, " +
                    std::to_string(tally.unopenable) + " unopenable, " + std::to_string(tally.lost) +
                    " lost (" + std::to_string(tally.second_cuts) + " cut again in recovery, " +
                    std::to_string(tally.in_flight_kept) + " kept the commit in flight)");
    CHECK(tally.in_flight_kept > 0);
}

TEST_CASE("a store whose making was cut is absent or whole") {
    int absent = 0, whole = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        support::ForgetfulDisk disk(seed);
        storage::DatabaseOptions options;
        options.disk = &disk;
        const core::Bytes key(storage::key_size, 3);
        disk.cut_after(static_cast<std::int64_t>(1 + seed % 12));
        { (void)Database::open("/desk.db", key, options); }
        disk.restart();
        options.create = false;
        if (auto found = Database::open("/desk.db", key, options)) {
            ++whole;
        } else {
            CHECK(found.error().reason == "store.missing");
            ++absent;
        }
        options.create = true;
        CHECK(Database::open("/desk.db", key, options));
    }
    CHECK(absent > 20);
    CHECK(whole > 20);
}
