#include "app/devices/card/mynumber_face.h"

#include <doctest/doctest.h>

#include "app/practice/card_issuer.h"
#include "app/practice/virtual_mynumber.h"
#include "tests/support/fake_card.h"

using app::SignatureState;
using tests::VirtualChannel;

namespace {

app::MyNumberChip taro() {
    app::MyNumberChip chip;
    chip.name = "吉田　太郎";  // what the chip carries for 𠮷田
    chip.address = "山形県寒河江市架空町１－２";
    chip.birth_date = "19791111";
    chip.sex = "1";
    chip.my_number = "123456789018";
    chip.pin = "1234";
    chip.verification = "54111120330001";
    chip.record = "4000000127198430620620331111";
    chip.name_picture = core::Bytes(300, 0x4E);
    chip.address_picture = core::Bytes(200, 0x41);
    chip.photo = core::Bytes(5000, 0x50);
    return chip;
}

app::FaceRequest request() {
    app::FaceRequest out;
    out.verification_b = core::view("54111120330001");
    return out;
}

int tries(app::FileCard& card) { return card.key(app::face_application(), 0x0012)->tries_left; }

}  // namespace

TEST_CASE("the face comes as pictures of name and address, and the photo stays on the card") {
    auto card = app::make_mynumber_card(taro());
    VirtualChannel channel(*card);
    const auto face = app::read_mynumber_face(channel, request());
    REQUIRE(face);
    CHECK(face->pictures.at("name") == taro().name_picture);
    CHECK(face->pictures.at("address") == taro().address_picture);
    CHECK(face->pictures.count("photo") == 0);
    CHECK(face->find("birth_date")->value == "1979-11-11");
    CHECK(face->find("sex")->value == "male");
    CHECK(face->find("card_expiry")->value == "2033-11-11");
    CHECK(face->tries_left.at("face_verification_b") == 10);
    CHECK(channel.secrets_sent() == 1);
    CHECK(channel.asked.size() < 40);  // the photo alone would be twenty

    auto with_photo = request();
    with_photo.with_photo = true;
    CHECK(app::read_mynumber_face(channel, with_photo)->pictures.at("photo") == taro().photo);
}

TEST_CASE("the signature of the face is checked, cannot be checked, or is wrong") {
    auto card = app::make_mynumber_card(taro());
    VirtualChannel channel(*card);
    auto checked = request();
    checked.check_signature = true;
    CHECK(app::read_mynumber_face(channel, checked)->signature == SignatureState::not_checkable);
    const app::CardIssuer& issuer = app::CardIssuer::practice();
    checked.issuers = {{issuer.issuer_id(), issuer.issuer_modulus()}};
    const auto face = app::read_mynumber_face(channel, checked);
    CHECK(face->signature == SignatureState::checked);
    CHECK(face->pictures.count("photo") == 0);  // read for the check, dropped unasked
    checked.issuers[0].modulus[10] ^= 0x01;
    CHECK(app::read_mynumber_face(channel, checked)->signature == SignatureState::wrong);
}

TEST_CASE("a wrong number costs one of ten tries of this application, and a blocked one is left alone") {
    auto chip = taro();
    chip.verification_tries = 2;
    auto card = app::make_mynumber_card(chip);
    VirtualChannel channel(*card);
    auto wrong = request();
    wrong.verification_b = core::view("00000000000000");
    const auto refused = app::read_mynumber_face(channel, wrong);
    CHECK(refused.error().reason == "card.pin_wrong");
    CHECK(refused.error().count == 1);
    CHECK(tries(*card) == 1);
    CHECK(app::read_mynumber_face(channel, wrong).error().reason == "card.pin_blocked");
    CHECK(channel.secrets_sent() == 2);
    CHECK(app::read_mynumber_face(channel, request()).error().reason == "card.pin_blocked");
    CHECK(channel.secrets_sent() == 2);
    wrong.verification_b = core::view("1234");
    CHECK(app::read_mynumber_face(channel, wrong).error().reason == "card.pin_format");
}

TEST_CASE("a pulled card ends the reading of the face at whichever command") {
    int commands = 0;
    {
        auto card = app::make_mynumber_card(taro());
        VirtualChannel channel(*card);
        REQUIRE(app::read_mynumber_face(channel, request()));
        commands = static_cast<int>(channel.asked.size());
    }
    app::ScriptedCard card(app::make_mynumber_card(taro()));
    for (int at = 1; at <= commands; ++at) {
        card.pull_at(at);
        VirtualChannel channel(card);
        CHECK(app::read_mynumber_face(channel, request()).error().reason == "card.removed");
        card.put_back();
    }
}

TEST_CASE("an object that runs past its file is garbage") {
    tests::ListedCard card({"90 00", "90 00", "63 CA", "90 00", "90 00", "FF 20 82 00 20 DF 22 08 90 00",
                            "DF 25 82 10 00 00 00 00 90 00"});
    CHECK(app::read_mynumber_face(card, request()).error().reason == "card.garbage");
    tests::ListedCard silent({"90 00", "90 00", "63 CA", "90 00", "90 00", "62 82"});
    CHECK(app::read_mynumber_face(silent, request()).error().reason == "card.garbage");
}
