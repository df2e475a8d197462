#include "app/devices/card/mynumber_signature.h"

#include <doctest/doctest.h>

#include "app/devices/card/card_crypto.h"
#include "app/practice/card_issuer.h"
#include "app/practice/virtual_mynumber.h"
#include "tests/support/fake_card.h"

using app::SignatureState;
using tests::hex;
using tests::VirtualChannel;

namespace {

// Published digests: of EF 0001 "123456789018" with its filler, and of DF22 to DF25 of the worked example.
const std::string number_sha256 = "c60c415d94405f03e9c454a8bae073837d2c619925196526852fe61d9c58422d";
const std::string items_sha256 = "624b3bea2cb0518b5aaccd4b0008075fc771962cce045f041b90f96c86e9cf17";

app::MyNumberChip hanako() {
    app::MyNumberChip chip;
    chip.name = "試験　花子";
    chip.address = "北海道架空市見本町１－２－３";
    chip.birth_date = "19900304";
    chip.sex = "2";
    chip.my_number = "123456789018";
    chip.pin = "1234";
    chip.verification = "02030420331234";
    chip.record = "4000000127198431322120350217";
    return chip;
}

std::vector<app::CardIssuerKey> practice_issuers() {
    const app::CardIssuer& issuer = app::CardIssuer::practice();
    return {{issuer.issuer_id(), issuer.issuer_modulus()}};
}

app::MyNumberRequest for_the_number() {
    app::MyNumberRequest request;
    request.secret = core::view("1234");
    request.my_number_for = app::MyNumberPurpose::national_health_insurance;
    return request;
}

}  // namespace

TEST_CASE("the virtual card holds the very bytes of the published examples") {
    const core::Bytes number = app::my_number_file("123456789018");
    CHECK(number == hex("FF 10 0C 31 32 33 34 35 36 37 38 39 30 31 38 FF FF"));
    CHECK(core::to_hex(app::sha256(number)) == number_sha256);
    CHECK(core::to_hex(app::sha256(app::four_items_object(hanako()))) ==
          "112341929f8e5b93d7cec1c147745114b0198ea98af9b421b8bcccdbb7d7be04");
    const core::Bytes record = app::integrity_record(hanako());
    CHECK(record.size() == 336);
    CHECK(core::to_hex(core::ByteView(record).first(75)) ==
          "ff3082014bdf3120" + number_sha256 + "df3220" + items_sha256);
    CHECK(app::card_certificate().size() == 568);
}

TEST_CASE("the issuer's signature is checked, or cannot be checked") {
    auto card = app::make_mynumber_card(hanako());
    VirtualChannel channel(*card);
    auto request = for_the_number();
    CHECK(app::read_mynumber(channel, request)->signature == SignatureState::not_checkable);
    request.issuers = practice_issuers();
    CHECK(app::read_mynumber(channel, request)->signature == SignatureState::checked);

    auto unsigned_chip = hanako();
    unsigned_chip.is_signed = false;
    auto bare = app::make_mynumber_card(unsigned_chip);
    VirtualChannel bare_channel(*bare);
    CHECK(app::read_mynumber(bare_channel, request)->signature == SignatureState::not_checkable);
}

TEST_CASE("one changed letter, digest, signature or certificate is wrong") {
    const auto issuers = practice_issuers();
    const core::Bytes record = app::integrity_record(hanako());
    const core::Bytes certificate = app::card_certificate();
    const core::Bytes items = app::four_items_object(hanako());
    const auto judge = [&](const core::Bytes& r, const core::Bytes& c, const core::Bytes& i) {
        return app::judge_face_signature(r, c, i, std::nullopt, issuers);
    };
    const auto changed = [](core::Bytes bytes, std::size_t at) {
        bytes[at] ^= 0x01;
        return bytes;
    };
    CHECK(judge(record, certificate, items) == SignatureState::checked);
    CHECK(judge(record, certificate, changed(items, 20)) == SignatureState::wrong);
    CHECK(judge(changed(record, 50), certificate, items) == SignatureState::wrong);
    CHECK(judge(changed(record, 20), certificate, items) == SignatureState::wrong);
    CHECK(judge(changed(record, 335), certificate, items) == SignatureState::wrong);
    CHECK(judge(record, changed(certificate, 100), items) == SignatureState::wrong);
    CHECK(judge(record, changed(certificate, 567), items) == SignatureState::wrong);
    const core::Digest other_number = app::sha256(app::my_number_file("000000000000"));
    CHECK(app::judge_face_signature(record, certificate, items, other_number, issuers) ==
          SignatureState::wrong);
}

TEST_CASE("the production issuer keys are those of the reference") {
    const auto& issuers = app::known_card_issuers();
    REQUIRE(issuers.size() == 2);
    CHECK(core::to_hex(app::sha256(issuers[0].modulus)) ==
          "bb96cc1dc6502005661961f0a45ed843d007c69e3ce167eceb6b1abd5333a932");
    CHECK(core::to_hex(issuers[0].id) == "35303030303233080530303100000000");
    CHECK(core::to_hex(app::sha256(issuers[1].modulus)) ==
          "409655d477547d83cbe182385acb1ea83c9828eb6e5b8bba90957c339b5f30f7");
    CHECK(core::to_hex(issuers[1].id) == "35303030303333080530303100000000");
}
