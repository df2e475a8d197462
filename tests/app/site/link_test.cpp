// What the backup node's program cannot do is shown by what it is made of: neither the form code nor anything
// that opens a case is linked into it.
#include <doctest/doctest.h>

#include <sstream>

#include "tests/app/site/program.h"

namespace {

// Lines of the symbol table that name one of the words.
std::string naming(const std::string& program, const std::vector<std::string>& words) {
    const auto listed = tests::run_program({"/usr/bin/nm", "-C", tests::program_path(program)});
    REQUIRE(listed.exit_code == 0);
    REQUIRE(listed.out.find(" main\n") != std::string::npos);  // a stripped program would prove nothing
    std::istringstream lines(listed.out);
    std::string found;
    for (std::string line; std::getline(lines, line);) {
        for (const auto& word : words) {
            if (line.find(word) != std::string::npos) found += line + "\n";
        }
    }
    return found;
}

const std::vector<std::string> form_code{"forms::"};
const std::vector<std::string> key_code{
    "storage::KeyRing",   "storage::EpochKeys",          "storage::RecordCipher",
    "storage::open_part", "storage::unwrap_as_audience", "storage::CaseStore"};

}  // namespace

TEST_CASE("the backup node holds no form code") { CHECK(naming("kakanai-backupd", form_code) == ""); }

TEST_CASE("the backup node holds nothing that opens a case") {
    CHECK(naming("kakanai-backupd", key_code) == "");
}

TEST_CASE("the same look at a desk's program finds both: the search is not blind") {
    CHECK(naming("kakanai-admin", form_code) != "");
    for (const auto& word : key_code) CHECK_MESSAGE(naming("kakanai-admin", {word}) != "", word);
}
