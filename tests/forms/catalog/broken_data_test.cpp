// form check on the shipped data with one defect at a time: it must name the defect, and the file and line
// where it stands.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "forms/catalog/catalog_check.h"
#include "forms/catalog/validate.h"
#include "forms/interview/derive.h"
#include "tests/forms/catalog/broken_data.h"

using namespace forms;

namespace {

Problems check(const std::string& folder) {
    return check_catalog(folder, derivation_names(), validation_names());
}

// A defect that shows elsewhere than in the file that has it: what refers to it, or no longer does.
const std::set<std::string> seen_from_afar{"forms.never_asked", "forms.procedure_unreachable",
                                           "forms.not_on_paper", "forms.asked_twice", "forms.rows_differ"};

}  // namespace

TEST_CASE("every defect in the data files is named with its file and line") {
    tests::BrokenData copy(std::filesystem::path(KAKANAI_BINARY_DIR) / "broken_data_test");
    CHECK(tests::defects().size() >= 25);
    for (const auto& defect : tests::defects()) {
        CAPTURE(defect.name);
        const int line = copy.put(defect);
        REQUIRE(line > 0);
        const auto problems = check(copy.folder());
        const auto found = std::find_if(problems.begin(), problems.end(),
                                        [&](const auto& problem) { return problem.reason == defect.reason; });
        const bool named = found != problems.end();
        CHECK(named);
        if (named) {
            CHECK(found->line > 0);
            CHECK(describe(*found).starts_with(found->file + ":" + std::to_string(found->line) + ": "));
        }
        if (named && !seen_from_afar.contains(defect.reason)) {
            CHECK(found->file == defect.file);
            // The line of the defect, or where the element, field, edition or life event begins that has it.
            CHECK(found->line >= line - 30);
            CHECK(found->line <= line + 2);
        }
        copy.mend(defect);
    }
    CHECK(check(copy.folder()).empty());
}
