// The erasure drill: five nodes and their snapshots, canaries in cases that must go, one desk away for a year
// and one old snapshot restored. Somebody who holds every live key looks everywhere, before and after.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>

#include "app/node/snapshots.h"
#include "tests/support/engine_site.h"
#include "tests/support/open_everything.h"

namespace {

using support::day_ms;
using support::must;
using support::Needles;

int canary_count() { return std::getenv("KAKANAI_LONG") != nullptr ? 1000 : 24; }

std::string canary_text(int n) { return "植込カナリア" + std::to_string(100000 + n) + "号"; }
std::string innocent_text(int n) { return "残る案件" + std::to_string(100000 + n) + "番の方"; }

forms::Answer said(std::string text) { return {std::move(text), forms::Source::interview, "", true}; }

struct Drill {
    support::EngineSite site;
    Needles canaries;                   // plain text
    Needles remains;                    // ciphertext of parts, wrapped keys
    std::vector<core::CaseId> cases;    // to be erased
    std::vector<core::CaseId> staying;  // not
    const int count = canary_count();

    Drill() {
        for (const char* name : {"B", "C", "D"}) site.admit(name);
        site.admit("N", storage::DeviceRole::backup);
        site.start("N");
        site.start("A", {"N"});
        site.start("B", {"N", "A"});
        site.start("C", {"N", "A", "B"});
        site.start("D", {"N", "A", "B", "C"});
        REQUIRE(site.wait_for([&] { return linked("A") == 4; }));
        const char* desks[] = {"A", "B", "C"};
        for (int i = 0; i < count; ++i) cases.push_back(open_case(desks[i % 3], canary_text(i), i % 8 == 0));
        for (int i = 0; i < 8; ++i) staying.push_back(open_case(desks[i % 3], innocent_text(i), i == 0));
        REQUIRE(site.level());
        for (int i = 0; i < count; ++i) canaries.add(std::to_string(i), core::view(canary_text(i)));
        learn_remains();
    }

    std::size_t linked(const std::string& name) {
        std::size_t out = 0;
        for (const auto& peer : site.posts.at(name).host().status().peers) out += peer.linked ? 1 : 0;
        return out;
    }
    core::CaseId open_case(const std::string& desk, const std::string& text, bool with_ink) {
        const auto id = core::fresh_id<core::CaseId>(site.random);
        write(desk, id,
              {forms::Write{
                   {0, forms::field::name},
                   {forms::Record{{"text", text}, {"kana", "カナ"}}, forms::Source::card_chip, "", true},
                   {}},
               forms::Write{{0, forms::field::phone}, said(text), {}},
               forms::StatusEvent{forms::Stage::none, forms::Stage::received, "", {}}},
              with_ink ? text : "");
        return id;
    }
    // A picture is the text over and over, larger than a part may be inline.
    void write(const std::string& desk, const core::CaseId& id, std::vector<forms::Item> items,
               const std::string& ink = "") {
        app::Writing writing;
        writing.case_id = id;
        writing.change = forms::Change{site.accounts.at("sato").id, std::move(items)};
        while (!ink.empty() && writing.restricted.size() < 40'000)
            writing.restricted.insert(writing.restricted.end(), ink.begin(), ink.end());
        (void)must(site.posts.at(desk).desk->write(writing));
    }
    void note(const std::string& desk) { write(desk, staying.front(), {}); }

    // The ciphertexts and wrapped keys of the cases, as desk A holds them now.
    void learn_remains() {
        auto& a = site.posts.at("A");
        a.ask([&] {
            storage::BatchLog& log = a.node().log();
            for (const auto& id : cases) {
                const auto n = must(log.find_case(id));
                MUST(log.for_case(*n, [&](storage::StoredBatch& stored) -> core::Status {
                    for (const auto& part : stored.batch.parts)
                        if (part) remains.add("part", core::ByteView(*part).first(24));
                    return core::ok();
                }));
                for (const auto& key : must(storage::KeyTable(a.node().database().writer()).of_case(*n)))
                    if (key.record) remains.add("key", *key.record);
            }
        });
    }

    support::Opened look(const std::string& name, const Needles& needles) {
        const auto& post = site.posts.at(name);
        return support::open_everything(post.folder, post.store_key, needles);
    }
    // What opens with all live keys out of this log's parts, by canary.
    std::set<std::string> opened_parts(const std::string& keys_of,
                                       const std::vector<storage::Batch>& batches) {
        auto& desk = site.posts.at(keys_of);
        std::set<std::string> found;
        desk.ask([&] {
            for (auto batch : batches) {
                batch.keys.clear();  // segments carry none: the desk's own table is asked
                for (std::size_t i = 0; i < batch.parts.size(); ++i) {
                    auto plain = desk.desk->keys().ring().open_part(batch, i);
                    if (plain) canaries.find(*plain, found);
                }
            }
        });
        return found;
    }
    static std::vector<storage::Batch> batches_of(const std::string& archive) {
        std::vector<storage::Batch> out;
        for (const auto& entry : std::filesystem::directory_iterator(archive)) {
            if (!entry.path().filename().string().starts_with("segment-")) continue;
            for (auto& run : must(storage::decode_segment(support::bytes_of_file(entry.path()))).runs)
                for (auto& batch : run.batches) out.push_back(std::move(batch));
        }
        return out;
    }
    std::size_t late(const std::string& name) {
        auto& post = site.posts.at(name);
        return post.ask([&] {
            std::size_t sum = 0;
            for (const auto& entry : must(storage::ErasureLedger(post.node().database().writer()).entries()))
                sum += static_cast<std::size_t>(entry.late);
            return sum;
        });
    }
    std::size_t erased(const std::string& name) {
        auto& post = site.posts.at(name);
        return post.ask([&] { return must(app::ErasureWork(post.node()).may_come_hollow()).size(); });
    }
    // A working week somewhere: clocks move on, and stamps of all desks with them.
    void pass(std::int64_t ms) {
        site.clock.pass(ms);
        for (const char* desk : {"A", "B", "C"}) note(desk);
        REQUIRE(site.level());
        site.chores();
    }
    storage::SignedAct order(std::size_t from, std::size_t count_max) {
        storage::EraseOrder erase{"住民異動 1年", {}};
        for (std::size_t i = from; i < std::min(cases.size(), from + count_max); ++i)
            erase.targets.push_back({cases[i], storage::every_content_class});
        return storage::erase_act(site.roster->site(), erase, site.clock.now(), site.random);
    }
};

}  // namespace

TEST_CASE("after an erasure nobody who holds every live key finds a canary on any node or in any snapshot") {
    Drill drill;
    auto& site = drill.site;
    const auto all = static_cast<std::size_t>(drill.count);
    const std::string archive = site.folder / "archive";
    const std::string old_copy = site.folder / "old";
    storage::SystemFileSystem files;
    auto& blind = site.posts.at("N");
    (void)blind.ask(
        [&] { return must(app::Snapshots(blind.node(), files, archive).create(site.clock.now())); });
    std::filesystem::copy(archive, old_copy, std::filesystem::copy_options::recursive);
    std::filesystem::remove(old_copy + "/keys-1");  // an off-line copy carries no keys

    // One desk goes away, and writes of a canary's case while it is.
    site.stop("D");
    site.start("D");
    drill.write("D", drill.cases[0], {forms::Write{{0, forms::field::phone}, said(canary_text(0)), {}}});
    site.stop("D");

    // Before: everything is found everywhere.
    for (const char* name : {"A", "B", "C", "D"}) {
        const auto seen = drill.look(name, drill.canaries);
        CAPTURE(name);
        CHECK(seen.found.size() == all);
        std::printf("before, desk %s: %zu canaries in %zu pages, %zu frames, %zu files\n", name,
                    seen.found.size(), seen.pages, seen.frames, seen.files);
    }
    CHECK(drill.look("N", drill.canaries).found.empty());  // the backup node is blind
    CHECK(drill.look("N", drill.remains).found == std::set<std::string>{"key", "part"});
    CHECK(drill.opened_parts("A", Drill::batches_of(old_copy)).size() == all);

    // A year later a supervisor proposes and an administrator, at another desk, confirms.
    drill.pass(400 * day_ms);
    std::vector<storage::SignedAct> acts;
    for (std::size_t at = 0; at < all; at += storage::erase_targets_max)
        acts.push_back(drill.order(at, storage::erase_targets_max));
    for (auto& act : acts) {
        act = site.sign(act, "sato");
        site.send("A", act);
    }
    REQUIRE(site.level());
    for (auto& act : acts) {
        act = site.sign(act, "admin");
        site.send("B", act);
    }
    REQUIRE(site.level());
    drill.pass(3 * day_ms);
    for (const char* name : {"A", "B", "C", "N"}) CHECK(drill.erased(name) == 0);  // it may still be stopped
    drill.pass(5 * day_ms);
    REQUIRE(site.wait_for([&] {
        site.chores();
        return drill.erased("A") == all && drill.erased("B") == all && drill.erased("C") == all &&
               drill.erased("N") == all;
    }));
    REQUIRE(site.level());

    // The desk that was away comes back with its late batch.
    site.start("D", {"N"});
    REQUIRE(site.wait_for([&] { return drill.erased("D") == all; }));
    REQUIRE(site.level());
    CHECK(drill.late("A") >= 1);
    std::printf("late parts taken in hollow at A: %zu\n", drill.late("A"));

    // The next snapshot lets go of the old ones; then an old copy is restored into a new desk.
    (void)blind.ask(
        [&] { return must(app::Snapshots(blind.node(), files, archive).create(site.clock.now())); });
    std::filesystem::copy(archive + "/keys-2", old_copy + "/keys-1");
    site.admit("E");
    auto& fresh = site.posts.at("E");
    const auto items = blind.ask([&] { return must(app::ErasureWork(blind.node()).items()); });
    {
        auto node = must(app::NodeStore::create(fresh.folder, fresh.store_key, app::NodeKind::desk,
                                                fresh.keys, *site.roster, site.random));
        app::CaseKeys keys(*node, site.random);
        storage::CaseStore cases(node->log(), keys, must(keys.digest_key()));
        app::ErasureWork work(*node);
        const auto clocks = must(work.clocks(site.clock.now()));
        for (const auto& item : items) (void)must(work.take_item(item, clocks));
        (void)must(app::Snapshots(*node, files, old_copy)
                       .restore(
                           0, must(work.clocks(site.clock.now())),
                           [&](const storage::Batch& batch, const core::VersionVector& context) {
                               return cases.apply(batch, context);
                           },
                           [&](const storage::EraseTarget& target) { return cases.erase(target.case_id); }));
        for (const auto& id : drill.staying) CHECK(cases.find(id));
        for (const auto& id : drill.cases) CHECK(cases.find(id).error().reason == "case.erased");
    }
    CHECK(drill.opened_parts("A", Drill::batches_of(old_copy)).empty());
    CHECK(drill.opened_parts("A", Drill::batches_of(archive)).empty());
    CHECK(support::open_everything(archive, fresh.store_key, drill.remains).found.empty());

    // After: nothing, while the stores are open and after they are closed; what stays is whole.
    for (const auto& id : drill.staying) CHECK(site.posts.at("C").desk->file(id));
    for (const bool open : {true, false}) {
        for (const char* name : {"A", "B", "C", "D", "N", "E"}) {
            if (!open && std::string(name) != "E") site.stop(name);
            CAPTURE(name);
            CAPTURE(open);
            CHECK(drill.look(name, drill.canaries).found.empty());
            CHECK(drill.look(name, drill.remains).found.empty());
        }
    }
    std::printf("after: none on six nodes, in two snapshots (%zu canaries)\n", all);
}
