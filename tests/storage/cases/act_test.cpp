#include "storage/cases/act.h"

#include <doctest/doctest.h>

using namespace storage;

TEST_CASE("acts are read back as written, and cut or doubled bytes are refused") {
    const std::vector<Act> acts{
        {ActKind::printed_final, core::AccountId{{3}}, "B-014", "F03", 2, {}},
        {ActKind::searched, core::AccountId{{4}}, "", "", 51, {7}},
    };
    const core::Bytes bytes = encode_acts(acts);
    const auto read = decode_acts(bytes);
    REQUIRE(read);
    CHECK(*read == acts);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        CHECK_FALSE(decode_acts(core::ByteView(bytes).first(cut)));
    core::Bytes longer = bytes;
    longer.push_back(0);
    CHECK(decode_acts(longer).error().reason == "act.malformed");
}

TEST_CASE("the bytes of a trace are those of the grammar") {
    const core::Bytes bytes = encode_acts({{ActKind::signed_in, core::AccountId{{0xAB}}, "A-1", "", -1, {}}});
    CHECK(core::to_hex(bytes) ==
          "02"
          "01"
          "01"
          "05"
          "ab000000000000000000000000000000"
          "03412d31"
          "01");
}

TEST_CASE("a trace of the first release is still read") {
    const auto bytes = core::from_hex(
        "01"
        "01"
        "01"
        "ab000000000000000000000000000000"
        "03412d31"
        "00"
        "01"
        "00");
    REQUIRE(bytes);
    const auto acts = decode_acts(*bytes);
    REQUIRE(acts);
    CHECK(*acts == std::vector<Act>{{ActKind::signed_in, core::AccountId{{0xAB}}, "A-1", "", -1, {}}});
}

TEST_CASE("an act of a newer release is kept with its number") {
    const auto read = decode_acts(encode_acts({{static_cast<ActKind>(4000), {}, "", "", 0, {1, 2}}}));
    REQUIRE(read);
    CHECK(static_cast<int>(read->front().kind) == 4000);
    CHECK(act_word(read->front().kind).empty());
    CHECK(act_of_word("printed_final") == ActKind::printed_final);
    CHECK(act_of_word("unheard") == ActKind::none);
}
