// The label of a store file and the header of its log against worked examples. The expected bytes were
// computed outside this program, with Python's hashlib (BLAKE2b with salt and person is what crypto_kdf and
// the sums are made of).
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>

#include "storage/sqlite/wal_cipher.h"

namespace {

constexpr const char* wal_example = "377f0682002de218000010000000000111223344556677884b01c7fb62fa783c";
constexpr const char* label_example =
    "000102030405060708090a0b0c0d0e0f10000202284020200100010000003b4d5064b068619c7ed8665ba17a";

storage::StoreLabel example_label() {
    storage::StoreLabel label;
    for (std::size_t i = 0; i < label.store_id.size(); ++i) label.store_id[i] = static_cast<std::uint8_t>(i);
    label.epoch = 1;
    return label;
}

storage::PageCipher cipher() { return {storage::Secret::copy_of(core::Bytes(32, 3)), example_label()}; }

// docs/formats.md without blanks and without what stands behind '#'.
std::string formats_page() {
    std::ifstream in(KAKANAI_SOURCE_DIR "/docs/formats.md");
    std::string page;
    for (std::string line; std::getline(in, line);) page += line.substr(0, line.find('#'));
    std::erase(page, ' ');
    return page;
}

std::array<std::uint8_t, storage::page_size> sealed_first_page() {
    std::array<std::uint8_t, storage::page_size> plain{}, sealed{};
    std::memcpy(plain.data(), "SQLite format 3", 16);
    constexpr std::uint8_t clear[] = {0x10, 0, 2, 2, 40, 64, 32, 32};
    std::copy(std::begin(clear), std::end(clear), plain.begin() + 16);
    REQUIRE(cipher().seal(1, plain.data(), sealed.data()));
    return sealed;
}

}  // namespace

TEST_CASE("the label is the worked example, and the example stands in the documents") {
    const auto page = sealed_first_page();
    CHECK(core::to_hex({page.data(), storage::label_size}) == label_example);
    CHECK(cipher().is_key_of(page));
    CHECK(formats_page().find(label_example) != std::string::npos);
}

TEST_CASE("the header of the WAL is the worked example, and opens to SQLite's own") {
    core::Bytes plain = *core::from_hex("377f0682002de21800001000000000011122334455667788");
    plain.resize(storage::wal_header_size);
    std::array<std::uint8_t, storage::wal_header_size> sealed{}, opened{};
    const storage::WalCipher frames(storage::Secret::copy_of(core::Bytes(32, 3)), example_label());
    frames.seal_header(plain.data(), sealed.data());
    CHECK(core::to_hex(sealed) == wal_example);
    CHECK(formats_page().find(wal_example) != std::string::npos);
    REQUIRE(frames.open_header(sealed.data(), opened.data()));
    CHECK(std::equal(opened.begin(), opened.begin() + 24, plain.begin()));
    sealed[20] ^= 1;
    CHECK_FALSE(frames.open_header(sealed.data(), opened.data()));
}

TEST_CASE("a label of a newer format is told from a damaged one") {
    auto page = sealed_first_page();
    page[24] = 9;
    CHECK(storage::parse_label(page).error().reason == "store.damaged");
    // The same with its sum made right: BLAKE2b over bytes 0..37, as a newer release would write it.
    const std::array<std::uint8_t, 6> sum = {0x5d, 0x33, 0x54, 0x2a, 0x7f, 0xe6};
    std::copy(sum.begin(), sum.end(), page.begin() + 38);
    CHECK(storage::parse_label(page).error().reason == "store.newer");
    CHECK(storage::parse_label(page).error().count == 9);
}
