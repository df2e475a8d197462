#include "storage/log/node_state.h"

#include <doctest/doctest.h>

#include "tests/support/log_node.h"

using namespace storage;
using support::LogNode;
using support::must;

TEST_CASE("settings, secrets and peers are found again after a restart") {
    LogNode node(1);
    {
        Connection& connection = node.database().writer();
        MUST(SettingTable(connection).set_text("site.name", "練習市"));
        MUST(SettingTable(connection).set_number("limit", -5));
        MUST(SecretTable(connection).set("device.seed", core::Bytes(32, 4)));
        core::VersionVector vector;
        vector.set(core::DeviceId{{2}}, 12);
        MUST(PeerTable(connection).put({core::DeviceId{{2}}, vector, {1000}, -20, "10.0.0.2:7771"}));
        MUST(PeerTable(connection).put({core::DeviceId{{2}}, vector, {2000}, 30, "10.0.0.2:7772"}));
    }
    node.reopen();
    Connection& connection = node.database().writer();
    CHECK(must(SettingTable(connection).text("site.name")) == "練習市");
    CHECK(must(SettingTable(connection).number("limit")) == -5);
    CHECK_FALSE(must(SettingTable(connection).number("unknown")));
    const auto secret = SecretTable(connection).find("device.seed");
    REQUIRE(secret);
    REQUIRE(*secret);
    CHECK((*secret)->view()[31] == 4);
    const auto peers = must(PeerTable(connection).entries());
    REQUIRE(peers.size() == 1);
    CHECK(peers[0].durable.of(core::DeviceId{{2}}) == 12);
    CHECK(peers[0].seen.unix_ms == 2000);
    CHECK(peers[0].clock_ms == 30);
    CHECK(peers[0].address == "10.0.0.2:7772");
}

TEST_CASE("a day's reception numbers go up by one and never back, each day from one") {
    LogNode node(1);
    Connection& connection = node.database().writer();
    Counters counters(connection);
    CHECK(must(counters.next("reception", 20260401)) == 1);
    CHECK(must(counters.next("reception", 20260401)) == 2);
    CHECK(must(counters.next("reception", 20260402)) == 1);
    MUST(counters.raise("reception", 20260402, 7));
    MUST(counters.raise("reception", 20260402, 3));
    CHECK(must(counters.next("reception", 20260402)) == 8);
    CHECK(must(counters.value("reception", 20260401)) == 2);
    CHECK(must(counters.newest_day("reception")) == 20260402);
}

TEST_CASE("the roster's digest depends on its entries, not on the order in which they came") {
    LogNode a(1);
    LogNode b(2);
    const core::Bytes one(100, 1);
    const core::Bytes two(100, 2);
    RosterTable of_a(a.database().writer());
    RosterTable of_b(b.database().writer());
    MUST(of_a.add(hash(one), one));
    MUST(of_a.add(hash(two), two));
    MUST(of_b.add(hash(two), two));
    CHECK(must(of_a.digest()) != must(of_b.digest()));
    MUST(of_b.add(hash(one), one));
    MUST(of_b.add(hash(one), one));
    CHECK(must(of_a.digest()) == must(of_b.digest()));
    CHECK(must(of_a.entries()) == std::vector<core::Bytes>{one, two});
    CHECK(must(of_b.find(hash(one))) == one);
}
