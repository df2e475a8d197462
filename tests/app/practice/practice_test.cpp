#include <doctest/doctest.h>

#include <set>

#include "app/practice/virtual_mynumber.h"
#include "tests/support/fake_card.h"

using tests::hex;

namespace {

std::vector<app::Resident> residents() {
    auto loaded = app::load_residents(std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/residents.json");
    REQUIRE(loaded);
    return std::move(*loaded);
}

// 番号法の検査用数字: from the first eleven digits, weights 6 5 4 3 2 7 6 5 4 3 2, modulo 11.
char check_digit(const std::string& number) {
    const int weights[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 11; ++i) sum += (number[i] - '0') * weights[i];
    return sum % 11 <= 1 ? '0' : static_cast<char>('0' + 11 - sum % 11);
}

std::string ask(app::VirtualCard& card, std::string_view command) {
    return core::to_hex(card.transmit(hex(command)));
}

constexpr const char* select_face_input = "00 A4 04 0C 0A D3 92 10 00 31 00 01 01 04 08";

}  // namespace

TEST_CASE("forty residents, each with a situation, a card and a number of its own") {
    const auto all = residents();
    CHECK(all.size() == 40);
    std::set<std::string> ids, numbers, events;
    for (const app::Resident& person : all) {
        ids.insert(person.id);
        numbers.insert(person.card.my_number);
        events.insert(person.event);
        REQUIRE(person.card.my_number.size() == 12);
        CHECK(person.card.my_number[11] == check_digit(person.card.my_number));
        CHECK_FALSE(person.situation.empty());
    }
    CHECK(ids.size() == all.size());
    CHECK(numbers.size() == all.size());
    CHECK(events == std::set<std::string>{"certificate", "move_in", "move_within"});
}

TEST_CASE("among them are the names that break weak programs") {
    std::string chip, face;
    for (const app::Resident& person : residents()) {
        chip += person.chip_name + "\n";
        face += person.face_name + "\n";
    }
    for (const char* wanted :
         {"髙", "﨑", "𠮷", "葛\U000E0100", "勅使河原　権左衛門之助清右衛門尉", "NGUYEN"}) {
        CHECK(chip.find(wanted) != std::string::npos);
    }
    CHECK(chip != face);  // some chips carry a substitute
}

TEST_CASE("a virtual card refuses as real ones do") {
    auto card = app::make_mynumber_card(app::chip_of(residents()[0]));
    CHECK(ask(*card, "00 B0 00 00 00") == "6986");
    CHECK(ask(*card, "00 A4 04 0C 0A D3 92 10 00 31 00 01 01 04 01") == "6a82");
    CHECK(ask(*card, select_face_input) == "9000");
    CHECK(ask(*card, "00 B0 00 00 00") == "6986");
    CHECK(ask(*card, "00 A4 02 0C 02 00 02") == "9000");
    CHECK(ask(*card, "00 B0 00 00 00") == "6982");
    CHECK(ask(*card, "00 A4 02 0C 02 00 77") == "6a82");
    CHECK(ask(*card, "00 A4 02 0C 02 00 12") == "9000");
    CHECK(ask(*card, "00 20 00 80") == "6984");
    CHECK(ask(*card, "00 A4 02 0C 02 00 11") == "9000");
    CHECK(ask(*card, "00 20 00 80") == "63c3");
    CHECK(ask(*card, "00 20 00 80 00") == "6700");
    CHECK(ask(*card, "00 CA 00 45 00") == "6d00");
    CHECK(ask(*card, "80 B0 00 00 00") == "6e00");
}

TEST_CASE("a virtual card counts, blocks, forgets at reset, and keeps its counters") {
    auto card = app::make_mynumber_card(app::chip_of(residents()[0]));  // PIN 4070
    const auto select = [&] {
        ask(*card, select_face_input);
        ask(*card, "00 A4 02 0C 02 00 11");
    };
    select();
    CHECK(ask(*card, "00 20 00 80 04 30 30 30 30") == "63c2");
    card->reset();
    CHECK(ask(*card, "00 20 00 80") == "6986");
    select();
    CHECK(ask(*card, "00 20 00 80") == "63c2");
    CHECK(ask(*card, "00 20 00 80 04 34 30 37 30") == "9000");
    CHECK(ask(*card, "00 B0 82 00 05").substr(0, 4) == "ff20");  // by short id
    card->reset();
    select();
    CHECK(ask(*card, "00 B0 82 00 05") == "6982");
    CHECK(ask(*card, "00 20 00 80") == "63c3");
    for (const char* answer : {"63c2", "63c1", "63c0", "6984"}) {
        CHECK(ask(*card, "00 20 00 80 04 30 30 30 30") == answer);
    }
    CHECK(ask(*card, "00 20 00 80") == "6984");
}

TEST_CASE("a virtual card ends its files as real ones do") {
    auto card = app::make_mynumber_card(app::chip_of(residents()[0]));
    ask(*card, select_face_input);
    ask(*card, "00 A4 02 0C 02 00 11");
    ask(*card, "00 20 00 80 04 34 30 37 30");
    ask(*card, "00 A4 02 0C 02 00 01");
    CHECK(ask(*card, "00 B0 00 00 00").size() == 2 * (17 + 2));
    CHECK(ask(*card, "00 B0 00 0F 02") == "ffff9000");
    CHECK(ask(*card, "00 B0 00 0F 00") == "ffff6282");
    CHECK(ask(*card, "00 B0 00 11 01") == "6b00");
    CHECK(ask(*card, "00 B0 00 00 00 00 03") == "ff100c9000");  // extended length
}

TEST_CASE("the common application gives number, municipality and expiry without a PIN") {
    auto card = app::make_mynumber_card(app::chip_of(residents()[0]));
    ask(*card, "00 A4 04 0C 0A D3 92 10 00 31 00 01 01 01 00");
    const core::Bytes answer = card->transmit(hex("00 B2 01 0C 00"));
    REQUIRE(answer.size() == 32);
    CHECK(answer[0] == 0x01);
    CHECK(answer[1] == 0x1C);
    const std::string text(core::text(core::ByteView(answer).subspan(2, 28)));
    CHECK(text.substr(15) == "0620620330614");
}

TEST_CASE("commands are taken apart in all their forms") {
    CHECK_FALSE(app::parse_command(hex("00 B0 00")));
    CHECK_FALSE(app::parse_command(hex("00 20 00 80 04 31 32")));
    CHECK(app::parse_command(hex("00 B0 00 00 00"))->le == 256);
    CHECK(app::parse_command(hex("00 B0 00 04 00 06 1F"))->le == 0x061F);
    CHECK(app::parse_command(hex("00 B0 8B 00 00 00 00"))->le == 65'536);
    const auto wrapped = app::parse_command(hex("08 B0 85 00 00 00 04 96 02 04 00 00 00"));
    REQUIRE(wrapped);
    CHECK(wrapped->data == hex("96 02 04 00"));
    CHECK(wrapped->le == 65'536);
    CHECK(wrapped->extended);
}
