#include "app/service/recovery_paper.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>

#include "storage/env/system_environment.h"
#include "tests/support/seeded_random.h"
#include "tests/support/temp_folder.h"

namespace {

// A sheet as it comes out of the printer.
struct Printed {
    tests::SeededRandom random;
    support::TempFolder folder;
    storage::RecoverySheet sheet = storage::RecoverySheet::fresh(random);

    Printed() {
        const auto page =
            app::recovery_paper(sheet, "寒河江市", std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
        REQUIRE_MESSAGE(page, page.error().reason);
        REQUIRE(storage::SystemFileSystem().write_whole(folder / "sheet.pdf", *page));
    }
    bool run(const std::string& command) const {
        return std::system(("cd '" + folder.path().string() + "' && " + command).c_str()) == 0;
    }
};

}  // namespace

TEST_CASE("the recovery sheet on paper reads back: the words a person types, in their order") {
    const Printed printed;
    const auto& [random, folder, sheet] = printed;
    REQUIRE(printed.run("pdftotext -raw sheet.pdf text"));
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

TEST_CASE("the code on the paper is read by a scanner of somebody else's making") {
    const Printed printed;
    REQUIRE(
        printed.run("pdftoppm -r 200 -gray sheet.pdf page && zbarimg -q --raw -Sdisable -Sqrcode.enable "
                    "page-1.pgm > scanned"));
    std::ifstream file(printed.folder / "scanned", std::ios::binary);
    std::string scanned{std::istreambuf_iterator<char>(file), {}};
    REQUIRE(scanned.ends_with('\n'));  // of zbarimg, after each code: there is one
    scanned.pop_back();
    const auto read = storage::RecoverySheet::read(core::view(scanned));
    REQUIRE(read);
    CHECK(read->box().public_key == printed.sheet.box().public_key);
}
