#include "storage/keys/device_key.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "storage/keys/key_file.h"
#include "tests/support/seeded_random.h"

using namespace storage;

TEST_CASE("a device's keys come back from their bytes, and from no others") {
    tests::SeededRandom random;
    const DeviceKey key = DeviceKey::fresh(random);
    const Secret bytes = key.bytes();
    const auto back = DeviceKey::from_bytes(bytes.view());
    REQUIRE(back);
    CHECK(back->id == key.id);
    CHECK(back->sign.public_key == key.sign.public_key);
    CHECK(back->box.public_key == key.box.public_key);
    CHECK(equal(back->box.secret.view(), key.box.secret.view()));
    CHECK_FALSE(DeviceKey::from_bytes(bytes.view().first(80)));
    CHECK_FALSE(DeviceKey::from_bytes({}));
    Secret later = bytes.clone();
    later.bytes()[0] = 2;
    CHECK(DeviceKey::from_bytes(later.view()).error().reason == "device_key.damaged");
}

TEST_CASE("a key file is read only while nobody else could") {
    tests::SeededRandom random;
    char folder[] = "/tmp/kakanai-key-XXXXXX";
    REQUIRE(::mkdtemp(folder) != nullptr);
    const std::string path = std::string(folder) + "/store.key";
    CHECK(read_key_file(path).error().reason == "key_file.absent");
    REQUIRE(make_key_file(path, random));
    CHECK(make_key_file(path, random).error().reason == "key_file.exists");
    const auto key = read_key_file(path);
    REQUIRE(key);
    CHECK(key->size() == 32);
    for (const mode_t mode : {0640u, 0604u, 0660u, 0620u}) {
        REQUIRE(::chmod(path.c_str(), mode) == 0);
        CHECK(read_key_file(path).error().reason == "key_file.open_to_others");
    }
    REQUIRE(::chmod(path.c_str(), 0400) == 0);
    CHECK(read_key_file(path));
    const std::string link = std::string(folder) + "/link";
    REQUIRE(::symlink(path.c_str(), link.c_str()) == 0);
    CHECK_FALSE(read_key_file(link));
    const std::string shorter = std::string(folder) + "/short";
    std::ofstream(shorter) << "abc";
    REQUIRE(::chmod(shorter.c_str(), 0600) == 0);
    CHECK(read_key_file(shorter).error().reason == "key_file.malformed");
    for (const auto& name : {path, link, shorter}) ::unlink(name.c_str());
    ::rmdir(folder);
}

TEST_CASE("a systemd credential is found where systemd says it lies") {
    ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/kakanai", 1);
    CHECK(credential_path() == "/run/credentials/kakanai/kakanai-store-key");
    ::unsetenv("CREDENTIALS_DIRECTORY");
    CHECK(credential_path().empty());
}
