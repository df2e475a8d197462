#include "app/devices/card/mynumber_card.h"

#include <doctest/doctest.h>

#include "app/devices/card/card_crypto.h"
#include "app/practice/virtual_mynumber.h"
#include "tests/support/fake_card.h"

using tests::hex;
using tests::ListedCard;
using tests::VirtualChannel;

namespace {

// The worked example of the reference: 試験　花子, 北海道架空市見本町１－２－３, 1990-03-04, 2.
const char* const four_items_hex =
    "FF 20 59 DF 21 08 00 0E 00 20 00 4D 00 58 DF 22"
    "0F E8 A9 A6 E9 A8 93 E3 80 80 E8 8A B1 E5 AD 90"
    "DF 23 2A E5 8C 97 E6 B5 B7 E9 81 93 E6 9E B6 E7"
    "A9 BA E5 B8 82 E8 A6 8B E6 9C AC E7 94 BA EF BC"
    "91 EF BC 8D EF BC 92 EF BC 8D EF BC 93 DF 24 08"
    "31 39 39 30 30 33 30 34 DF 25 01 32";
constexpr const char* four_items_sha256 = "112341929f8e5b93d7cec1c147745114b0198ea98af9b421b8bcccdbb7d7be04";

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

app::MyNumberRequest with_pin(std::string_view pin) {
    app::MyNumberRequest request;
    request.secret = core::view(pin);
    return request;
}

app::MyNumberRequest with_b(std::string_view digits) {
    app::MyNumberRequest request;
    request.way = app::MyNumberWay::verification_b;
    request.secret = core::view(digits);
    return request;
}

int pin_tries(app::FileCard& card) { return card.key(app::face_input_application(), 0x0011)->tries_left; }

}  // namespace

TEST_CASE("the worked example of the four items is taken apart byte for byte") {
    const core::Bytes object = hex(four_items_hex);
    CHECK(core::to_hex(app::sha256(object)) == four_items_sha256);
    const auto reading = app::parse_four_items(object);
    REQUIRE(reading);
    CHECK(reading->find("name")->value == "試験　花子");
    CHECK(reading->find("address")->value == "北海道架空市見本町１－２－３");
    CHECK(reading->find("birth_date")->value == "1990-03-04");
    CHECK(reading->find("birth_date")->original == "19900304");
    CHECK(reading->find("sex")->value == "female");
    CHECK(reading->find("name")->source == "券面IC");
}

TEST_CASE("the published number file is read") {
    CHECK(app::parse_my_number(hex("FF 10 0C 30 31 32 33 34 35 36 37 38 39 30 31 FF FF")) == "012345678901");
    CHECK_FALSE(app::parse_my_number(hex("FF 10 0B 30 31 32 33 34 35 36 37 38 39 30")));
    CHECK_FALSE(app::parse_my_number(hex("FF 10 0C 30 31 32 33 34 35 36 37 38 39 30 41")));
}

TEST_CASE("the verification number is made from the face, with the era year of the very day") {
    CHECK(app::verification_number_b("1990-03-04", 2033, "1234") == "02030420331234");
    struct Row {
        const char* birth;
        const char* first_six;
    };
    const Row rows[] = {{"1989-01-07", "640107"}, {"1989-01-08", "010108"}, {"2019-04-30", "310430"},
                        {"2019-05-01", "010501"}, {"1926-12-25", "011225"}, {"1912-07-30", "010730"},
                        {"2020-02-24", "020224"}};
    for (const Row& row : rows) {
        CHECK(app::verification_number_b(row.birth, 2030, "0000")->substr(0, 6) == row.first_six);
    }
    CHECK_FALSE(app::verification_number_b("1990-02-30", 2033, "1234"));
    CHECK_FALSE(app::verification_number_b("1990-03-04", 2033, "12a4"));
    CHECK_FALSE(app::verification_number_b("1990-03-04", 2033, "123"));
}

TEST_CASE("the card says its tries and its expiry before anything is spent") {
    auto card = app::make_mynumber_card(hanako());
    VirtualChannel channel(*card);
    const auto status = app::mynumber_status(channel);
    REQUIRE(status);
    CHECK(status->pin_tries == 3);
    CHECK(status->verification_b_tries == 10);
    CHECK(status->card_expiry == "2035-02-17");
    CHECK(status->fingerprint);
    CHECK(channel.secrets_sent() == 0);
}

TEST_CASE("four items with the PIN of the holder") {
    auto card = app::make_mynumber_card(hanako());
    VirtualChannel channel(*card);
    const auto reading = app::read_mynumber(channel, with_pin("1234"));
    REQUIRE(reading);
    CHECK(reading->find("name")->value == "試験　花子");
    CHECK(reading->find("card_expiry")->value == "2035-02-17");
    CHECK(reading->tries_left.at("pin") == 3);
    CHECK_FALSE(reading->find("my_number"));
    CHECK_FALSE(reading->find("name_kana"));
    CHECK(channel.secrets_sent() == 1);
    // The number's file is not even selected in the application that was opened.
    bool opened = false;
    for (const std::string& command : channel.asked) {
        if (command == "00a4040c0ad3921000310001010408") opened = true;
        CHECK_FALSE((opened && command == "00a4020c020001"));
    }
}

TEST_CASE("a four-item read alone needs six commands") {
    auto card = app::make_mynumber_card(hanako());
    VirtualChannel channel(*card);
    auto request = with_pin("1234");
    request.check_signature = false;
    request.read_expiry = false;
    REQUIRE(app::read_mynumber(channel, request));
    CHECK(channel.asked == std::vector<std::string>{"00a4040c0ad3921000310001010408", "00a4020c020011",
                                                    "00200080", "002000800431323334", "00a4020c020002",
                                                    "00b0000000"});
}

TEST_CASE("four items with the verification number of the face, without the holder's PIN") {
    auto card = app::make_mynumber_card(hanako());
    VirtualChannel channel(*card);
    const auto reading = app::read_mynumber(channel, with_b("02030420331234"));
    REQUIRE(reading);
    CHECK(reading->find("address")->value == "北海道架空市見本町１－２－３");
    CHECK(reading->tries_left.at("verification_b") == 10);
    CHECK(pin_tries(*card) == 3);
}

TEST_CASE("the individual number is read only for a form whose law asks for it, and only with the PIN") {
    auto card = app::make_mynumber_card(hanako());
    VirtualChannel channel(*card);
    auto request = with_pin("1234");
    request.my_number_for = app::MyNumberPurpose::national_health_insurance;
    auto reading = app::read_mynumber(channel, request);
    REQUIRE(reading);
    CHECK(reading->find("my_number")->value == "123456789018");
    reading->wipe();
    CHECK(reading->items.empty());

    auto by_face = with_b("02030420331234");
    by_face.my_number_for = app::MyNumberPurpose::child_allowance_claim;
    CHECK(app::read_mynumber(channel, by_face).error().reason == "card.number_needs_pin");
    CHECK(channel.secrets_sent() == 1);
}

TEST_CASE("a wrong PIN costs one try, is not tried again, and a right one sets the counter back") {
    auto card = app::make_mynumber_card(hanako());
    VirtualChannel channel(*card);
    const auto wrong = app::read_mynumber(channel, with_pin("9999"));
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().reason == "card.pin_wrong");
    CHECK(wrong.error().count == 2);
    CHECK(channel.secrets_sent() == 1);
    CHECK(pin_tries(*card) == 2);
    const auto right = app::read_mynumber(channel, with_pin("1234"));
    REQUIRE(right);
    CHECK(right->tries_left.at("pin") == 2);
    CHECK(pin_tries(*card) == 3);
}

TEST_CASE("the third wrong PIN blocks, and a blocked card is not even asked") {
    auto card = app::make_mynumber_card(hanako());
    VirtualChannel channel(*card);
    CHECK(app::read_mynumber(channel, with_pin("0001")).error().count == 2);
    CHECK(app::read_mynumber(channel, with_pin("0002")).error().count == 1);
    CHECK(app::read_mynumber(channel, with_pin("0003")).error().reason == "card.pin_blocked");
    CHECK(channel.secrets_sent() == 3);
    CHECK(app::read_mynumber(channel, with_pin("1234")).error().reason == "card.pin_blocked");
    CHECK(channel.secrets_sent() == 3);
    // The printed number still opens the four items.
    CHECK(app::read_mynumber(channel, with_b("02030420331234")));
}

TEST_CASE("a PIN of the wrong shape never reaches the card") {
    auto card = app::make_mynumber_card(hanako());
    VirtualChannel channel(*card);
    for (const char* pin : {"", "123", "12345", "12a4", "１２"}) {
        CHECK(app::read_mynumber(channel, with_pin(pin)).error().reason == "card.pin_format");
    }
    CHECK(app::read_mynumber(channel, with_b("1234")).error().reason == "card.pin_format");
    CHECK(channel.asked.empty());
}

TEST_CASE("a card that lacks the reference is not sent the secret against another one") {
    ListedCard card({"90 00", "6A 82", "90 00"});
    auto request = with_pin("1234");
    request.read_expiry = false;
    CHECK(app::read_mynumber(card, request).error().reason == "card.refused");
    CHECK(card.asked.size() == 2);
}

TEST_CASE("a card pulled away at any moment ends the reading, and reads normally when laid down again") {
    int commands = 0;
    {
        auto card = app::make_mynumber_card(hanako());
        VirtualChannel channel(*card);
        REQUIRE(app::read_mynumber(channel, with_pin("1234")));
        commands = static_cast<int>(channel.asked.size());
    }
    app::ScriptedCard card(app::make_mynumber_card(hanako()));
    for (int at = 1; at <= commands; ++at) {
        card.pull_at(at);
        {
            VirtualChannel channel(card);
            CHECK(app::read_mynumber(channel, with_pin("1234")).error().reason == "card.removed");
        }
        card.put_back();
    }
    VirtualChannel channel(card);
    CHECK(app::read_mynumber(channel, with_pin("1234")));
}

TEST_CASE("another card than the recognised one is noticed before a PIN is spent") {
    auto first = app::make_mynumber_card(hanako());
    auto other_chip = hanako();
    other_chip.record = "4000000999999991322120350217";
    auto second = app::make_mynumber_card(other_chip);
    VirtualChannel before(*first), after(*second);
    auto request = with_pin("1234");
    request.expected = app::mynumber_status(before)->fingerprint;
    CHECK(app::read_mynumber(after, request).error().reason == "card.swapped");
    CHECK(after.secrets_sent() == 0);
    CHECK(app::read_mynumber(before, request));
}

TEST_CASE("every habit a card may have is read alike") {
    for (const bool warns : {true, false}) {
        for (const bool verified_ok : {true, false}) {
            auto chip = hanako();
            chip.habits = {warns, true, verified_ok};
            chip.address = std::string();
            for (int i = 0; i < 30; ++i) chip.address += "寒河江市大字柴橋";  // 720 bytes: three pieces
            auto card = app::make_mynumber_card(chip);
            VirtualChannel channel(*card);
            const auto reading = app::read_mynumber(channel, with_pin("1234"));
            REQUIRE(reading);
            CHECK(reading->find("address")->value == chip.address);
            CHECK(reading->find("sex")->value == "female");
        }
    }
}

TEST_CASE("rare characters, selectors and a reading come through as they are") {
    auto chip = hanako();
    chip.name = "𠮷野　葛\U000E0100";
    chip.kana = "ヨシノ　カズラ";
    auto card = app::make_mynumber_card(chip);
    VirtualChannel channel(*card);
    const auto reading = app::read_mynumber(channel, with_pin("1234"));
    REQUIRE(reading);
    CHECK(reading->find("name")->value == chip.name);
    CHECK(reading->find("name_kana")->value == "ヨシノ　カズラ");
}

TEST_CASE("odd contents are neither believed nor fatal") {
    // An impossible day stays visible as it stands, an unknown sex code is unknown, unknown objects are
    // skipped.
    const auto reading = app::parse_four_items(
        hex("FF 20 19 DF 22 01 41 DF 23 00 DF 24 08 31 39 39 30 30 32 33 30 DF 25 01 37 DF 7A 00"));
    REQUIRE(reading);
    CHECK(reading->find("birth_date")->value.empty());
    CHECK(reading->find("birth_date")->original == "19900230");
    CHECK(reading->find("sex")->value == "unknown");
    CHECK(reading->find("address")->value.empty());

    CHECK(app::parse_four_items(hex("FF 20 05 DF 22 02 C3 28")).error().reason == "card.garbage");
    CHECK(app::parse_four_items(hex("FF 20 05 DF 22 09 41 42")).error().reason == "card.garbage");
    CHECK(app::parse_four_items(hex("DF 22 01 41")).error().reason == "card.garbage");
}

TEST_CASE("the sex codes of the chip") {
    for (const auto& [code, word] : {std::pair{"31", "male"}, std::pair{"32", "female"},
                                     std::pair{"39", "other"}, std::pair{"30", "unknown"}}) {
        const auto reading = app::parse_four_items(hex(std::string("FF 20 04 DF 25 01 ") + code));
        CHECK(reading->find("sex")->value == word);
    }
}
