// The label of a store file against a worked example. The expected bytes were computed outside this program,
// with Python's hashlib (BLAKE2b with salt and person is what crypto_kdf and the sums are made of).
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>

#include "storage/sqlite/page_cipher.h"

namespace {

constexpr const char* example =
    "000102030405060708090a0b0c0d0e0f10000202284020200100010000003b4d5064b068619c7ed8665ba17a";

storage::PageCipher cipher() {
    storage::StoreLabel label;
    for (std::size_t i = 0; i < label.store_id.size(); ++i) label.store_id[i] = static_cast<std::uint8_t>(i);
    label.epoch = 1;
    return {storage::Secret::copy_of(core::Bytes(32, 3)), label};
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
    CHECK(core::to_hex({page.data(), storage::label_size}) == example);
    CHECK(cipher().is_key_of(page));
    std::ifstream in(KAKANAI_SOURCE_DIR "/docs/store.md");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    std::erase(text, ' ');
    CHECK(text.find(example) != std::string::npos);
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
