#include <doctest/doctest.h>

#include "tests/sim/sim_world.h"

using sim::World;
using sim::WorldOptions;

namespace {

WorldOptions five(std::uint64_t seed, bool star = false) {
    WorldOptions options;
    options.seed = seed;
    options.star = star;
    return options;
}

}  // namespace

TEST_CASE("five nodes in a mesh find one link per pair and agree") {
    World world(five(1));
    world.run_for(5000);
    CHECK(world.links_ready() == 20);
    for (std::size_t node = 0; node < 5; ++node) world.write(node, 3);
    CHECK(world.run_until_level(5000));
    CHECK(world.broken() == "");
    world.run_for(1000);
    for (std::size_t node = 0; node < 5; ++node) {
        const auto status = world.status(node);
        CHECK(status.own_head_compared);
        CHECK(status.unacknowledged == 0);
        for (const auto& peer : status.peers) CHECK(peer.waiting_for_them == 0);
    }
}

TEST_CASE("desks that reach only the backup node agree through it") {
    World world(five(2, true));
    world.run_for(3000);
    CHECK(world.links_ready() == 8);
    for (int round = 0; round < 5; ++round)
        for (std::size_t node = 1; node < 5; ++node) {
            world.write(node, 1);
            world.run_for(40);
        }
    CHECK(world.run_until_level(5000));
    CHECK(world.broken() == "");
    world.run_for(5000);
    for (const auto& peer : world.status(1).peers) {
        CHECK(peer.waiting_for_them == 0);
        CHECK(peer.linked == (peer.device == world.device(0)));
    }
}

TEST_CASE("fifty devices keep a few links each, and what one writes is passed on to all") {
    WorldOptions options;
    options.seed = 50;
    options.nodes = 50;
    World world(options);
    world.run_for(30'000);
    CHECK(world.links_ready() >= 50 * 4);
    CHECK(world.links_ready() <= 50 * 6);
    for (std::size_t node = 0; node < 50; node += 7) world.write(node, 2);
    CHECK(world.run_until_level(20'000));
    CHECK(world.broken() == "");
    world.run_for(60'000);
    for (std::size_t node = 0; node < 50; node += 7)
        for (const auto& peer : world.status(node).peers) CHECK(peer.waiting_for_them == 0);
    CHECK(world.check_status() == "");
    MESSAGE("links between fifty devices: " << world.links_ready() / 2);
}

TEST_CASE("desks that worked apart for a day bring everything together") {
    World world(five(3));
    world.run_for(3000);
    world.partition({{0, 1}, {0, 2}, {0, 3}, {0, 4}, {1, 2}, {1, 3}, {1, 4}, {2, 3}, {2, 4}, {3, 4}}, true);
    for (int i = 0; i < 200; ++i)
        world.write(static_cast<std::size_t>(i) % 5, 1 + static_cast<std::size_t>(i) % 4);
    world.run_for(1000);
    CHECK(!world.level());
    for (const auto& peer : world.status(1).peers) CHECK(peer.waiting_of_ours > 0);
    world.heal();
    CHECK(world.run_until_level(10000));
    CHECK(world.broken() == "");
}

TEST_CASE("a device enrolled at one desk is known to all, and its work reaches all") {
    for (const bool star : {false, true}) {
        auto options = five(4, star);
        options.last_is_new = true;
        World world(options);
        world.run_for(2000);
        world.write(4, 2);
        world.write(1, 1);
        CHECK(world.run_until_level(20000));
        CHECK(world.broken() == "");
        CHECK(world.status(1).peers.size() == 4);
        world.run_for(15000);
        CHECK(world.links_ready() == (star ? 8 : 20));
    }
}

TEST_CASE("a revoked device loses its links everywhere and nothing it writes afterwards is believed") {
    World world(five(5));
    world.run_for(3000);
    world.write(4, 2);
    CHECK(world.run_until_level(3000));
    world.revoke(1, 4);
    world.run_for(15000);
    world.write(4, 3);
    world.write(2, 1);
    world.run_for(15000);
    CHECK(world.broken() == "");
    for (std::size_t node = 0; node < 4; ++node) {
        CHECK(world.log(node).heads().of(world.device(4)) == 2);
        CHECK(world.log(node).heads().of(world.device(2)) == 1);
        CHECK(world.status(node).peers.size() == 3);
    }
    CHECK(world.links_ready() == 12);
}

TEST_CASE("keys change by time without a link being lost") {
    auto options = five(6);
    options.limits.rekey_ms = 300;
    World world(options);
    world.run_for(3000);
    const auto links = world.reports().at("link.ready");
    for (int i = 0; i < 100; ++i) {
        world.write(static_cast<std::size_t>(i) % 5, 1);
        world.run_for(100);
    }
    CHECK(world.run_until_level(3000));
    CHECK(world.reports().at("link.ready") == links);
}

TEST_CASE("a desk that hangs without closing its links slows nobody, and is found out") {
    World world(five(7));
    world.run_for(3000);
    world.partition({{0, 4}, {1, 4}, {2, 4}, {3, 4}}, false);  // the bytes wait, the links stay
    for (int i = 0; i < 200; ++i) {
        world.write(static_cast<std::size_t>(i) % 4, 1);
        world.run_for(20);
    }
    world.run_for(1000);
    for (std::size_t node = 0; node < 4; ++node)
        for (std::size_t author = 0; author < 4; ++author)
            CHECK(world.log(node).heads().of(world.device(author)) == 50);
    CHECK(world.status(0).own_head_compared);
    world.run_for(40000);
    CHECK(world.links_ready() == 12);
    CHECK(world.reports().contains("link.silent"));
    world.heal();
    CHECK(world.run_until_level(30000));
    CHECK(world.broken() == "");
}

TEST_CASE("a network that repeats, drops, swaps and changes bytes ends links, and nothing else") {
    auto options = five(8);
    options.hostile_in = 25;
    World world(options);
    for (int i = 0; i < 300; ++i) {
        world.write(static_cast<std::size_t>(i) % 5, 1 + static_cast<std::size_t>(i) % 3);
        world.run_for(50);
        REQUIRE(world.check_status() == "");
    }
    CHECK(world.reports().at("link.lost") > 20);
    world.quiet_network();
    CHECK(world.run_until_level(60000));
    CHECK(world.broken() == "");
}

TEST_CASE("failed writes are asked for again, and nothing is acknowledged before it is stored") {
    auto options = five(9);
    options.store_fail_in = 4;
    World world(options);
    for (int i = 0; i < 150; ++i) {
        world.write(static_cast<std::size_t>(i) % 5, 1);
        world.run_for(100);
        REQUIRE(world.check_status() == "");
    }
    world.quiet_network();
    CHECK(world.run_until_level(30000));
    CHECK(world.broken() == "");
}

TEST_CASE("level nodes that wait send little") {
    World world(five(10));
    for (std::size_t node = 0; node < 5; ++node) world.write(node, 4);
    world.run_for(30000);
    REQUIRE(world.level());
    const auto before = world.bytes_sent();
    world.run_for(600'000);
    const auto per_check = static_cast<double>(world.bytes_sent() - before) / 10 / 60;  // 10 pairs, 60 checks
    MESSAGE("bytes per pair and idle check, both ways: " << per_check);
    CHECK(per_check <= 150);
}

TEST_CASE(
    "desks compare the state of their cases where they stand at the same log, and a difference is told") {
    World world(five(11));
    world.run_for(3000);
    for (std::size_t node = 1; node < 4; ++node) world.state_known(node, 1);
    world.run_for(500);
    CHECK(world.reports().at("sync.state_equal") == 6);
    CHECK(!world.reports().contains("sync.state_differs"));
    world.state_known(4, 2);
    world.run_for(500);
    CHECK(world.reports().at("sync.state_differs") == 3);
}
