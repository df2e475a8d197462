// A desk killed at any moment: what it called saved is there, and log, cases and lists agree.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/cases/case_check.h"
#include "tests/support/case_desk.h"

using namespace storage;
using support::CaseNode;
using support::must;

namespace {

// Works until killed; tells each batch's number through the pipe once its block is committed.
[[noreturn]] void work_on(CaseNode& desk, int pipe_end) {
    desk.reopen();
    std::vector<core::CaseId> ids;
    for (int i = 0;; ++i) {
        {
            auto block = must(desk.node().gate().begin());
            if (i % 3 == 0)
                ids.push_back(desk.receive(i, "佐藤", "サトウ"));
            else
                desk.answer(ids[static_cast<std::size_t>(i) % ids.size()], forms::field::phone,
                            std::to_string(i));
            if (i % 4 == 0) MUST(desk.log().seal(desk.node().device().key));
            MUST(block.commit());
        }
        if (i % 20 == 19) (void)desk.node().database().checkpoint(Checkpoint::passive);
        const std::uint64_t saved = desk.log().heads().of(desk.node().device().id);
        if (::write(pipe_end, &saved, sizeof saved) != sizeof saved) ::_exit(1);
    }
}

std::uint64_t run_and_kill(CaseNode& desk, unsigned after_us) {
    desk.shut();
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) work_on(desk, ends[1]);
    ::close(ends[1]);
    ::usleep(after_us);
    ::kill(child, SIGKILL);
    int how = 0;
    ::waitpid(child, &how, 0);
    CHECK(WIFSIGNALED(how));
    std::uint64_t saved = 0;
    std::uint64_t next = 0;
    while (::read(ends[0], &next, sizeof next) == sizeof next) saved = next;
    ::close(ends[0]);
    return saved;
}

}  // namespace

TEST_CASE("a desk killed twenty times in mid-work has lost nothing it called saved") {
    CaseNode desk(1);
    tests::SeededRandom random(17);
    std::uint64_t batches = 0;
    for (int kill = 0; kill < 20; ++kill) {
        const std::uint64_t saved = run_and_kill(desk, static_cast<unsigned>(random.below(60'000)));
        desk.reopen();
        const std::uint64_t held = desk.log().heads().of(desk.node().device().id);
        CHECK(held >= std::max(saved, batches));
        batches = held;
        const auto log = must(check_log(desk.log(), [](const core::DeviceId& device) {
            return std::optional(support::LogNode::key_of(device));
        }));
        CHECK(log.whole());
        CHECK(must(check_cases(desk.cases())).whole());
    }
    MESSAGE("20 kills, ", batches, " batches saved");
    CHECK(batches > 0);
    MUST(desk.node().database().check());
}
