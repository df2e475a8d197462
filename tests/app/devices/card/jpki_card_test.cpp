// The signature application: published exchanges, the constructed names of a certificate, and a telephone.
#include "app/devices/card/jpki_card.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "app/devices/card/card_command.h"
#include "app/practice/jpki_certificates.h"
#include "app/practice/virtual_mynumber.h"
#include "tests/support/fake_card.h"

using tests::hex;
using tests::ListedCard;
using tests::VirtualChannel;

namespace {

constexpr const char* worked_names =
    "30 81 C2 A0 1F 06 0A 2A 83 08 8C 9B 55 08 05 05 01 A0 11 0C 0F E8 A9 A6 E9 A8 93 E3 80 80 E8 8A"
    "B1 E5 AD 90 A0 19 06 0A 2A 83 08 8C 9B 55 08 05 05 04 A0 0B 0C 09 34 31 39 39 30 30 33 30 34 A0"
    "11 06 0A 2A 83 08 8C 9B 55 08 05 05 03 A0 03 0C 01 32 A0 15 06 0A 2A 83 08 8C 9B 55 08 05 05 02"
    "A0 07 0C 05 30 30 30 30 30 A0 3A 06 0A 2A 83 08 8C 9B 55 08 05 05 05 A0 2C 0C 2A E5 8C 97 E6 B5"
    "B7 E9 81 93 E6 9E B6 E7 A9 BA E5 B8 82 E8 A6 8B E6 9C AC E7 94 BA EF BC 91 EF BC 8D EF BC 92 EF"
    "BC 8D EF BC 93 A0 1E 06 0A 2A 83 08 8C 9B 55 08 05 05 06 A0 10 0C 0E 30 30 30 30 30 30 30 30 30"
    "30 30 30 30 30";

app::Resident resident(const char* id) {
    const auto all =
        app::load_residents(std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/residents.json");
    REQUIRE(all);
    return *app::find_resident(*all, id);
}

}  // namespace

TEST_CASE(
    "the worked example of a certificate's names is taken apart, and the practice card writes its bytes") {
    const core::Bytes names = hex(worked_names);
    CHECK(names.size() == 197);
    const auto reading = app::parse_jpki_names(names);
    REQUIRE(reading);
    CHECK(reading->find("name")->value == "試験　花子");
    CHECK(reading->find("name")->substitutes == 0);
    CHECK(reading->find("address")->value == "北海道架空市見本町１－２－３");
    CHECK(reading->find("birth_date")->value == "1990-03-04");
    CHECK(reading->find("birth_date")->original == "419900304");
    CHECK(reading->find("sex")->value == "female");
    CHECK(reading->notes.empty());
    const app::JpkiHolder holder{
        "", "試験　花子", "00000", "北海道架空市見本町１－２－３", std::string(14, '0'), "19900304", "2", ""};
    CHECK(core::to_hex(app::jpki_names(holder)) == core::to_hex(names));
}

TEST_CASE("a certificate that says which letters it replaced is marked; damaged ones are garbage") {
    core::Bytes names = hex(worked_names);
    names[0x60 + 4] = '1';  // the first digit of item 2
    const auto reading = app::parse_jpki_names(names);
    REQUIRE(reading);
    CHECK(reading->find("name")->substitutes == 1);
    CHECK(reading->notes == std::vector<std::string>{"jpki.substitutes"});
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{40}, std::size_t{196}}) {
        CHECK(app::parse_jpki_names(core::ByteView(names).first(cut)).error().reason == "card.garbage");
    }
    CHECK(app::parse_jpki_names(hex("30 00")).error().reason == "card.garbage");
}

TEST_CASE("the published exchange: three tries, the right PIN, a certificate of 1,571 bytes") {
    // As an article shows it; the certificate itself is not published.
    ListedCard card({"90 00", "90 00", "63 C3", "90 00", "90 00", "30 82 06 1F 90 00"});
    const core::Bytes aid = hex("D3 92 F0 00 26 01 00 00 00 01");
    REQUIRE(*app::select(card, app::apdu::select_application(aid)));
    REQUIRE(*app::select(card, app::apdu::select_file(0x0018)));
    CHECK(*app::tries_left(card) == 3);
    CHECK(app::verify_once(card, core::view("1234")));
    REQUIRE(*app::select(card, app::apdu::select_file(0x000A)));
    CHECK(app::ask_card(card, app::apdu::read_binary(0, 4))->data.size() == 4);
    CHECK(app::ask_card(card, app::apdu::read_binary(4, 0x061F)));
    const std::vector<std::string> shown{"00a4040c0ad392f000260100000001",
                                         "00a4020c020018",
                                         "00200080",
                                         "002000800431323334",
                                         "00a4020c02000a",
                                         "00b0000004",
                                         "00b0000400061f"};
    CHECK(card.asked == shown);
}

TEST_CASE("a card tells the last day of its free certificate without any secret") {
    for (const bool long_answers : {true, false}) {
        app::MyNumberChip chip = app::chip_of(resident("R39"));
        chip.habits.refuses_extended = !long_answers;
        const auto card = app::make_mynumber_card(chip);
        VirtualChannel channel(*card);
        const auto day = app::authentication_certificate_expiry(channel);
        REQUIRE(day);
        CHECK(*day == "2026-12-01");
        CHECK(channel.secrets_sent() == 0);
        const auto status = app::jpki_status(channel);
        REQUIRE(status);
        CHECK(status->token == "JPKIAPICCTOKEN2");
        CHECK(status->signing_tries == 5);
    }
}

TEST_CASE("a child's card has no signing certificate, and says so after nothing was spent") {
    const auto card = app::make_mynumber_card(app::chip_of(resident("R04")));
    VirtualChannel channel(*card);
    CHECK(app::jpki_status(channel)->signing_tries == std::nullopt);
    CHECK(app::read_jpki(channel, core::view("PRACTICE2209")).error().reason == "card.refused");
    CHECK(channel.secrets_sent() == 0);
}

TEST_CASE("a telephone gives the four items of its certificate for the password, and nothing without") {
    const auto phone = app::make_jpki_only_card(app::chip_of(resident("R06")));
    tests::FakeReaders readers;
    readers.lay(*phone);
    app::CardSecrets secrets;
    secrets.pin = core::view("7635");
    CHECK(app::card_read_json(readers, {}, secrets).error().detail == "telephone");
    secrets.signing_password = core::view("practice7635");
    CHECK(app::card_read_json(readers, {}, secrets).error().reason == "card.pin_format");
    secrets.signing_password = core::view("PRACTICE0000");
    auto wrong = app::card_read_json(readers, {}, secrets);
    CHECK(wrong.error().reason == "card.pin_wrong");
    CHECK(wrong.error().count == 4);
    secrets.signing_password = core::view("PRACTICE7635");
    const auto text = app::card_read_json(readers, {}, secrets);
    REQUIRE(text);
    const auto document = nlohmann::json::parse(*text);
    CHECK(document["kind"] == "jpki_only");
    CHECK(document["items"]["name"]["value"] == "吉田　大輔");  // the face says 𠮷
    CHECK(document["items"]["name"]["substitutes"] == 1);
    CHECK(document["items"]["birth_date"]["value"] == "1979-11-11");
    CHECK(document["items"]["certificate_expiry"]["value"] == "2033-11-11");
}

TEST_CASE("what may be void or soon ends is noted, once each") {
    app::CardReading reading;
    reading.items["card_expiry"] = {"2026-12-01", "券面IC"};
    reading.items["certificate_expiry"] = {"2026-11-25", "券面IC"};
    reading.items["stay_until"] = {"2027-11-26", "券面IC"};
    app::note_validity(reading, core::make_date(2026, 11, 26));
    app::note_validity(reading, core::make_date(2026, 11, 26));
    CHECK(reading.notes == std::vector<std::string>{"card.expires_soon", "certificate.expired"});
    app::CardReading last_day;
    last_day.items["card_expiry"] = {"2026-11-26", "券面IC"};
    app::note_validity(last_day, core::make_date(2026, 11, 26));
    CHECK(last_day.notes == std::vector<std::string>{"card.expires_soon"});  // valid through the whole day
}
