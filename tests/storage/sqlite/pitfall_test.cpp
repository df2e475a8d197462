// Are the tests awake? Runs the store's stories against a copy of its sources with one known pitfall switched
// on, seventeen times; each must turn a story red. Without a switch all of these stories are green.
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/support/figure.h"

namespace {

struct Run {
    bool red{false};
    std::string first_story;
};

// One child with the stories that match `filter`; the first failed one by name.
Run run_stories(int pitfall, const std::string& filter, bool long_run) {
    const std::string command =
        std::string(long_run ? "KAKANAI_LONG=1 " : "") + "KAKANAI_PITFALL=" + std::to_string(pitfall) +
        " '" KAKANAI_BINARY_DIR "/bin/kakanai-pitfall-stories' --abort-after=1 --no-colors -tc='" + filter +
        "' 2>&1";
    FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    Run run;
    std::array<char, 4096> line;
    while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
        const std::string text = line.data();
        if (text.starts_with("TEST CASE:")) run.first_story = text.substr(12, text.find('\n') - 12);
    }
    run.red = ::pclose(pipe) != 0;
    return run;
}

struct Pitfall {
    int number;
    const char* what;
    const char* filter;  // stories to try, the quick ones that should notice
    bool only_long{false};
};

constexpr std::array<Pitfall, 17> pitfalls{{
    {1, "a torn frame stops recovery", "whenever the power goes*"},
    {2, "the header probe wants a whole page 1", "whenever the power goes*"},
    {3, "frame headers rewritten after a spill", "undoing to a savepoint*"},
    {4, "checksums in the clear", "the log*checksums*"},
    {5, "the reserve comes back as stored", "a process killed*,whenever the power goes*"},
    {6, "frames padded and split", "a new store keeps*"},
    {7, "page 1 expected first", "a copy larger than any cache*,a part of a page*"},
    {8, "zeros pass for a page nobody wrote", "a page of zeros*"},
    {9, "parts of a page read raw", "a part of a page*"},
    {10, "temporary files", "only the store*own two files*"},
    {11, "SQL leaves the layer", "SQL can neither*"},
    {12, "a used reserve is taken", "what the format cannot hold*"},
    {13, "stale marks of the log", "a reader sees*"},
    {14, "the lock page is swept", "a store beyond one gigabyte*", true},
    {15, "damage without a name", "every byte of the label*,another key*"},
    {16, "mapped pages", "size hints*"},
    {17, "cut pages read as zeros", "a file cut short*"},
}};

}  // namespace

TEST_CASE("each known pitfall turns a test red") {
    const bool long_run = std::getenv("KAKANAI_LONG") != nullptr;
    std::string table;
    int tried = 0, red = 0;
    for (const auto& pitfall : pitfalls) {
        char line[256];
        if (pitfall.only_long && !long_run) {
            std::snprintf(line, sizeof line, "\n%2d  %-40s (with --long)", pitfall.number, pitfall.what);
            table += line;
            continue;
        }
        const Run run = run_stories(pitfall.number, pitfall.filter, pitfall.only_long);
        std::snprintf(line, sizeof line, "\n%2d  %-40s %s", pitfall.number, pitfall.what,
                      run.red ? run.first_story.c_str() : "NOBODY NOTICED");
        table += line;
        ++tried;
        red += run.red ? 1 : 0;
        CHECK_MESSAGE(run.red, "pitfall ", pitfall.number, ": ", std::string(pitfall.what));
    }
    std::printf("pitfall switched on, and the story that noticed:%s\n", table.c_str());
    support::figure(std::to_string(red) + " of " + std::to_string(tried) +
                    " known pitfalls, switched on, turn a test red");
}

TEST_CASE("without a pitfall the same stories are green") {
    std::string filter;
    for (const auto& pitfall : pitfalls)
        if (!pitfall.only_long) filter += std::string(filter.empty() ? "" : ",") + pitfall.filter;
    const Run run = run_stories(0, filter, false);
    CHECK_MESSAGE(!run.red, run.first_story);
}
