#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "sync/net/net_node.h"
#include "tests/sim/sim_log.h"
#include "tests/support/seeded_random.h"

using namespace peers;

namespace {

struct WallClock : core::Clock {
    core::Instant now() const override {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
    }
};

// A device with a log in memory behind a real NetNode. The log is worked on the network thread, under a lock.
struct Device {
    core::DeviceId id;
    storage::SigningKey signing;
    storage::BoxKey box;
    core::SiteId site;
    tests::SeededRandom random;
    WallClock clock;
    std::unique_ptr<sim::SimLog> log;
    std::unique_ptr<NetNode> net;
    mutable std::mutex mutex;
    std::vector<std::string> reports;
    std::optional<JoinRequested> join;
    std::string broken;

    Device(const core::SiteId& own_site, std::uint64_t seed) : site(own_site), random(seed) {
        id = core::fresh_id<core::DeviceId>(random);
        signing = storage::SigningKey::fresh(random);
        box = storage::BoxKey::fresh(random);
        log = std::make_unique<sim::SimLog>(site);
    }

    std::uint16_t open(NetSettings settings) {
        net =
            std::make_unique<NetNode>(OwnIdentity{site, id, box.secret.clone()}, std::move(settings), random,
                                      clock, [this](Action action) { carry_out(std::move(action)); });
        const auto port = net->start();
        REQUIRE(port);
        net->give(LogOpened{});
        return *port;
    }

    void carry_out(Action action) {
        const std::lock_guard lock(mutex);
        if (auto* run = std::get_if<StoreRun>(&action)) {
            if (const auto wrong = log->append(*run->run, run->run->seal.chain); !wrong.empty())
                broken = wrong;
            net->give(Stored{log->heads()});
        } else if (auto* read = std::get_if<ReadMissing>(&action)) {
            net->give(RowsRead{read->token, log->read_missing(read->have, read->bytes_max)});
        } else if (auto* report = std::get_if<Report>(&action)) {
            reports.push_back(report->reason);
        } else if (auto* asked = std::get_if<JoinRequested>(&action)) {
            join = std::move(*asked);
        }
    }

    void write_one() {
        storage::SealedRun run;
        {
            const std::lock_guard lock(mutex);
            storage::Batch batch;
            batch.head.device = id;
            batch.head.seq = log->heads().of(id) + 1;
            batch.head.run_seq = 1;
            if (batch.head.seq == 1) batch.head.run = core::RunId{};
            const auto chain =
                storage::next_chain(log->chain_of(id), storage::hash(storage::encode_head(batch.head)));
            run = {id, {batch}, {batch.head.seq, chain, {}}};
            run.seal.signature = signing.sign(storage::seal_message(site, id, run.seal.seq, chain));
            if (const auto wrong = log->append(run, chain); !wrong.empty()) broken = wrong;
        }
        net->give(LocalStored{std::move(run)});
    }

    std::uint64_t has(const core::DeviceId& device) const {
        const std::lock_guard lock(mutex);
        return log->heads().of(device);
    }
    bool reported(const std::string& reason) const {
        const std::lock_guard lock(mutex);
        return std::find(reports.begin(), reports.end(), reason) != reports.end();
    }
};

RosterKnown roster_of(const std::vector<Device*>& devices) {
    RosterKnown known;
    for (const auto* device : devices)
        known.members.push_back(
            {device->id, device->signing.public_key, device->box.public_key, false, std::nullopt, "desk"});
    known.transport_secrets.push_back(storage::Secret::copy_of(storage::hash(core::view("transport"))));
    return known;
}

template <class Condition>
bool soon(Condition condition, int ms = 5000) {
    for (int waited = 0; waited < ms; waited += 5) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
}

NetSettings on_loopback(std::vector<PeerAddress> peers = {}) {
    NetSettings settings;
    settings.listen_host = "127.0.0.1";
    settings.peers = std::move(peers);
    settings.beacon = false;
    return settings;
}

core::SiteId site_of(std::uint64_t seed) {
    tests::SeededRandom random(seed);
    return core::fresh_id<core::SiteId>(random);
}

}  // namespace

TEST_CASE("two desks on real sockets deliver live edits and catch up after one was away") {
    const auto site = site_of(1);
    Device a(site, 10), b(site, 11);
    const auto port = a.open(on_loopback());
    a.net->give(roster_of({&a, &b}));
    a.write_one();
    a.write_one();
    b.open(on_loopback({{"127.0.0.1", port, std::nullopt}}));
    b.net->give(roster_of({&a, &b}));
    CHECK(soon([&] { return b.has(a.id) == 2; }));
    b.write_one();
    CHECK(soon([&] { return a.has(b.id) == 1; }));

    b.net->stop();
    CHECK(soon([&] { return a.reported("link.lost"); }));
    for (int i = 0; i < 50; ++i) a.write_one();
    b.net.reset();
    b.open(on_loopback({{"127.0.0.1", port, a.id}}));
    b.net->give(roster_of({&a, &b}));
    b.net->give(LogOpened{b.log->log_heads()});
    CHECK(soon([&] { return b.has(a.id) == 52; }));
    CHECK(soon([&] { return a.net->status().unacknowledged == 0 && !a.net->status().peers.empty(); }));
    CHECK(a.broken + b.broken == "");
    a.net->stop();
    b.net->stop();
}

TEST_CASE("two desks that dial each other keep one link, and a desk may find its own address in the list") {
    const auto site = site_of(2);
    Device a(site, 20), b(site, 21);
    const auto port_a = a.open(on_loopback());
    const auto port_b = b.open(on_loopback());
    a.net->give(roster_of({&a, &b}));
    b.net->give(roster_of({&a, &b}));
    const std::vector<PeerAddress> both{{"127.0.0.1", port_a, std::nullopt},
                                        {"127.0.0.1", port_b, std::nullopt}};
    a.net->set_peers(both);
    b.net->set_peers(both);
    CHECK(soon([&] { return a.net->status().peers.size() == 1 && a.net->status().peers[0].linked; }));
    CHECK(soon([&] { return a.reported("link.self"); }));
    a.write_one();
    b.write_one();
    CHECK(soon([&] { return a.has(b.id) == 1 && b.has(a.id) == 1; }));

    a.net->set_online(false);  // the cable is out
    CHECK(soon([&] { return !a.net->status().peers[0].linked && !b.net->status().peers[0].linked; }));
    a.write_one();
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    CHECK(b.has(a.id) == 1);
    CHECK(a.net->status().unacknowledged == 1);
    a.net->set_online(true);
    CHECK(soon([&] { return b.has(a.id) == 2; }));
    a.net->stop();
    b.net->stop();
}

TEST_CASE("a stranger, and a device of another site, get no link") {
    Device a(site_of(3), 30), outsider(site_of(4), 31);
    const auto port = a.open(on_loopback());
    a.net->give(roster_of({&a}));
    outsider.open(on_loopback({{"127.0.0.1", port, std::nullopt}}));
    outsider.net->give(roster_of({&a, &outsider}));
    CHECK(soon([&] { return a.reported("link.stranger"); }));
    CHECK(a.net->status().peers.empty());
    a.net->stop();
    outsider.net->stop();
}

TEST_CASE("a new device joins with the code that the administrator read out") {
    Device a(site_of(5), 50);
    const auto port = a.open(on_loopback());
    auto roster = roster_of({&a});
    roster.entries.push_back({storage::hash(core::view("entry")), core::Bytes{7, 7, 7}});
    a.net->give(std::move(roster));
    tests::SeededRandom random(51);
    auto code = OneTimeCode::fresh(random);
    const auto spoken = code.text();
    a.net->give(InvitationOpened{9, std::move(code)});

    const auto signing = storage::SigningKey::fresh(random);
    const auto box = storage::BoxKey::fresh(random);
    const auto wrong = OneTimeCode::fresh(random);
    CHECK(!join_over_tcp({"127.0.0.1", port}, wrong, signing, box, "desk C", random, 3000));

    core::Result<Joined> joined = core::Error{};
    std::thread joiner([&] {
        const auto typed = OneTimeCode::parse(spoken);
        joined = join_over_tcp({"127.0.0.1", port}, *typed, signing, box, "desk C", random, 5000);
    });
    REQUIRE(soon([&] {
        const std::lock_guard lock(a.mutex);
        return a.join.has_value();
    }));
    CHECK(a.join->invitation == 9);
    CHECK(a.join->name == "desk C");
    CHECK(a.join->signing == signing.public_key);
    CHECK(a.join->box == box.public_key);
    const auto given_id = core::fresh_id<core::DeviceId>(a.random);
    a.net->give(JoinDecided{a.join->link, true, given_id, core::Bytes{1, 2, 3}});
    joiner.join();
    REQUIRE(joined);
    CHECK(joined->device == given_id);
    CHECK(joined->welcome == core::Bytes{1, 2, 3});
    CHECK(joined->roster == std::vector<core::Bytes>{{7, 7, 7}});
    a.net->stop();
}

TEST_CASE("desks meet over IPv6 as well, where the machine has it") {
    const auto site = site_of(7);
    Device a(site, 70), b(site, 71);
    NetSettings settings;
    settings.listen_host = "::1";
    settings.beacon = false;
    {
        NetNode probe(OwnIdentity{site, a.id, a.box.secret.clone()}, settings, a.random, a.clock,
                      [](Action) {});
        if (!probe.start()) {
            MESSAGE("no IPv6 here: not tried");
            return;
        }
    }
    const auto port = a.open(settings);
    a.net->give(roster_of({&a, &b}));
    settings.peers = {{"::1", port, std::nullopt}};
    b.open(settings);
    b.net->give(roster_of({&a, &b}));
    a.write_one();
    CHECK(soon([&] { return b.has(a.id) == 1; }));
    a.net->stop();
    b.net->stop();
}

TEST_CASE("an address that is not this machine's is refused in words, and so is a port that is taken") {
    Device a(site_of(6), 60);
    const auto port = a.open(on_loopback());
    const auto attempt = [&](const std::string& host, std::uint16_t wanted) {
        NetSettings settings;
        settings.listen_host = host;
        settings.listen_port = wanted;
        NetNode node(OwnIdentity{a.site, a.id, a.box.secret.clone()}, settings, a.random, a.clock,
                     [](Action) {});
        const auto got = node.start();
        return got ? std::string("listens") : got.error().reason;
    };
    CHECK(attempt("203.0.113.1", 0) == "net.address");
    CHECK(attempt("not an address", 0) == "net.address");
    CHECK(attempt("127.0.0.1", port) == "net.port_taken");
    a.net->stop();
}
