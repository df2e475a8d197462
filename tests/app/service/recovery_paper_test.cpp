#include "app/service/recovery_paper.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "storage/env/system_environment.h"
#include "tests/support/seeded_random.h"
#include "tests/support/temp_folder.h"

TEST_CASE("the recovery sheet on paper reads back: the words a person types, in their order") {
    tests::SeededRandom random;
    support::TempFolder folder;
    const auto sheet = storage::RecoverySheet::fresh(random);
    const auto page = app::recovery_paper(sheet, "寒河江市", std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
    REQUIRE_MESSAGE(page, page.error().reason);
    REQUIRE(storage::SystemFileSystem().write_whole(folder / "sheet.pdf", *page));
    REQUIRE(std::system(("pdftotext -raw " + (folder / "sheet.pdf") + " " + (folder / "text")).c_str()) == 0);
    std::ifstream text(folder / "text");
    std::string words;
    for (std::string word; text >> word;) {
        const bool of_sheet = word.size() == 5 &&
                              word.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string::npos;
        if (of_sheet) words += word + " ";
    }
    const auto read = storage::RecoverySheet::read(core::view(words));
    REQUIRE_MESSAGE(read, words);
    CHECK(read->box().public_key == sheet.box().public_key);
}
