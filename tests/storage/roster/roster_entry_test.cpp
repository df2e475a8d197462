#include "storage/roster/roster_entry.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/support/site_of_keys.h"

using namespace storage;

TEST_CASE("the bytes of an entry are those of the grammar, worked out by hand") {
    RosterBody body;
    body.site.bytes.fill(0x11);
    body.previous.fill(0x22);
    body.time = {0x0102};
    body.kind = roster_kind::retention;
    body.signers = {RosterSigner{}, RosterSigner{core::AccountId{}}};
    body.fields.put_number(1, 300);
    const std::string expected = "01" + std::string(32, '1') + std::string(64, '2') + "0201000000000000" +
                                 "08" + "02" + "00" + "01" + std::string(32, '0') + "01" + "01" + "02" +
                                 "ac02";
    CHECK(core::to_hex(encode_body(body)) == expected);
    CHECK(*decode_body(encode_body(body)) == body);
}

TEST_CASE("an entry comes back from its bytes as it was, with fields and kinds of a later release") {
    tests::SiteOfKeys site;
    RosterBody body{site.site, Digest{1}, {5}, 4711, {}, {}};
    body.fields.put_text(3000, "of a later release");
    const RosterEntry entry = sign_entry(body, {site.pen("yamada")});
    const auto back = decode_entry(encode_entry(entry));
    REQUIRE(back);
    CHECK(*back == entry);
    CHECK(entry_digest(back->body) == entry_digest(entry.body));
}

TEST_CASE("bytes in another order, twice, over-long or cut short are not an entry") {
    RosterBody body;
    body.kind = roster_kind::retention;
    body.signers = {RosterSigner{}};
    body.fields.put_number(1, 1);
    body.fields.put_number(2, 2);
    const Bytes good = encode_body(body);
    REQUIRE(decode_body(good));
    for (std::size_t length = 0; length < good.size(); ++length)
        CHECK_FALSE(decode_body(ByteView(good).first(length)));
    Bytes longer = good;
    longer.push_back(0);
    CHECK_FALSE(decode_body(longer));

    Bytes swapped = good;  // the two fields of three bytes each stand at the end
    std::swap_ranges(swapped.end() - 6, swapped.end() - 3, swapped.end() - 3);
    CHECK_FALSE(decode_body(swapped));
    Bytes twice = good;
    twice[twice.size() - 3] = 1;
    CHECK_FALSE(decode_body(twice));
    CHECK_FALSE(decode_entry(Bytes(roster_entry_size_max + 1)));
}

TEST_CASE("the same signer twice is one signer") {
    RosterBody body;
    body.kind = roster_kind::settle;
    body.signers = {RosterSigner{core::AccountId{{7}}}, RosterSigner{core::AccountId{{7}}}};
    CHECK_FALSE(decode_body(encode_body(body)));
}

TEST_CASE("the bytes shown in docs/keys.md are bytes of this release") {
    std::ifstream file(std::string(KAKANAI_SOURCE_DIR) + "/docs/keys.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    const auto start = page.find("```\n01 ");
    REQUIRE(start != std::string::npos);
    std::string hex;
    std::size_t at = start + 4;
    for (int line = 0; line < 7; ++line) {
        const std::size_t end = page.find('\n', at);
        const std::string text = page.substr(at, end - at);
        for (const char c : text.substr(0, text.find("  "))) {
            if (c != ' ') hex += c;
        }
        at = end + 1;
    }
    const auto bytes = core::from_hex(hex);
    REQUIRE(bytes);
    const auto body = decode_body(*bytes);
    REQUIRE(body);
    CHECK(body->kind == roster_kind::retention);
    CHECK(body->signers.size() == 2);
    CHECK(body->time.unix_ms == 258);
    CHECK(encode_body(*body) == *bytes);
}
