#include "app/devices/card/apdu.h"

#include <doctest/doctest.h>

#include "tests/support/fake_card.h"

using tests::hex;
using tests::ListedCard;

namespace {

std::string times(int count, const char* byte) {
    std::string out;
    for (int i = 0; i < count; ++i) out += byte;
    return out;
}

}  // namespace

TEST_CASE("commands have the bytes that cards are known to take") {
    const core::Bytes jpki = hex("D3 92 F0 00 26 01 00 00 00 01");
    CHECK(app::apdu::select_application(jpki) == hex("00 A4 04 0C 0A D3 92 F0 00 26 01 00 00 00 01"));
    CHECK(app::apdu::select_file(0x0018) == hex("00 A4 02 0C 02 00 18"));
    CHECK(app::apdu::ask_tries() == hex("00 20 00 80"));
    CHECK(app::apdu::ask_tries(0x81) == hex("00 20 00 81"));
    CHECK(app::apdu::read_binary(0, 4) == hex("00 B0 00 00 04"));
    CHECK(app::apdu::read_binary(0, 256) == hex("00 B0 00 00 00"));
    CHECK(app::apdu::read_binary(4, 0x061F) == hex("00 B0 00 04 00 06 1F"));
    CHECK(app::apdu::read_record(1, 0x0C) == hex("00 B2 01 0C 00"));
}

TEST_CASE("VERIFY carries the digits as they are typed") {
    ListedCard card({"90 00"});
    CHECK(app::verify_once(card, core::view("1234")));
    CHECK(card.asked.at(0) == "002000800431323334");
}

TEST_CASE("the empty question tells the tries left and spends none") {
    struct Row {
        const char* answer;
        std::optional<int> tries;
    };
    const Row rows[] = {{"63 C3", 3}, {"63 CA", 10}, {"63 C0", 0}, {"69 84", 0}, {"69 83", 0}, {"90 00", {}}};
    for (const Row& row : rows) {
        ListedCard card({row.answer});
        CHECK(*app::tries_left(card) == row.tries);
        CHECK(card.asked.at(0) == "00200080");
    }
}

TEST_CASE("a wrong PIN is sent once and says how many tries remain") {
    ListedCard card({"63 C2", "90 00"});
    const auto status = app::verify_once(card, core::view("9999"));
    REQUIRE_FALSE(status);
    CHECK(status.error().reason == "card.pin_wrong");
    CHECK(status.error().count == 2);
    CHECK(card.asked.size() == 1);
}

TEST_CASE("the try that used up the counter, and every later one, says blocked") {
    for (const char* answer : {"63 C0", "69 84", "69 83"}) {
        ListedCard card({answer});
        CHECK(app::verify_once(card, core::view("9999")).error().reason == "card.pin_blocked");
    }
}

TEST_CASE("VERIFY is never repeated, whatever length or rest the card names") {
    for (const char* answer : {"6C 04", "61 04", "67 00"}) {
        ListedCard card({answer, "90 00"});
        CHECK_FALSE(app::verify_once(card, core::view("1234")));
        CHECK(card.asked.size() == 1);
    }
}

TEST_CASE("61 xx fetches the rest, 6C xx repeats with the right length") {
    ListedCard more({"41 42 61 03", "43 44 45 90 00"});
    CHECK(core::text(app::ask_card(more, hex("00 B0 00 00 05"))->data) == "ABCDE");
    CHECK(more.asked.at(1) == "00c0000003");

    ListedCard length({"6C 03", "41 42 43 90 00"});
    CHECK(core::text(app::ask_card(length, hex("00 B0 00 00 00"))->data) == "ABC");
    CHECK(length.asked.at(1) == "00b0000003");

    ListedCard extended({"6C 03", "41 42 43 90 00"});
    CHECK(app::ask_card(extended, hex("00 B0 00 00 00 02 00"))->done());
    CHECK(extended.asked.at(1) == "00b0000003");
}

TEST_CASE("a card that promises more for ever is garbage, not an endless loop") {
    class Endless : public app::CardChannel {
      public:
        core::Result<core::Bytes> transmit(core::ByteView) override {
            ++count;
            return hex("61 10");
        }
        int count{0};
    };
    Endless card;
    CHECK(app::ask_card(card, hex("00 B0 00 00 00")).error().reason == "card.garbage");
    CHECK(card.count < 300);
}

TEST_CASE("an answer shorter than a status word is garbage") {
    ListedCard card({"90"});
    CHECK(app::ask_card(card, hex("00 B0 00 00 00")).error().reason == "card.garbage");
}

TEST_CASE("a long object is read in pieces and stops at its own end") {
    // 266 bytes of value, 271 in all: 256 and 15.
    ListedCard card({"DF 22 82 01 0A " + times(251, "41 ") + "90 00", times(15, "42 ") + "90 00"});
    const auto object = app::read_object(card, 0xDF22, 4096);
    REQUIRE(object);
    CHECK(object->size() == 271);
    CHECK(card.asked == std::vector<std::string>{"00b0000000", "00b001000f"});
}

TEST_CASE("a file end with a warning gives the data that came") {
    ListedCard card({"FF 10 0C 30 31 32 33 34 35 36 37 38 39 30 31 FF FF 62 82"});
    CHECK(app::read_object(card, 0xFF10, 256)->size() == 15);
    CHECK(card.asked.size() == 1);
}

TEST_CASE("two stray bytes in front of the object are tolerated") {
    ListedCard card({"00 00 FF 20 02 41 42 FF FF 90 00"});
    CHECK(*app::read_object(card, 0xFF20, 256) == hex("FF 20 02 41 42"));
}

TEST_CASE("an object that is larger than its file may be, or ends early, is garbage") {
    ListedCard huge({"FF 20 82 FF FF 41 90 00"});
    CHECK(app::read_object(huge, 0xFF20, 4096).error().reason == "card.garbage");
    CHECK(huge.asked.size() == 1);
    ListedCard ends({"FF 20 10 41 42 62 82"});
    CHECK(app::read_object(ends, 0xFF20, 4096).error().reason == "card.garbage");
    ListedCard floods({"FF 20 01 41 90 00"});
    CHECK(app::read_object(floods, 0xFF20, 3).error().reason == "card.garbage");
}

TEST_CASE("a reader that refuses extended commands is read in short ones") {
    ListedCard card({"FF 20 82 02 00 " + times(251, "41 ") + "90 00", "67 00", times(256, "42 ") + "90 00",
                     times(5, "43 ") + "90 00"});
    CHECK(app::read_object(card, 0xFF20, 4096, 4096)->size() == 517);
    CHECK(card.asked.at(1) == "00b00100000105");
    CHECK(card.asked.at(2) == "00b0010000");
}

TEST_CASE("a file that needs a PIN says so") {
    ListedCard card({"69 82"});
    CHECK(app::read_object(card, 0xFF20, 256).error().reason == "card.denied");
}
