#include "app/devices/card/card_recognition.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "app/devices/card/card_command.h"
#include "app/practice/virtual_mynumber.h"
#include "tests/support/fake_card.h"

using tests::FakeReaders;
using tests::ListedCard;
using tests::VirtualChannel;

namespace {

std::unique_ptr<app::FileCard> card_of(const char* id) {
    const auto all =
        app::load_residents(std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/residents.json");
    REQUIRE(all);
    return app::make_mynumber_card(app::chip_of(*app::find_resident(*all, id)));
}

app::CardSecrets pin(std::string_view digits) {
    app::CardSecrets secrets;
    secrets.pin = core::view(digits);
    return secrets;
}

}  // namespace

TEST_CASE("a card says what it is by the applications it has, and no secret is sent") {
    auto card = card_of("R01");
    VirtualChannel channel(*card);
    const auto seen = app::recognise_card(channel);
    REQUIRE(seen);
    CHECK(seen->kind == app::CardKind::mynumber);
    CHECK(seen->tries_left.at("pin") == 3);
    CHECK(seen->tries_left.at("verification_b") == 10);
    CHECK(seen->card_expiry == "2033-06-14");
    CHECK_FALSE(seen->carries_licence);
    CHECK(channel.secrets_sent() == 0);
}

TEST_CASE("a card that is none of ours is unknown, whatever it refuses with") {
    ListedCard card({"6D 00", "6E 00", "6A 81", "6F 00"});
    CHECK(app::recognise_card(card)->kind == app::CardKind::unknown);
}

TEST_CASE("a telephone or an old card has the signature application only") {
    ListedCard card({"6A 82", "90 00"});
    CHECK(app::recognise_card(card)->kind == app::CardKind::jpki_only);
}

TEST_CASE("a card pulled during recognition is removed, not unknown") {
    ListedCard card({"6A 82", ""});
    CHECK(app::recognise_card(card).error().reason == "card.removed");
}

TEST_CASE("card list tells each reader and what lies on it") {
    auto card = card_of("R37");  // one try left
    FakeReaders readers;
    readers.readers.push_back({"Fake 01", false, false, false, 0});
    readers.lay(*card);
    const auto text = app::card_list_json(readers);
    REQUIRE(text);
    const auto list = nlohmann::json::parse(*text)["readers"];
    CHECK(list[0]["name"] == "Fake 00");
    CHECK(list[0]["kind"] == "mynumber");
    CHECK(list[0]["tries_left"]["pin"] == 1);
    CHECK(list[1]["card_present"] == false);
}

TEST_CASE("card read gives every item with its value and source") {
    auto card = card_of("R35");
    FakeReaders readers;
    readers.lay(*card);
    const auto text = app::card_read_json(readers, {}, pin("6312"));
    REQUIRE(text);
    const auto document = nlohmann::json::parse(*text);
    CHECK(document["kind"] == "mynumber");
    CHECK(document["items"]["name"]["value"] == "𠮷野　隆");
    CHECK(document["items"]["name"]["source"] == "券面IC");
    CHECK(document["items"]["birth_date"]["value"] == "1969-07-25");
    CHECK(document["items"]["sex"]["value"] == "male");
    CHECK(document["signature"] == "not_checkable");
    CHECK(document["tries_left"]["pin"] == 3);
    CHECK(document["tries_left"]["verification_b"] == 10);
    CHECK_FALSE(document["items"].contains("my_number"));
}

TEST_CASE("what stops a reading has its own reason, and costs nothing") {
    FakeReaders readers;
    CHECK(app::card_read_json(readers, {}, pin("6312")).error().reason == "card.absent");
    app::CardReadOptions other;
    other.reader = "Elsewhere";
    CHECK(app::card_read_json(readers, other, pin("6312")).error().reason == "card.no_reader");
    auto card = card_of("R35");
    readers.lay(*card);
    CHECK(app::card_read_json(readers, {}, {}).error().reason == "card.secret_missing");
    app::CardReadOptions licence;
    licence.kind = "licence";
    CHECK(app::card_read_json(readers, licence, pin("6312")).error().reason == "card.kind_differs");
    CHECK(card->key(app::face_input_application(), 0x0011)->tries_left == 3);
    readers.refusal = "card.service_down";
    CHECK(app::card_list_json(readers).error().reason == "card.service_down");
}
