#include "storage/log/log_check.h"

#include <doctest/doctest.h>

#include "tests/support/log_node.h"

using namespace storage;
using support::LogNode;
using support::must;

namespace {

std::optional<PublicKey> known_key(const core::DeviceId& device) { return LogNode::key_of(device); }

std::vector<std::string> reasons(LogNode& node) {
    std::vector<std::string> out;
    for (const auto& finding : must(check_log(node.log(), known_key)).findings) out.push_back(finding.reason);
    return out;
}
using Reasons = std::vector<std::string>;

struct TwoDesks {
    LogNode a{1};
    LogNode b{2};
    TwoDesks() {
        for (std::uint8_t i = 1; i <= 5; ++i) a.write({i}, core::CaseId{{i}});
        a.seal();
        b.take_from(a);
        b.write({9});
        b.seal();
        a.take_from(b);
    }
    void spoil(const std::string& sql) {
        MUST(a.database().writer().run(sql));
        a.reopen();
    }
};

}  // namespace

TEST_CASE("a whole log is found whole, and what was looked at is counted") {
    TwoDesks desks;
    desks.a.write(Bytes(70'000, 3), core::CaseId{{1}});
    const auto check = must(check_log(desks.a.log(), known_key));
    CHECK(check.whole());
    CHECK(check.devices == 2);
    CHECK(check.batches == 7);
    CHECK(check.seals == 2);
    CHECK(check.parts == 7);
    CHECK(check.attachments == 1);
}

TEST_CASE("each kind of damage behind the page cipher is called by its name") {
    SUBCASE("a batch removed") {
        TwoDesks desks;
        MUST(desks.a.database().writer().run("DELETE FROM batch WHERE seq = 3 AND device = 1"));
        const Reasons found = reasons(desks.a);
        CHECK(found.front() == "check.gap");
        CHECK(std::count(found.begin(), found.end(), "check.chain") == 1);
    }
    SUBCASE("a head changed") {
        TwoDesks desks;
        MUST(desks.a.database().writer().run(
            "UPDATE batch SET head = (SELECT substr(head, 1, 19) || x'7f' || substr(head, 21) FROM batch "
            "WHERE seq = 2 AND device = 1) WHERE seq = 2 AND device = 1"));
        const Reasons found = reasons(desks.a);
        REQUIRE_FALSE(found.empty());
        CHECK((found.front() == "check.chain" || found.front() == "check.unreadable"));
    }
    SUBCASE("a seal replaced") {
        TwoDesks desks;
        MUST(desks.a.database().writer().run(
            "UPDATE batch SET seal = substr(seal, 1, 95) || x'00' WHERE seal IS NOT NULL AND device = 1"));
        CHECK(reasons(desks.a) == Reasons{"check.seal"});
    }
    SUBCASE("a seal of another device removed") {
        TwoDesks desks;
        MUST(desks.a.database().writer().run("UPDATE batch SET seal = NULL WHERE device = 2"));
        const Reasons found = reasons(desks.a);
        CHECK(std::count(found.begin(), found.end(), "check.unsealed") == 1);
    }
    SUBCASE("a part emptied without an erasure") {
        TwoDesks desks;
        MUST(desks.a.database().writer().run(
            "UPDATE batch SET body = x'010000' WHERE seq = 2 AND device = 1"));
        CHECK(reasons(desks.a) == Reasons{"check.hollow"});
    }
    SUBCASE("a part changed") {
        TwoDesks desks;
        MUST(desks.a.database().writer().run(
            "UPDATE batch SET body = x'0101010700' WHERE seq = 2 AND device = 1"));
        CHECK(reasons(desks.a) == Reasons{"check.part"});
    }
    SUBCASE("batches that stand before their past") {
        TwoDesks desks;
        MUST(desks.a.database().writer().run("UPDATE batch SET place = place + 100 WHERE device = 1"));
        const Reasons found = reasons(desks.a);
        CHECK(std::count(found.begin(), found.end(), "check.order") == 1);
    }
    SUBCASE("a device nobody knows") {
        TwoDesks desks;
        const auto check = must(check_log(desks.a.log(), [&](const core::DeviceId& device) {
            return device == desks.a.device().id ? known_key(device) : std::nullopt;
        }));
        REQUIRE(check.findings.size() == 1);
        CHECK(check.findings[0].reason == "check.unknown");
        CHECK(check.findings[0].subject == desks.b.device().id.hex());
    }
}
