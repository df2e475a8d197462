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
