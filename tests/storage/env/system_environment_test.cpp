#include "storage/env/system_environment.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "tests/support/temp_folder.h"

TEST_CASE("a whole file is written for its owner only and replaces the old one") {
    support::TempFolder folder;
    storage::SystemFileSystem files;
    const std::string path = folder / "slots";
    REQUIRE(files.write_whole(path, core::view("first")));
    REQUIRE(files.write_whole(path, core::view("second, longer")));
    CHECK(files.read(path, 100).value() ==
          core::Bytes(core::view("second, longer").begin(), core::view("second, longer").end()));
    struct stat about {};
    REQUIRE(::stat(path.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a file larger than its reader allows is refused before it is read") {
    support::TempFolder folder;
    storage::SystemFileSystem files;
    REQUIRE(files.write_whole(folder / "f", core::Bytes(1000, 1)));
    CHECK(files.read(folder / "f", 999).error().reason == "file.too_large");
    CHECK(files.read(folder / "f", 1000).value().size() == 1000);
}

TEST_CASE("a missing file is named as missing, and removing it is no error") {
    support::TempFolder folder;
    storage::SystemFileSystem files;
    CHECK(files.read(folder / "none", 10).error().reason == "file.missing");
    CHECK(files.remove(folder / "none"));
    CHECK_FALSE(files.write_whole(folder / "no/folder/here", core::Bytes{1}));
}

TEST_CASE("chance does not repeat") {
    storage::SystemRandom random;
    std::set<std::array<std::uint8_t, 16>> seen;
    for (int i = 0; i < 1000; ++i) {
        std::array<std::uint8_t, 16> bytes{};
        random.fill(bytes);
        seen.insert(bytes);
    }
    CHECK(seen.size() == 1000);
}
