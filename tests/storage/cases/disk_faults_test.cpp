// A desk on a disk that forgets and fails: what was called saved is there, whole, and work goes on.
#include <doctest/doctest.h>

#include "storage/cases/case_check.h"
#include "tests/support/case_desk.h"
#include "tests/support/forgetful_disk.h"

using namespace storage;
using support::CaseNode;
using support::Failure;
using support::ForgetfulDisk;
using support::must;

namespace {

DatabaseOptions on(const ForgetfulDisk& disk) {
    DatabaseOptions options;
    options.disk = &disk;
    return options;
}

// One answer, sealed, in a block of its own.
core::Status save(CaseNode& desk, const core::CaseId& id, int value) {
    auto block = desk.node().gate().begin();
    if (!block) return block.error();
    const forms::Answer answer{std::to_string(value), forms::Source::interview, "", false};
    const forms::Change change{desk.account(), {forms::Write{{0, forms::field::phone}, answer, {}}}};
    const Batch batch = desk.batch_of(id, {{part_class::content + 1, forms::encode_change(change)}});
    const auto context = desk.log().draft({0}).context;
    if (auto status = desk.log().append_own(batch); !status) return status;
    if (auto status = desk.cases().apply(batch, context); !status) return status;
    if (auto seal = desk.log().seal(desk.node().device().key); !seal) return seal.error();
    return block->commit();
}

void check_whole(CaseNode& desk) {
    CHECK(must(check_log(desk.log(), [](const core::DeviceId& device) {
              return std::optional(support::LogNode::key_of(device));
          })).whole());
    CHECK(must(check_cases(desk.cases())).whole());
}

std::string phone(CaseNode& desk, const core::CaseId& id) {
    return must(desk.cases().find(id))->shown_text({0, forms::field::phone});
}

}  // namespace

TEST_CASE("the power goes eighty times in mid-work: every saved answer is there, and nothing is half there") {
    ForgetfulDisk disk(5);
    CaseNode desk(1, on(disk));
    const auto id = desk.receive(1, "佐藤", "サトウ");
    tests::SeededRandom random(9);
    int saved = 0;
    int value = 0;
    for (int cut = 0; cut < 80; ++cut) {
        disk.cut_after(static_cast<std::int64_t>(1 + random.below(60)));
        while (save(desk, id, ++value)) {
            saved = value;
            if (value % 5 == 0) (void)desk.node().database().checkpoint(Checkpoint::passive);
        }
        desk.shut();
        disk.restart();
        desk.reopen();
        const std::string held = phone(desk, id);
        CHECK((held == std::to_string(saved) || held == std::to_string(value) || saved == 0));
        saved = held.empty() ? 0 : std::stoi(held);
        check_whole(desk);
    }
    MESSAGE("80 power cuts, ", value, " answers tried, last held ", saved);
    CHECK(saved > 80);
}

TEST_CASE("a disk that is full at any call: one sentence, nothing lost, and the next answer is saved") {
    for (const bool for_good : {false, true}) {
        ForgetfulDisk disk(6);
        CaseNode desk(1, on(disk));
        const auto id = desk.receive(1, "佐藤", "サトウ");
        REQUIRE(save(desk, id, 0));
        std::set<std::string> reasons;
        int refused = 0;
        for (int calls = 1; calls <= 40; ++calls) {
            const std::string before = phone(desk, id);
            const std::uint64_t head = desk.log().heads().of(desk.node().device().id);
            disk.fail_after(calls, Failure::full, for_good);
            const auto status = save(desk, id, calls);
            disk.heal();
            if (!status) {
                ++refused;
                reasons.insert(status.error().reason);
                CHECK(phone(desk, id) == before);
                CHECK(desk.log().heads().of(desk.node().device().id) == head);
            }
            const auto again = save(desk, id, 1000 + calls);
            if (!again) FAIL(calls, " ", again.error().reason, " ", again.error().detail);
            CHECK(phone(desk, id) == std::to_string(1000 + calls));
        }
        CHECK(refused > 0);
        CHECK(reasons == std::set<std::string>{"disk.full"});
        check_whole(desk);
        desk.reopen();
        check_whole(desk);
        CHECK(phone(desk, id) == "1040");
    }
}
