#include "app/devices/card/driving_licence.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "app/devices/card/card_command.h"
#include "app/devices/card/card_crypto.h"
#include "app/devices/card/card_recognition.h"
#include "app/devices/card/jis_text.h"
#include "app/practice/virtual_licence.h"
#include "tests/support/fake_card.h"

using tests::hex;
using tests::VirtualChannel;

namespace {

// The worked example of the reference, up to its filler.
const char* const items_hex =
    "11 01 90 12 0A 3B 6E 38 33 21 21 32 56 3B 52 13"
    "0E 25 37 25 31 25 73 21 21 25 4F 25 4A 25 33 14"
    "00 15 0E 25 37 25 31 25 73 21 21 25 4F 25 4A 25"
    "33 16 07 34 30 32 30 33 30 34 17 1C 4B 4C 33 24"
    "46 3B 32 4D 36 75 3B 54 38 2B 4B 5C 44 2E 23 31"
    "21 5D 23 32 21 5D 23 33 18 07 35 30 35 30 34 30"
    "35 19 05 30 31 32 33 34 1A 04 4D 25 4E 49 1B 07"
    "35 31 30 30 34 30 34 1C 06 34 63 36 40 45 79 1D"
    "00 1E 00 1F 00 20 10 4B 4C 33 24 46 3B 38 78 30"
    "42 30 51 30 77 32 71 21 0C 31 30 31 32 33 34 35"
    "36 37 38 39 30 22 07 34 32 31 30 36 30 37 23 07"
    "34 32 32 30 34 30 35 24 00 25 00 26 07 34 32 32"
    "30 34 30 35 27 00 28 00 29 00 2A 00 2B 07 34 32"
    "31 30 36 30 37 2C 00 2D 00 2E 00 2F 00 30 00 31"
    "00 32 00 33 00";
constexpr const char* items_sha256 = "abf0788ac985fdd179332d3654f91352aba881f034d69d43d0bface3a8a19db3";
const char* const changes_hex =
    "50 01 31 51 00 70 37 83 23 35 23 30 23 36 23 30"
    "23 37 23 30 23 31 4B 4C 33 24 46 3B 32 4D 36 75"
    "3B 54 3F 37 38 2B 4B 5C 44 2E 23 34 21 5D 23 35"
    "21 5D 23 36 4B 4C 33 24 46 3B 38 78 30 42";
const char* const honseki_hex =
    "41 18 4B 4C 33 24 46 3B 32 4D 36 75 3B 54 38 2B"
    "4B 5C 44 2E 23 31 48 56 43 4F";

core::Bytes filled(const char* text, std::size_t size) {
    core::Bytes bytes = hex(text);
    bytes.resize(size, 0xFF);
    return bytes;
}

app::LicenceChip hanako() {
    app::LicenceChip chip;
    chip.issued = "20230405";
    chip.expiry = "20280404";
    chip.name = "試験　花子";
    chip.kana = chip.unified_kana = "シケン　ハナコ";
    chip.birth_date = "4020304";
    chip.address = "北海道架空市見本町１－２－３";
    chip.issued_on = "5050405";
    chip.reference = "01234";
    chip.colour = "優良";
    chip.valid_until = "5100404";
    chip.conditions = {"眼鏡等"};
    chip.authority = "北海道公安委員会";
    chip.number = "101234567890";
    chip.classes = {{0x22, "4210607"}, {0x23, "4220405"}, {0x26, "4220405"}, {0x2B, "4210607"}};
    chip.honseki = "北海道架空市見本町１番地";
    chip.changes = {{0x70, "5060701", "北海道架空市新見本町４－５－６", "北海道公安"}};
    chip.pin1 = "2525";
    chip.pin2 = "8642";
    chip.photo = hex("FF 4F FF 51 00");
    return chip;
}

app::LicenceRequest with(std::string_view pin1, std::string_view pin2 = {}) {
    app::LicenceRequest request;
    request.pin1 = core::view(pin1);
    request.pin2 = core::view(pin2);
    request.with_honseki = !pin2.empty();
    return request;
}

}  // namespace

TEST_CASE("the worked example of the licence items is taken apart byte for byte") {
    const core::Bytes file = filled(items_hex, 880);
    REQUIRE(core::to_hex(app::sha256(file)) == items_sha256);
    app::CardReading reading;
    REQUIRE(app::parse_licence_items(file, reading));
    CHECK(reading.find("name")->value == "試験　花子");
    CHECK(reading.find("name_kana")->value == "シケン　ハナコ");
    CHECK_FALSE(reading.find("name_common"));
    CHECK(reading.find("birth_date")->value == "1990-03-04");
    CHECK(reading.find("address")->value == "北海道架空市見本町１－２－３");
    CHECK(reading.find("issued_on")->value == "2023-04-05");
    CHECK(reading.find("licence_colour")->value == "優良");
    CHECK(reading.find("card_expiry")->value == "2028-04-04");
    CHECK(reading.find("conditions")->value == "眼鏡等");
    CHECK(reading.find("authority")->value == "北海道公安委員会");
    CHECK(reading.find("licence_number")->value == "101234567890");
}

TEST_CASE("the address on the back is the current one") {
    app::CardReading reading;
    REQUIRE(app::parse_licence_items(filled(items_hex, 880), reading));
    REQUIRE(app::parse_licence_changes(filled(changes_hex, 640), reading));
    CHECK(reading.find("address")->value == "北海道架空市新見本町４－５－６");
    CHECK(reading.find("address_before")->value == "北海道架空市見本町１－２－３");
    CHECK(reading.find("address_changed_on")->value == "2024-07-01");
    CHECK(reading.find("name")->value == "試験　花子");
    CHECK(reading.notes.empty());
}

TEST_CASE("the registered domicile and the free files are taken apart") {
    app::CardReading reading;
    REQUIRE(app::parse_licence_honseki(filled(honseki_hex, 82), {}, reading));
    CHECK(reading.find("honseki")->value == "北海道架空市見本町１番地");
    const auto status =
        app::parse_licence_common(hex("45 0B 30 30 39 20 23 04 05 20 28 04 04 46 02 FF FF"), hex("05 01 01"));
    CHECK(status.version == "009");
    CHECK(status.issued_on == "2023-04-05");
    CHECK(status.card_expiry == "2028-04-04");
    CHECK(status.pins_set == true);
    CHECK(app::parse_licence_common({}, hex("05 01 00")).pins_set == false);
    CHECK_FALSE(app::parse_licence_common({}, hex("05 01 07")).pins_set);
    CHECK_FALSE(app::parse_licence_common({}, {}).pins_set);
}

TEST_CASE("the virtual licence holds the very bytes of the worked examples") {
    const app::LicenceChip chip = hanako();
    CHECK(app::licence_items_file(chip) == filled(items_hex, 880));
    CHECK(app::licence_changes_file(chip) == filled(changes_hex, 640));
    CHECK(app::licence_honseki_file(chip) == filled(honseki_hex, 82));
    CHECK(app::licence_common_file(chip) == hex("45 0B 30 30 39 20 23 04 05 20 28 04 04 46 02 FF FF"));
}

TEST_CASE("dates of the licence, published and odd ones") {
    CHECK(app::era_date("4140913") == "2002-09-13");
    CHECK(app::era_date("5010430") == "2019-04-30");  // before the era began: reckoned all the same
    CHECK_FALSE(app::era_date("4000000"));
    CHECK_FALSE(app::era_date("6010101"));
    CHECK_FALSE(app::era_date("4020230"));
    CHECK_FALSE(app::era_date("402030"));
    app::CardReading reading;
    REQUIRE(app::parse_licence_items(hex("16 07 34 31 34 30 39 31 33 FF"), reading));
    CHECK(reading.find("birth_date")->value == "2002-09-13");
}

TEST_CASE("text of the licence: a car, a minus, a lost half, and characters that are only pictures") {
    CHECK(app::decode_jis(hex("3C 56")).text == "車");
    CHECK(app::decode_jis(hex("23 31 21 5D 23 32")).text == "１－２");
    CHECK(app::decode_jis(hex("3C 56 21")).text == "車");
    const app::JisText name = app::decode_jis(hex("FF F1 36 36 21 21 FF FA"));
    CHECK(name.text == "〓橋　〓");
    CHECK(name.missing == 2);
}

TEST_CASE("PIN 1 gives the items, PIN 2 the registered domicile, and the photo only on request") {
    auto card = app::make_licence(hanako());
    VirtualChannel channel(*card);
    auto reading = app::read_licence(channel, with("2525"));
    REQUIRE(reading);
    CHECK(channel.secrets_sent() == 1);
    CHECK(channel.asked.at(8) == "002000810432353235");
    CHECK(reading->find("address")->value == "北海道架空市新見本町４－５－６");
    CHECK_FALSE(reading->find("honseki"));
    CHECK(reading->tries_left.at("pin1") == 3);
    CHECK(reading->signature == app::SignatureState::not_checkable);

    reading = app::read_licence(channel, with("2525", "8642"));
    REQUIRE(reading);
    CHECK(reading->find("honseki")->value == "北海道架空市見本町１番地");
    CHECK(reading->pictures.empty());
    auto request = with("2525", "8642");
    request.with_photo = true;
    reading = app::read_licence(channel, request);
    REQUIRE(reading);
    CHECK(core::to_hex(core::ByteView(reading->pictures.at("photo")).first(4)) == "ff4fff51");
    CHECK(reading->pictures.at("photo").size() == 2000);
}

TEST_CASE("a wrong PIN costs one try of that PIN, the third locks, and a locked card is left alone") {
    auto card = app::make_licence(hanako());
    VirtualChannel channel(*card);
    auto wrong = app::read_licence(channel, with("1111"));
    CHECK(wrong.error().reason == "card.pin_wrong");
    CHECK(wrong.error().detail == "pin1");
    CHECK(wrong.error().count == 2);
    wrong = app::read_licence(channel, with("2525", "1111"));
    CHECK(wrong.error().detail == "pin2");
    CHECK(wrong.error().count == 2);
    CHECK(card->counters() == "pin1 3 pin2 2");
    for (int i = 0; i < 3; ++i) CHECK_FALSE(app::read_licence(channel, with("1111")));
    CHECK(card->counters() == "pin1 0 pin2 2");
    const int sent = channel.secrets_sent();
    CHECK(app::read_licence(channel, with("2525")).error().reason == "card.pin_blocked");
    CHECK(channel.secrets_sent() == sent);
    CHECK(app::recognise_card(channel)->kind == app::CardKind::licence);
}

TEST_CASE("a PIN of the wrong shape is not sent, and a wrong PIN 1 keeps PIN 2 unspent") {
    auto card = app::make_licence(hanako());
    VirtualChannel channel(*card);
    CHECK(app::read_licence(channel, with("252")).error().reason == "card.pin_format");
    CHECK(app::read_licence(channel, with("2525", "12")).error().reason == "card.pin_format");
    CHECK(app::read_licence(channel, with("")).error().reason == "card.pin_format");
    auto no_second = with("2525");
    no_second.with_photo = true;
    CHECK(app::read_licence(channel, no_second).error().reason == "card.pin_format");
    CHECK(channel.secrets_sent() == 0);
    CHECK_FALSE(app::read_licence(channel, with("1111", "2222")));
    CHECK(card->counters() == "pin1 2 pin2 3");
}

TEST_CASE("the default opens a licence whose holder chose no PIN, and only if the card says so") {
    auto chip = hanako();
    chip.pin1 = chip.pin2 = "";
    auto card = app::make_licence(chip);
    VirtualChannel channel(*card);
    CHECK(app::recognise_card(channel)->default_pins);
    auto request = with("");
    request.with_honseki = true;
    CHECK(app::read_licence(channel, request)->find("honseki"));
    CHECK(card->counters() == "pin1 3 pin2 3");
    CHECK(app::read_licence(channel, with("1111")).error().reason ==
          "card.pin_wrong");  // what is given is sent

    // The file that tells is unreadable: nothing is sent.
    tests::ListedCard silent({"90 00", "90 00", "6A 82", "6A 82", "63 C3", "63 C3"});
    CHECK(app::read_licence(silent, with("")).error().reason == "card.pin_format");
    CHECK(silent.asked.size() == 6);
}

TEST_CASE("a name with characters outside the table comes with its gaps marked and their pictures") {
    auto chip = hanako();
    chip.name = "髙橋　﨑子";
    auto card = app::make_licence(chip);
    VirtualChannel channel(*card);
    const auto reading = app::read_licence(channel, with("2525"));
    REQUIRE(reading);
    CHECK(reading->find("name")->value == "〓橋　〓子");
    CHECK(reading->find("name")->missing_glyphs == 2);
    CHECK(reading->pictures.at("gaiji_1").size() == 128);
    CHECK(reading->pictures.at("gaiji_2").size() == 128);
}

TEST_CASE("the newest of several changes counts, and a day that contradicts the order is noted") {
    auto chip = hanako();
    chip.changes = {{0x70, "5030101", "北海道架空市一町", "北海道公安"},
                    {0x71, "5050101", "北海道架空市二町", "北海道公安"}};
    app::CardReading reading;
    REQUIRE(app::parse_licence_changes(app::licence_changes_file(chip), reading));
    CHECK(reading.find("address")->value == "北海道架空市二町");
    CHECK(reading.notes.empty());
    chip.changes[1].day = "5010601";
    app::CardReading odd;
    REQUIRE(app::parse_licence_changes(app::licence_changes_file(chip), odd));
    CHECK(odd.find("address")->value == "北海道架空市一町");
    CHECK(odd.notes == std::vector<std::string>{"licence.record_order"});
}

TEST_CASE("every habit a licence may have is read alike, and a pulled one is removed") {
    for (const bool warns : {true, false}) {
        auto chip = hanako();
        chip.habits.warns_at_file_end = warns;
        chip.habits.refuses_extended = true;
        auto card = app::make_licence(chip);
        VirtualChannel channel(*card);
        CHECK(app::read_licence(channel, with("2525", "8642"))->find("honseki"));
    }
    app::ScriptedCard card(app::make_licence(hanako()));
    for (int at = 1; at <= 12; ++at) {
        card.pull_at(at);
        VirtualChannel channel(card);
        CHECK(app::read_licence(channel, with("2525", "8642")).error().reason == "card.removed");
        card.put_back();
    }
    VirtualChannel channel(card);
    CHECK(app::read_licence(channel, with("2525", "8642")));
}

TEST_CASE("a card that wants the master file named is asked with its name") {
    tests::ListedCard card({"90 00", "6A 86", "90 00", "6A 82", "6A 82", "63 C3", "63 C2"});
    const auto status = app::licence_status(card);
    REQUIRE(status);
    CHECK(card.asked.at(1) == "00a40000");
    CHECK(card.asked.at(2) == "00a40000023f00");
    CHECK(status->pin2_tries == 2);
}

TEST_CASE("damaged files are garbage, not wrong answers") {
    app::CardReading reading;
    CHECK(app::parse_licence_items(hex("12 0A 3B 6E"), reading).error().reason == "card.garbage");
    CHECK(app::parse_licence_changes(hex("70 05 83 23 35 23 30 FF"), reading).error().reason ==
          "card.garbage");
}

TEST_CASE("card read takes a licence by its own PINs only") {
    auto card = app::make_licence(hanako());
    tests::FakeReaders readers;
    readers.lay(*card);
    app::CardSecrets other;
    other.pin = core::view("2525");  // the PIN of another kind of card is not tried
    CHECK(app::card_read_json(readers, {}, other).error().reason == "card.secret_missing");
    app::CardSecrets right;
    right.pin1 = core::view("2525");
    const auto text = app::card_read_json(readers, {}, right);
    REQUIRE(text);
    const auto document = nlohmann::json::parse(*text);
    CHECK(document["kind"] == "licence");
    CHECK(document["items"]["birth_date"]["value"] == "1990-03-04");
    CHECK(document["tries_left"]["pin2"] == 3);
}
