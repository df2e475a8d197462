#include "forms/intake/ink.h"

#include <doctest/doctest.h>

using namespace forms;

TEST_CASE("a signature comes back stroke by stroke") {
    const Ink ink{
        120'000,
        40'000,
        {{{10'000, 5'000, 0}, {30'000, 9'000, 80}}, {{20'000, 30'000, 400}, {90'000, 31'000, 900}}}};
    const auto bytes = encode_ink(ink);
    const auto back = decode_ink(bytes);
    REQUIRE(back);
    CHECK(*back == ink);
    CHECK(is_signature(ink));
    CHECK_FALSE(is_signature(Ink{120'000, 40'000, {{{10'000, 5'000, 0}}}}));
    CHECK_FALSE(is_signature(Ink{120'000, 40'000, {{{-30'000, -5'000, 0}, {-9'000, -5'000, 0}}}}));
}

TEST_CASE("ink cut short or too large is refused") {
    const auto bytes = encode_ink(Ink{120'000, 40'000, {{{10'000, 5'000, 0}, {30'000, 9'000, 80}}}});
    for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_FALSE(decode_ink(core::ByteView(bytes).first(n)));
    core::Writer huge;
    huge.u8(1).varint(1000).varint(1000).varint(1).varint(1'000'000'000);
    CHECK(decode_ink(huge.bytes()).error().reason == "ink.malformed");
}
