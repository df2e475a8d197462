// A site in one process: desks and a backup node with real stores, real sockets on the loopback address and
// a clock that the story moves. What a window or command line would add is left out; everything below is the
// product's own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "app/service/desk_engine.h"
#include "app/service/desk_identity.h"
#include "storage/env/system_environment.h"
#include "storage/keys/recovery_sheet.h"
#include "storage/keys/site_keys.h"
#include "tests/support/log_node.h"
#include "tests/support/temp_folder.h"

namespace support {

constexpr std::int64_t day_ms = 86'400'000;

// Moved by hand, read by every thread.
struct StoryClock final : core::Clock {
    std::atomic<std::int64_t> ms{1'774'999'800'000};
    core::Instant now() const override { return {ms.load()}; }
    void pass(std::int64_t by_ms) { ms += by_ms; }
};

struct Post {  // one machine
    std::string name;
    storage::DeviceRole role{storage::DeviceRole::desk};
    storage::DeviceKey keys;
    storage::Secret store_key;
    std::string folder;
    std::unique_ptr<StoryClock> own_clock;  // where it goes wrong; else the site's
    std::unique_ptr<app::DeskEngine> desk;
    std::unique_ptr<app::NodeStore> blind;  // the backup node
    std::unique_ptr<app::StoreThread> blind_thread;
    std::unique_ptr<app::NodeHost> blind_host;

    bool running() const { return desk || blind; }
    app::NodeStore& node() { return desk ? desk->node() : *blind; }
    app::NodeHost& host() { return desk ? desk->host() : *blind_host; }
    template <class Work>
    auto ask(Work&& work) {
        return desk ? desk->thread().ask(work) : blind_thread->ask(work);
    }
};

class EngineSite {
  public:
    EngineSite() {
        Post& first = add_post("A", storage::DeviceRole::desk);
        storage::SitePlan plan;
        plan.name = "かかない市";
        plan.practice = true;
        plan.device_name = "窓口A";
        plan.administrator.name = "admin";
        plan.params = {1, 8 * 1024};
        founded = std::make_unique<storage::FoundedSite>(
            must(storage::found_site(plan, first.keys, sheet, core::view("password"), clock.now(), random)));
        roster =
            std::make_unique<storage::Roster>(must(storage::Roster::fold(std::vector{founded->genesis})));
        epochs = std::make_unique<storage::EpochKeys>(
            storage::EpochKeys::open(*roster, first.keys.id, first.keys.box));
        accounts["admin"] = {founded->administrator.fact.account.id, founded->administrator.secret.clone()};
        add_account("sato", storage::AccountRole::supervisor);
    }
    ~EngineSite() {
        for (auto& [name, post] : posts) stop(name);
    }

    // ---- who there is
    Post& add_post(const std::string& name, storage::DeviceRole role) {
        Post& post = posts[name];
        post.name = name;
        post.role = role;
        post.keys = storage::DeviceKey::fresh(random);
        post.store_key = storage::Secret::random(32, random);
        post.folder = folder / name;
        return post;
    }
    // Admits it on the roster as an administrator's invitation does.
    Post& admit(const std::string& name, storage::DeviceRole role = storage::DeviceRole::desk) {
        Post& post = add_post(name, role);
        const auto record =
            storage::device_record(post.keys, role, name, role == storage::DeviceRole::desk ? name : "");
        issue(storage::roster_kind::device_add,
              storage::to_fields(storage::admit_device(record, *epochs, roster->site(), founded->transport)));
        return post;
    }
    void add_account(const std::string& name, storage::AccountRole role) {
        storage::NewAccount account;
        account.name = account.shown = name;
        account.role = role;
        auto made = must(storage::make_account(roster->site(), *epochs->current(*roster), account,
                                               core::view("password"), {1, 8 * 1024}, random));
        issue(storage::roster_kind::account_put, storage::to_fields(made.fact));
        accounts[name] = {made.fact.account.id, std::move(made.secret)};
    }
    void issue(std::uint32_t kind, storage::Fields fields) {
        MUST(roster->admit(
            storage::sign_entry(roster->draft(kind, clock.now(), std::move(fields)),
                                {{{accounts.at("admin").id}, &accounts.at("admin").secret.sign}})));
    }

    // ---- on and off
    // Opens the store, makes it first where there is none; dials `peers`, which must be running.
    Post& start(const std::string& name, const std::vector<std::string>& peers = {}) {
        Post& post = posts.at(name);
        app::NetworkSettings network{"127.0.0.1:0", {}, false};
        for (const auto& peer : peers) network.peers.push_back(posts.at(peer).host().listening_on());
        const bool desk = post.role == storage::DeviceRole::desk;
        const auto kind = desk ? app::NodeKind::desk : app::NodeKind::backup;
        if (!std::filesystem::exists(app::store_file(post.folder)))
            (void)must(app::NodeStore::create(post.folder, post.store_key, kind, post.keys, *roster, random));
        if (desk) {
            post.desk =
                must(app::DeskEngine::open({post.folder, [network](app::NodeStore&) { return network; }},
                                           post.store_key, clock_of(post), random));
            return post;
        }
        post.blind = must(app::NodeStore::open(post.folder, post.store_key, kind, random));
        post.blind_thread = std::make_unique<app::StoreThread>();
        post.blind_host =
            must(app::NodeHost::start(*post.blind, *post.blind_thread, network, clock_of(post), random, {}));
        return post;
    }
    void stop(const std::string& name) {
        Post& post = posts.at(name);
        post.desk.reset();
        post.blind_host.reset();
        if (post.blind_thread) post.blind_thread->ask([&] { post.blind.reset(); });
        post.blind_thread.reset();
    }

    const core::Clock& clock_of(const Post& post) const { return post.own_clock ? *post.own_clock : clock; }
    // A roster entry made at a running desk, as its administrator's commands make them.
    void issue_at(const std::string& name, std::uint32_t kind, const storage::Fields& fields) {
        auto& engine = *posts.at(name).desk;
        engine.thread().ask([&] {
            const auto& admin = accounts.at("admin");
            (void)must(engine.node().admit(
                {storage::sign_entry(engine.node().roster().draft(kind, clock.now(), fields),
                                     {{{admin.id}, &admin.secret.sign}})}));
            engine.roster_changed_here();
        });
    }

    // `lost` is taken out at `by`, where `by`'s log of it ends; keys and door are renewed.
    void revoke(const std::string& by, const std::string& lost) {
        auto& engine = *posts.at(by).desk;
        storage::DeviceRevokeFact fact{posts.at(lost).keys.id, 0, {}, storage::RevokeWhy::lost};
        storage::Fields epoch;
        engine.thread().ask([&] {
            const auto* head = engine.node().log().head(fact.device);
            fact.seq = head->sealed_seq;
            fact.chain = head->sealed_chain;
        });
        issue_at(by, storage::roster_kind::device_revoke, storage::to_fields(fact));
        engine.thread().ask([&] {
            const auto& keys = engine.keys().ring().epochs();
            const auto& now = engine.node().roster();
            epoch = storage::to_fields(keys.fact(now, keys.next(now, random)));
        });
        issue_at(by, storage::roster_kind::epoch, epoch);
        const auto now = engine.roster();
        issue_at(by, storage::roster_kind::transport,
                 storage::to_fields(storage::transport_fact(now, storage::next_transport(now, random))));
    }
    // `name`, which was taken out, is invited at `by` and takes its new id; that holds from its next start
    // on.
    core::Status rejoin(const std::string& by, const std::string& name, const std::string& letter) {
        auto& inviter = *posts.at(by).desk;
        inviter.on_join([&](const peers::JoinRequested& ask) -> core::Result<peers::JoinDecided> {
            auto& node = inviter.node();
            const storage::DeviceRecord record{core::fresh_id<core::DeviceId>(random),
                                               storage::DeviceRole::desk,
                                               ask.signing,
                                               ask.box,
                                               ask.name,
                                               letter};
            const auto transport =
                must(storage::open_transport(node.roster(), node.device().id, node.device().box));
            auto fact = storage::admit_device(record, inviter.keys().ring().epochs(), node.roster().site(),
                                              transport);
            fact.replaces = posts.at(name).keys.id;
            const auto& admin = accounts.at("admin");
            (void)must(node.admit({storage::sign_entry(
                node.roster().draft(storage::roster_kind::device_add, clock.now(), storage::to_fields(fact)),
                {{{admin.id}, &admin.secret.sign}})}));
            inviter.roster_changed_here();
            return peers::JoinDecided{ask.link, true, record.id, {}};
        });
        auto code = peers::OneTimeCode::fresh(random);
        const auto typed = storage::Secret::copy_of(core::view(code.text()));
        inviter.host().open_invitation(1, std::move(code), 600'000);
        auto joined = app::rejoin_site(*posts.at(name).desk, inviter.host().listening_on(), typed, random);
        inviter.on_join(nullptr);
        return joined;
    }

    // ---- acts of an account, as the service would write them
    storage::SignedAct sign(storage::SignedAct act, const std::string& account) {
        const auto& who = accounts.at(account);
        storage::add_signature(act, who.id, who.secret.sign.sign(storage::act_message(act)));
        return act;
    }
    void send(const std::string& post, const storage::SignedAct& act) {
        app::Writing writing;
        writing.extensions = {{storage::head_extension_signed_act, storage::encode_act(act)}};
        (void)must(posts.at(post).desk->write(writing));
    }

    // ---- waiting
    // The long forms run beside other work, at the lowest priority.
    static int patience_ms() { return std::getenv("KAKANAI_LONG") != nullptr ? 600'000 : 30'000; }
    static bool wait_for(const std::function<bool()>& ready, int timeout_ms = patience_ms()) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
        while (std::chrono::steady_clock::now() < end) {
            if (ready()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return ready();
    }
    storage::Digest log_digest(const std::string& name) {
        Post& post = posts.at(name);
        return post.ask([&] { return must(post.node().log().digest()); });
    }
    bool level(int timeout_ms = patience_ms()) {
        return wait_for(
            [&] {
                std::set<storage::Digest> digests;
                for (auto& [name, post] : posts)
                    if (post.running()) digests.insert(log_digest(name));
                return digests.size() == 1;
            },
            timeout_ms);
    }
    // What every node does once a minute by itself.
    void chores() {
        for (auto& [name, post] : posts)
            if (post.running()) post.ask([&post] { post.host().acts_changed(); });
    }

    struct Account {
        core::AccountId id;
        storage::AccountSecret secret;
    };
    StoryClock clock;
    storage::SystemRandom random;
    TempFolder folder;
    storage::RecoverySheet sheet = storage::RecoverySheet::fresh(random);
    std::unique_ptr<storage::FoundedSite> founded;
    std::unique_ptr<storage::Roster> roster;  // as a new device would be given it
    std::unique_ptr<storage::EpochKeys> epochs;
    std::map<std::string, Account> accounts;
    std::map<std::string, Post> posts;
};

}  // namespace support
