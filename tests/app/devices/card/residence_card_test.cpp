#include "app/devices/card/residence_card.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "app/devices/card/card_command.h"
#include "app/devices/card/card_crypto.h"
#include "app/devices/card/card_recognition.h"
#include "app/practice/virtual_residence.h"
#include "tests/support/fake_card.h"

using app::ResidenceGeneration;
using app::ResidenceSession;
using tests::hex;
using tests::ListedCard;
using tests::VirtualChannel;

namespace {

template <std::size_t N>
std::array<std::uint8_t, N> bytes_of(const char* text) {
    const core::Bytes bytes = hex(text);
    std::array<std::uint8_t, N> out{};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

// The official worked example of the first generation (specification, annex 2).
constexpr const char* first_number = "AA12345678BB";
const char* const first_e_ifd =
    "93 77 45 C2 08 83 A1 BA D1 E0 41 93 72 2A 15 92 37 8F 81 A8 F1 DC 58 91 57 AE B0 F7 54 4F A1 BA";
const char* const first_m_ifd = "1A D7 FB 6A 33 89 E0 17";
const char* const first_e_icc =
    "58 60 77 5B 4D 03 2C C5 64 BA 20 4B 8E A8 68 F6 94 A7 4E 74 75 A8 FE F2 40 58 8B DA 1A F4 96 CE";
const char* const first_m_icc = "59 38 8F D6 CD 45 24 8B";
const char* const first_verify = "08 20 00 86 13 86 11 01 1A A8 29 73 DB 95 9A 81 1F 97 11 D7 28 F0 EE F6";

app::ReaderNonce first_nonce() {
    return {bytes_of<8>("11 22 33 44 55 66 77 88"),
            bytes_of<16>("40 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F")};
}

// The constructed exchange of the second generation.
constexpr const char* second_number = "ZZ00000000ZZ";
const char* const second_e_ifd =
    "C2 E1 6F 11 B3 E3 37 C1 1C DA 06 5F 27 8E DB 4D 1F D6 E5 4A DE 37 06 7B 7E FF A5 87 22 27 5F 77";
const char* const second_m_ifd = "33 75 5B 4D 63 6C FF 0A";
const char* const second_e_icc =
    "AE 9F 30 62 37 8F 60 75 1C 07 C5 2E EE A7 53 D7 95 64 F3 69 C3 F3 BA 56 B3 EB 6F 74 56 01 1B 2F";
const char* const second_m_icc = "EA C7 64 99 86 6F 21 AA";
const char* const second_verify = "08 20 00 86 13 86 11 01 33 21 D1 33 61 42 D4 32 04 9F 0A 29 78 94 F2 A4";

app::ReaderNonce second_nonce() {
    return {bytes_of<8>("10 11 12 13 14 15 16 17"),
            bytes_of<16>("30 31 32 33 34 35 36 37 38 39 3A 3B 3C 3D 3E 3F")};
}

app::ResidenceChip first_card() {
    app::ResidenceChip chip;
    chip.number = first_number;
    chip.front = hex("49 49 2A 00 01 02 03");
    chip.photo = hex("FF 4F FF 51 01");
    chip.back_date = "20230405";
    chip.municipality = "131016";
    chip.back_address = "東京都千代田区見本町１丁目２番３号";
    chip.permission_general = "許可（原則週２８時間以内）";
    chip.fixed_random = bytes_of<8>("5A 6E 7E 38 51 62 B7 A3");
    chip.fixed_key = bytes_of<16>("19 D0 49 49 0F FF 52 EE DB FC B9 30 BC 81 0E D0");
    return chip;
}

app::ResidenceChip second_card() {
    app::ResidenceChip chip;
    chip.second_generation = true;
    chip.number = second_number;
    chip.name_picture = hex("49 49 2A 00 11");
    chip.address_picture = hex("49 49 2A 00 22");
    chip.photo = hex("FF 4F FF 51 02");
    chip.expiry = chip.stay_until = "20290820";
    chip.birth_date = "19920606";
    chip.sex = "2";
    chip.permission_date = "20260820";
    chip.fixed_random = bytes_of<8>("20 21 22 23 24 25 26 27");
    chip.fixed_key = bytes_of<16>("50 51 52 53 54 55 56 57 58 59 5A 5B 5C 5D 5E 5F");
    return chip;
}

app::ResidenceRequest request_for(std::string_view number) {
    app::ResidenceRequest request;
    request.card_number = number;
    return request;
}

}  // namespace

TEST_CASE("the official worked example: keys, proofs and VERIFY match byte for byte") {
    CHECK(core::to_hex(app::sha1(core::view(first_number))) == "6522b4e171195bb218223a976c040111bdc4aa25");
    ResidenceSession session(ResidenceGeneration::first, first_number);
    const core::Bytes answer = session.challenge_answer(hex("5A 6E 7E 38 51 62 B7 A3"), first_nonce());
    CHECK(answer == hex(std::string(first_e_ifd) + first_m_ifd));
    REQUIRE(session.accept(hex(std::string(first_e_icc) + first_m_icc)));
    CHECK(session.verify_command() == hex(first_verify));
    // Computed with the example's session key: DF2/EF04, no application under way but one.
    CHECK(*session.open(hex("86 09 01 D1 E5 99 BD 03 48 4C 25")) == hex("D7 01 30"));
}

TEST_CASE("the second generation's exchange matches byte for byte") {
    ResidenceSession session(ResidenceGeneration::second, second_number);
    const core::Bytes answer = session.challenge_answer(hex("20 21 22 23 24 25 26 27"), second_nonce());
    CHECK(answer == hex(std::string(second_e_ifd) + second_m_ifd));
    REQUIRE(session.accept(hex(std::string(second_e_icc) + second_m_icc)));
    CHECK(session.verify_command() == hex(second_verify));
    const auto number = session.open(hex("86 11 01 4D 71 8F 14 F9 A1 22 EF 3C 44 D6 A1 71 88 B7 28"));
    CHECK(*number == hex("C2 0C 5A 5A 30 30 30 30 30 30 30 30 5A 5A"));
}

TEST_CASE("the virtual cards answer the worked examples byte for byte") {
    auto first = app::make_residence_card(first_card());
    CHECK(first->transmit(hex("00 84 00 00 08")) == hex("5A 6E 7E 38 51 62 B7 A3 90 00"));
    CHECK(first->transmit(hex(std::string("00 82 00 00 28") + first_e_ifd + first_m_ifd + "00")) ==
          hex(std::string(first_e_icc) + first_m_icc + "90 00"));
    CHECK(first->transmit(hex(first_verify)) == hex("90 00"));
    CHECK(first->transmit(hex("00 A4 04 0C 10 D3 92 F0 00 4F 02 00 00 00 00 00 00 00 00 00 00")) ==
          hex("90 00"));
    const core::Bytes front = first->transmit(hex("08 B0 85 00 00 00 04 96 02 00 00 00 00"));
    CHECK(front.size() == 7013 + 2);
    CHECK(core::to_hex(core::ByteView(front).first(5)) == "86821b6101");
    const core::Bytes photo = first->transmit(hex("08 B0 86 00 00 00 04 96 02 00 00 00 00"));
    CHECK(photo.size() == 3013 + 2);
    CHECK(core::to_hex(core::ByteView(photo).first(5)) == "86820bc101");

    auto second = app::make_residence_card(second_card());
    CHECK(second->transmit(hex("00 84 00 00 08")) == hex("20 21 22 23 24 25 26 27 90 00"));
    CHECK(second->transmit(hex(std::string("00 82 00 00 28") + second_e_ifd + second_m_ifd + "00")) ==
          hex(std::string(second_e_icc) + second_m_icc + "90 00"));
    CHECK(second->transmit(hex(second_verify)) == hex("90 00"));
    CHECK(second->transmit(hex("00 A4 04 0C 10 D3 92 F0 00 4F 02 00 00 00 00 00 00 00 00 00 00")) ==
          hex("90 00"));
    CHECK(second->transmit(hex("08 B0 81 00 00 00 04 96 02 00 00 00 00")) ==
          hex("86 11 01 4D 71 8F 14 F9 A1 22 EF 3C 44 D6 A1 71 88 B7 28 90 00"));
}

TEST_CASE("the back entry, whole and in pieces of sixteen, matches the computed answers") {
    auto card = app::make_residence_card(first_card());
    const core::Bytes file = app::back_entry_file(first_card());
    REQUIRE(file.size() == 342);
    CHECK(core::to_hex(app::sha256(file)) ==
          "04a50c2bb2a7fb3137b936b22c3bd0363758b49876c5bac8f6e62152ea511c03");
    card->transmit(hex("00 84 00 00 08"));
    card->transmit(hex(std::string("00 82 00 00 28") + first_e_ifd + first_m_ifd + "00"));
    card->transmit(hex(first_verify));
    card->transmit(hex("00 A4 04 0C 10 D3 92 F0 00 4F 03 00 00 00 00 00 00 00 00 00 00"));
    core::Bytes whole = card->transmit(hex("08 B0 81 00 00 00 04 96 02 00 00 00 00"));
    whole.resize(whole.size() - 2);
    CHECK(whole.size() == 349);
    CHECK(core::to_hex(app::sha256(whole)) ==
          "9ec3a213644836e691fcf96aed300c0473dadfe0f338a6150582855d8ace443b");
    CHECK(card->transmit(hex("08 B0 81 00 00 00 04 96 02 00 10 00 00")) ==
          hex("86 19 01 1D D0 BA FE A2 1F 40 97 CD 8B E2 23 80 FC 68 F9 06 70 04 33 FC F9 3E E0 90 00"));
    CHECK(card->transmit(hex("08 B0 00 10 00 00 04 96 02 00 10 00 00")) ==
          hex("86 19 01 CC 47 8E 41 EF 21 18 F4 C8 D4 4F F8 B8 97 78 F8 4C 1B EB F4 9D C7 E4 56 90 00"));
}

TEST_CASE("what the clerk types becomes the number on the card, or is refused before anything is sent") {
    CHECK(app::residence_card_number("AA12345678BB") == "AA12345678BB");
    CHECK(app::residence_card_number("ａａ１２３４５６７８ｂｂ") == "AA12345678BB");
    CHECK(app::residence_card_number(" AA 1234 5678 BB ") == "AA12345678BB");
    for (const char* wrong : {"", "AA1234567BB", "A112345678BB", "AA12345678B8", "AA123456789BB"}) {
        CHECK_FALSE(app::residence_card_number(wrong));
    }
    ListedCard card({});
    CHECK(app::read_residence_card(card, request_for("12345")).error().reason == "card.number_format");
    CHECK(card.asked.empty());
}

TEST_CASE("a first-generation card gives its front as a picture and the back entry as text") {
    auto card = app::make_residence_card(first_card());
    VirtualChannel channel(*card);
    const auto seen = app::recognise_card(channel);
    REQUIRE(seen);
    CHECK(seen->kind == app::CardKind::residence);
    CHECK_FALSE(seen->second_generation);
    const auto reading = app::read_residence_card(channel, request_for("aa12345678bb"));
    REQUIRE(reading);
    CHECK(reading->pictures.at("front") == first_card().front);
    CHECK(reading->pictures.count("photo") == 0);
    CHECK(reading->find("address")->value == "東京都千代田区見本町１丁目２番３号");
    CHECK(reading->find("address_registered_on")->value == "2023-04-05");
    CHECK(reading->find("municipality_code")->value == "131016");
    CHECK(reading->find("permission_general")->value == "許可（原則週２８時間以内）");
    CHECK_FALSE(reading->find("permission_individual"));  // all zeros: none
    CHECK(reading->find("renewal_applied")->value == "no");
    CHECK(reading->signature == app::SignatureState::not_checkable);
    CHECK_FALSE(reading->find("name"));
}

TEST_CASE("nobody wrote on the back: no address, and a special permanent resident has no further files") {
    auto chip = first_card();
    chip.back_address = "";
    chip.special_permanent = true;
    auto card = app::make_residence_card(chip);
    VirtualChannel channel(*card);
    const auto reading = app::read_residence_card(channel, request_for(first_number));
    REQUIRE(reading);
    CHECK(reading->kind == app::CardKind::special_permanent);
    CHECK(reading->items.empty());
    CHECK(reading->pictures.count("front") == 1);
}

TEST_CASE("a second-generation card gives birth date, sex and stay as text, name and address as pictures") {
    auto card = app::make_residence_card(second_card());
    VirtualChannel channel(*card);
    auto request = request_for(second_number);
    request.with_photo = true;
    const auto reading = app::read_residence_card(channel, request);
    REQUIRE(reading);
    CHECK(app::recognise_card(channel)->second_generation);
    CHECK(reading->find("birth_date")->value == "1992-06-06");
    CHECK(reading->find("sex")->value == "female");
    CHECK(reading->find("card_expiry")->value == "2029-08-20");
    CHECK(reading->find("stay_until")->value == "2029-08-20");
    CHECK(reading->find("stay_period")->value == "0000");
    CHECK(reading->pictures.at("name") == second_card().name_picture);
    CHECK(reading->pictures.at("address") == second_card().address_picture);
    CHECK(reading->pictures.at("photo") == second_card().photo);
}

TEST_CASE("a wrong number is told as such, costs nothing, and the right one opens the card afterwards") {
    for (const auto& chip : {first_card(), second_card()}) {
        auto card = app::make_residence_card(chip);
        for (int i = 0; i < 20; ++i) {
            VirtualChannel channel(*card);
            CHECK(app::read_residence_card(channel, request_for("QQ99999999QQ")).error().reason ==
                  "card.number_wrong");
        }
        VirtualChannel channel(*card);
        CHECK(app::read_residence_card(channel, request_for(chip.number)));
    }
}

TEST_CASE("a card that cannot prove that it knows the number is not believed") {
    std::string forged = std::string(first_e_icc) + first_m_icc;
    forged[0] = '0';
    ListedCard card({"90 00", "90 00", "C1 01 31 90 00", "C0 04 30 30 30 31 90 00",
                     "5A 6E 7E 38 51 62 B7 A3 90 00", forged + "90 00"});
    auto request = request_for(first_number);
    request.nonce = first_nonce();
    CHECK(app::read_residence_card(card, request).error().reason == "card.not_genuine");
    CHECK(card.asked.size() == 6);
    CHECK(card.asked.at(2) == "00b08a00000000");
}

TEST_CASE("a reader that does not pass long answers is read in pieces") {
    class ShortAnswers : public app::CardChannel {
      public:
        explicit ShortAnswers(app::VirtualCard& card) : card_(card) { card_.reset(); }
        core::Result<core::Bytes> transmit(core::ByteView command) override {
            core::Bytes answer = card_.transmit(command);
            return answer.size() > 1200 ? app::status_answer(0x6700) : answer;
        }

      private:
        app::VirtualCard& card_;
    };
    auto card = app::make_residence_card(first_card());
    ShortAnswers channel(*card);
    const auto reading = app::read_residence_card(channel, request_for(first_number));
    REQUIRE(reading);
    CHECK(reading->pictures.at("front") == first_card().front);
}

TEST_CASE("an unknown kind of card is garbage and is not tried with another cipher") {
    ListedCard card({"90 00", "90 00", "C1 02 39 39 90 00", "C0 04 30 30 30 39 90 00"});
    CHECK(app::read_residence_card(card, request_for(first_number)).error().reason == "card.garbage");
    ListedCard special({"90 00", "90 00", "C1 02 30 37 90 00", "C0 04 30 30 30 39 90 00"});
    CHECK(app::read_residence_card(special, request_for(first_number)).error().reason == "card.unsupported");
}

TEST_CASE("a pulled residence card is removed at whichever command, and reads normally afterwards") {
    int commands = 0;
    {
        auto card = app::make_residence_card(first_card());
        VirtualChannel channel(*card);
        REQUIRE(app::read_residence_card(channel, request_for(first_number)));
        commands = static_cast<int>(channel.asked.size());
    }
    app::ScriptedCard card(app::make_residence_card(first_card()));
    for (int at = 1; at <= commands; ++at) {
        card.pull_at(at);
        VirtualChannel channel(card);
        CHECK(app::read_residence_card(channel, request_for(first_number)).error().reason == "card.removed");
        card.put_back();
    }
    VirtualChannel channel(card);
    CHECK(app::read_residence_card(channel, request_for(first_number)));
}

TEST_CASE("wrapped answers that are cut, unmarked or badly padded do not open") {
    ResidenceSession session(ResidenceGeneration::first, first_number);
    session.challenge_answer(hex("5A 6E 7E 38 51 62 B7 A3"), first_nonce());
    REQUIRE(session.accept(hex(std::string(first_e_icc) + first_m_icc)));
    for (const char* bad :
         {"", "86 00", "86 01 01", "86 09 02 D1 E5 99 BD 03 48 4C 25", "86 08 01 D1 E5 99 BD 03 48 4C",
          "86 09 01 D1 E5 99 BD 03 48 4C 24", "87 01 01"}) {
        CHECK_FALSE(session.open(hex(bad)));
    }
}

TEST_CASE("card read takes a residence card by its number") {
    auto card = app::make_residence_card(second_card());
    tests::FakeReaders readers;
    readers.lay(*card);
    CHECK(app::card_read_json(readers, {}, {}).error().reason == "card.secret_missing");
    app::CardSecrets secrets;
    secrets.card_number = core::view(second_number);
    app::CardReadOptions options;
    options.kind = "residence";
    const auto text = app::card_read_json(readers, options, secrets);
    REQUIRE(text);
    const auto document = nlohmann::json::parse(*text);
    CHECK(document["kind"] == "residence");
    CHECK(document["items"]["birth_date"]["value"] == "1992-06-06");
    CHECK(document["pictures"].contains("name"));
}
