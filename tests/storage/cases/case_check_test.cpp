#include "storage/cases/case_check.h"

#include <doctest/doctest.h>

#include "tests/support/case_desk.h"

using namespace storage;
using support::CaseNode;
using support::must;

namespace {

std::vector<std::string> reasons(CaseNode& desk) {
    std::vector<std::string> out;
    for (const auto& finding : must(check_cases(desk.cases())).findings) out.push_back(finding.reason);
    return out;
}

}  // namespace

TEST_CASE("projections that say what the log says are found whole") {
    CaseNode a(1);
    const auto id = a.receive(1, "佐藤　一郎", "サトウ　イチロウ");
    a.receive(2, "鈴木", "スズキ");
    a.claim(id);
    const auto check = must(check_cases(a.cases()));
    CHECK(check.whole());
    CHECK(check.cases == 2);
    CHECK(check.acts == 3);
}

TEST_CASE("each projection that was spoiled is named, and a rebuild mends it") {
    const std::pair<const char*, const char*> damages[] = {
        {"UPDATE case_state SET state = (SELECT state FROM case_state WHERE n = 2) WHERE n = 1",
         "check.state"},
        {"DELETE FROM case_state WHERE n = 1", "check.state"},
        {"UPDATE case_row SET ticket = '99' WHERE n = 1", "check.row"},
        {"DELETE FROM case_row WHERE n = 2", "check.row"},
        {"DELETE FROM search_key WHERE key = 'サトウ' OR n = 2", "check.words"},
        {"INSERT INTO search_key (kind, key, n) VALUES (1, 'ムカシ', 1)", "check.words"},
        {"UPDATE service_line SET desk = 'Z' WHERE n = 1", "check.lines"},
        {"DELETE FROM act WHERE case_n = 1", "check.acts"},
        {"INSERT INTO unread_batch (place, reason) VALUES (1, 'crypto.refused')", "check.unread"},
    };
    for (const auto& [sql, reason] : damages) {
        CAPTURE(sql);
        CaseNode a(1);
        a.receive(1, "佐藤　一郎", "サトウ　イチロウ");
        a.receive(2, "鈴木", "スズキ");
        MUST(a.connection().run(sql));
        const auto found = reasons(a);
        REQUIRE_FALSE(found.empty());
        CHECK(found.front() == reason);
        MUST(a.cases().rebuild());
        CHECK(reasons(a).empty());
    }
}
