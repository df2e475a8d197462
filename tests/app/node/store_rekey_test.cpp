// A store sealed anew: the same content under another key; and whatever moment it is cut off at, the old
// store or the new one is there, whole, with the slots that open it, and a second try goes through.
// Kills at each step, and at 10 moments between (300 with KAKANAI_LONG=1).
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>

#include "app/node/folder_lock.h"
#include "app/node/node_store.h"
#include "app/node/store_rekey.h"
#include "storage/env/system_environment.h"
#include "storage/keys/key_slots.h"
#include "storage/sqlite/content_digest.h"
#include "tests/support/figure.h"
#include "tests/support/temp_folder.h"

using app::RekeyStep;
using storage::Database;
using storage::Secret;

namespace {

constexpr std::array all_steps{RekeyStep::begun,        RekeyStep::slots_made,   RekeyStep::copied,
                               RekeyStep::compared,     RekeyStep::old_closed,   RekeyStep::journal_kept,
                               RekeyStep::store_placed, RekeyStep::slots_placed, RekeyStep::finished};

const std::set<std::string> settled_names{"slots", "slots.copy", "store.db"};

// A store and its slots, reached through the recovery sheet alone.
class SealedFolder {
  public:
    SealedFolder() : recovery_(storage::BoxKey::fresh(random_)) {
        const Secret key = Secret::random(storage::key_size, random_);
        auto slots = storage::KeySlots::create(files_, app::slots_file(path()),
                                               core::fresh_id<storage::StoreId>(random_), key,
                                               recovery_.public_key, random_);
        REQUIRE(slots);
        auto store = Database::open(app::store_file(path()), key.view());
        REQUIRE(store);
        auto& sql = store->writer();
        REQUIRE(
            sql.script("CREATE TABLE t(k INTEGER PRIMARY KEY, v BLOB, w TEXT); CREATE INDEX by_w ON t(w)"));
        for (int k = 0; k < 400; ++k)
            REQUIRE(sql.run("INSERT INTO t VALUES(?, randomblob(900), ?)", k, "文字" + std::to_string(k)));
        content_ = digest(*store);
    }

    const std::string& path() const { return path_; }
    core::Random& random() { return random_; }

    Secret key() {
        auto slots = storage::KeySlots::load(files_, app::slots_file(path()));
        REQUIRE(slots);
        auto opened = slots->open_with_recovery(recovery_);
        REQUIRE_MESSAGE(opened, opened.error().reason);
        return std::move(*opened);
    }
    core::Result<Database> open(const Secret& key) const {
        storage::DatabaseOptions options;
        options.create = false;
        options.busy_ms = 100;
        return Database::open(app::store_file(path()), key.view(), options);
    }
    // As a desk opens: settles, asks the slots, opens. The store must be whole and hold what it held.
    std::uint32_t look() {
        REQUIRE(app::settle_rekey(path()));
        auto store = open(key());
        REQUIRE_MESSAGE(store, store.error().reason);
        CHECK(store->check());
        CHECK(digest(*store) == content_);
        const auto epoch = store->label().epoch;
        REQUIRE(store->close());
        return epoch;
    }
    bool settled() const {
        for (const auto& name : names())
            if (!settled_names.contains(name)) MESSAGE("left over: ", name);
        return names() == settled_names;
    }
    std::set<std::string> names() const {
        std::set<std::string> out;
        for (const auto& entry : std::filesystem::directory_iterator(path()))
            out.insert(entry.path().filename().string());
        return out;
    }

  private:
    static storage::Digest digest(Database& store) {
        auto content = storage::content_digest(store.writer());
        REQUIRE(content);
        return *content;
    }

    support::TempFolder folder_;
    std::string path_ = folder_ / "store";
    bool made_ = std::filesystem::create_directory(path_);
    storage::SystemFileSystem files_;
    storage::SystemRandom random_;
    storage::BoxKey recovery_;
    storage::Digest content_{};
};

// Rekeys in another process that ends at once when `step` is done, or when killed `after_us` later.
int rekey_and_die(SealedFolder& folder, std::optional<RekeyStep> step, unsigned after_us = 0) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        Secret key = folder.key();
        const auto done = app::rekey_store(folder.path(), key, nullptr, folder.random(), [&](RekeyStep now) {
            if (now == step) ::_exit(9);
        });
        ::_exit(done ? 0 : 1);
    }
    if (!step) {
        ::usleep(after_us);
        ::kill(child, SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("sealed anew, a store holds the same; what the old key opened is gone") {
    SealedFolder folder;
    Secret key = folder.key();
    const Secret old = Secret::copy_of(key.view());
    auto before = folder.open(old);
    REQUIRE(before);
    REQUIRE(before->copy_to(app::store_file(folder.path()) + ".before", old.view(), 1));
    REQUIRE(before->close());
    std::vector<RekeyStep> heard;
    const auto done = app::rekey_store(folder.path(), key, nullptr, folder.random(),
                                       [&](RekeyStep step) { heard.push_back(step); });
    REQUIRE_MESSAGE(done, done.error().reason);
    CHECK(done->epoch == 2);
    CHECK(heard == std::vector(all_steps.begin(), all_steps.end()));
    CHECK(storage::equal(key.view(), folder.key().view()));
    CHECK_FALSE(storage::equal(key.view(), old.view()));
    CHECK(folder.look() == 2);
    CHECK(folder.open(old).error().reason == "store.wrong_key");
    CHECK(folder.settled());
}

TEST_CASE(
    "cut off after any step, it leaves the old store whole or the new one, and a second try goes through") {
    int old_stayed = 0, new_stood = 0;
    for (const RekeyStep step : all_steps) {
        SealedFolder folder;
        CAPTURE(static_cast<int>(step));
        REQUIRE(rekey_and_die(folder, step) == 9);
        const auto epoch = folder.look();
        CHECK(epoch == (step < RekeyStep::store_placed ? 1 : 2));
        (epoch == 1 ? old_stayed : new_stood) += 1;
        CHECK(folder.settled());
        Secret key = folder.key();
        CHECK(app::rekey_store(folder.path(), key, nullptr, folder.random()));
        CHECK(folder.look() == epoch + 1);
    }
    CHECK(old_stayed == 6);
    CHECK(new_stood == 3);
}

TEST_CASE("killed at any moment, it leaves the old store whole or the new one") {
    SealedFolder folder;
    storage::SystemRandom chance;
    const int kills = std::getenv("KAKANAI_LONG") != nullptr ? 300 : 10;
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(rekey_and_die(folder, RekeyStep::finished) == 9);
    const auto whole = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start);
    std::uint32_t epoch = folder.look();
    CHECK(epoch == 2);
    int swapped = 0;
    for (int i = 0; i < kills; ++i) {
        std::array<std::uint8_t, 2> moment{};
        chance.fill(moment);
        rekey_and_die(folder, std::nullopt,
                      static_cast<unsigned>(whole.count() * 1.2 * (moment[0] * 256 + moment[1]) / 65536));
        const auto now = folder.look();
        CHECK((now == epoch || now == epoch + 1));
        swapped += now > epoch ? 1 : 0;
        epoch = now;
        CHECK(folder.settled());
    }
    support::figure(std::to_string(kills) + " kills in a rekey: " + std::to_string(swapped) +
                    " stood anew, " + std::to_string(kills - swapped) + " stayed as they were, each whole");
}

TEST_CASE("a journal that names other stores stops the opening; its bytes are those of the documents") {
    SealedFolder folder;
    std::ifstream in(KAKANAI_SOURCE_DIR "/docs/formats.md");
    std::string page((std::istreambuf_iterator<char>(in)), {}), hex;
    const auto start = page.find("```\n", page.find("### The journal of a rekey")) + 4;
    std::istringstream lines(page.substr(start, page.find("```", start) - start));
    for (std::string line; std::getline(lines, line);) hex += line.substr(0, line.find('#'));
    std::erase(hex, ' ');
    auto journal = core::from_hex(hex);
    REQUIRE(journal);
    storage::SystemFileSystem files;
    REQUIRE(files.write_whole(folder.path() + "/rekey", *journal));
    const auto foreign = app::settle_rekey(folder.path());
    CHECK(foreign.error().reason == "store.damaged");
    CHECK(foreign.error().detail.find("neither") != std::string::npos);
    journal->back() ^= 1;
    REQUIRE(files.write_whole(folder.path() + "/rekey", *journal));
    CHECK(app::settle_rekey(folder.path()).error().detail.find("journal is damaged") != std::string::npos);
}

TEST_CASE("a store that is open somewhere is not sealed anew") {
    SealedFolder folder;
    Secret key = folder.key();
    {
        const auto used = app::FolderLock::take(folder.path(), app::FolderLock::Use::open);
        REQUIRE(used);
        CHECK(app::rekey_store(folder.path(), key, nullptr, folder.random()).error().reason == "store.busy");
    }
    CHECK(folder.look() == 1);
}

TEST_CASE("slots with a key file want it; without it everything stays") {
    SealedFolder folder;
    Secret key = folder.key();
    const Secret file_key = Secret::random(storage::key_size, folder.random());
    storage::SystemFileSystem files;
    auto slots = storage::KeySlots::load(files, app::slots_file(folder.path()));
    REQUIRE(slots->set_key_file(key, file_key, folder.random()));
    CHECK(app::rekey_store(folder.path(), key, nullptr, folder.random()).error().reason ==
          "slot.key_file_needed");
    CHECK(folder.look() == 1);
    REQUIRE(app::rekey_store(folder.path(), key, &file_key, folder.random()));
    CHECK(folder.look() == 2);
    auto again = storage::KeySlots::load(files, app::slots_file(folder.path()));
    CHECK(storage::equal(again->open_with_key_file(file_key)->view(), key.view()));
}
