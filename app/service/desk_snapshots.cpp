#include "app/service/desk_snapshots.h"

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/node/snapshot_view.h"
#include "app/service/case_keys.h"
#include "app/service/json_reply.h"
#include "app/service/state_snapshots.h"
#include "storage/accounts/session.h"

namespace app {

namespace {

using Json = nlohmann::json;

constexpr auto told_within = std::chrono::milliseconds(1'500);

template <class T>
Reply answer(const core::Result<T>& result, const char* message) {
    return result ? done(to_json(*result), message) : refused(result.error());
}

core::Result<storage::SnapshotInfo> restore_into(NodeStore& node, NodeKind kind, core::FileSystem& files,
                                                 const std::string& archive, std::uint64_t number,
                                                 const core::Clock& clock, core::Random& random) {
    ErasureWork work(node);
    const auto clocks = work.clocks(clock.now());
    if (!clocks) return clocks.error();
    Snapshots snapshots(node, files, archive);
    if (kind == NodeKind::backup) return snapshots.restore(number, *clocks, {}, {});
    CaseKeys keys(node, random);
    auto digest_key = keys.digest_key();
    if (!digest_key) return digest_key.error();
    storage::CaseStore cases(node.log(), keys, std::move(*digest_key));
    return snapshots.restore(
        number, *clocks,
        [&](const storage::Batch& batch, const core::VersionVector& context) {
            return cases.apply(batch, context);
        },
        [&](const storage::EraseTarget& target) { return cases.erase(target.case_id); });
}

}  // namespace

bool DeskSnapshots::knows(const std::string& name) {
    return name == "snapshot create" || name == "snapshot list" || name == "snapshot verify" ||
           name == "snapshot prune";
}

Reply DeskSnapshots::run(Command& command) {
    if (auto allowed = desk_.may(storage::Permission::keep_store); !allowed) return refused(allowed.error());
    const std::string folder = command.option("out", command.argument(0));
    if (folder.empty()) return usage("控えのフォルダーを指定してください。");
    DeskEngine& engine = *desk_.engine();
    storage::SystemFileSystem files;
    const std::uint64_t number = std::strtoull(command.option("number", "0").c_str(), nullptr, 10);
    const auto with = [&](auto work) {
        return engine.thread().ask(
            [&] {
                Snapshots snapshots(engine.node(), files, folder);
                return work(snapshots);
            },
            Urgency::background);
    };
    const std::string name = command.name();
    if (!command.option("state").empty()) return state(name, folder);
    if (name == "snapshot list") return answer(with([](Snapshots& all) { return all.list(); }), "");
    if (name == "snapshot verify")
        return answer(with([&](Snapshots& all) { return all.verify(number); }), "控えに異常はありません。");
    if (name == "snapshot prune") {
        const std::uint64_t keep = std::strtoull(command.option("keep", "2").c_str(), nullptr, 10);
        const auto gone = with([&](Snapshots& all) { return all.prune(static_cast<std::size_t>(keep)); });
        return gone ? done({{"removed", *gone}}, "古い控えを片付けました。") : refused(gone.error());
    }
    const auto made = with([&](Snapshots& all) { return all.create(desk_.clock().now()); });
    if (!made) return refused(made.error());
    if (auto noted = note_made(made->batches); !noted) return refused(noted.error());
    return done(to_json(*made), "控えを作りました。");
}

core::Status DeskSnapshots::note_made(std::uint64_t amount) {
    storage::Act act;
    act.kind = storage::ActKind::snapshot_made;
    act.account = *desk_.acting().account();
    act.amount = static_cast<std::int64_t>(amount);
    auto noted = desk_.engine()->write({std::nullopt, std::nullopt, {act}, {}, {}});
    return noted ? core::ok() : core::Status(noted.error());
}

// The sign-in that came with this command is still on its way to the others, and what is known of them is up
// to half a second old.
core::Result<storage::StateInfo> DeskSnapshots::make_once_told(DeskEngine& engine,
                                                               const std::string& folder) {
    const auto end = std::chrono::steady_clock::now() + told_within;
    for (;;) {
        const auto held = held_by_others(engine);
        auto made = engine.thread().ask(
            [&] { return make_state(engine, folder, held, desk_.clock().now(), desk_.random()); },
            Urgency::background);
        const bool told_later = !made && made.error().reason == "log.cut_not_held";
        if (!told_later || std::chrono::steady_clock::now() > end) return made;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

Reply DeskSnapshots::state(const std::string& name, const std::string& folder) {
    DeskEngine& engine = *desk_.engine();
    if (name == "snapshot verify")
        return answer(
            engine.thread().ask([&] { return check_state(engine.node(), folder); }, Urgency::background),
            "控えに異常はありません。");
    if (name != "snapshot create")
        return usage(
            "状態の控えは、作るときと確かめるときに指定できます。snapshot の使い方を確かめてください。");
    const auto made = make_once_told(engine, folder);
    if (!made) return refused(with_names(made.error(), engine.roster()));
    if (auto noted = note_made(made->cases); !noted) return refused(noted.error());
    return done(to_json(*made), "案件の状態の控えを作りました。");
}

namespace {

core::Result<storage::Secret> store_key_of(const std::string& folder, NodeKind kind,
                                           const std::string& account, const storage::Secret* password,
                                           const core::Clock& clock) {
    if (kind == NodeKind::backup) return key_from_file(folder);
    if (password == nullptr) return core::denied("auth.not_signed_in");
    storage::SystemFileSystem files;
    auto slots = storage::KeySlots::load(files, slots_file(folder));
    if (!slots) return slots.error();
    auto guard = storage::SignInGuard::load(files, folder + "/tries", clock.now());
    auto opened = storage::sign_in(*slots, guard, clock, account, password->view());
    if (!opened) return opened.error();
    return std::move(opened->store_key);
}

}  // namespace

core::Result<Json> restore_snapshot(const std::string& folder, const std::string& archive,
                                    std::uint64_t number, const std::string& account,
                                    const storage::Secret* password, const core::Clock& clock,
                                    core::Random& random) {
    if (!std::filesystem::exists(slots_file(folder)))
        return core::Error{core::ErrorCode::not_found, "store.missing"};
    const NodeKind kind = std::filesystem::exists(key_file(folder)) ? NodeKind::backup : NodeKind::desk;
    auto store_key = store_key_of(folder, kind, account, password, clock);
    if (!store_key) return store_key.error();
    if (kind == NodeKind::desk && holds_state(archive)) {
        auto taken = take_state(folder, *store_key, archive, clock, random);
        return taken ? core::Result<Json>(to_json(*taken)) : core::Result<Json>(taken.error());
    }
    storage::SystemFileSystem files;
    auto node = NodeStore::open(folder, *store_key, kind, random);
    if (!node) return node.error();
    auto info = restore_into(**node, kind, files, archive, number, clock, random);
    return info ? core::Result<Json>(to_json(*info)) : core::Result<Json>(info.error());
}

}  // namespace app
