#include "app/devices/card/ber_tlv.h"

#include <doctest/doctest.h>

#include "tests/support/fake_card.h"

using app::find_tlv;
using app::TagForm;
using app::TlvReader;
using tests::hex;

TEST_CASE("objects with one-byte and two-byte tags are read by tag") {
    const core::Bytes bytes = hex("DF 21 02 00 0E  5F 4E 01 AA  C0 01 30");
    CHECK(core::to_hex(find_tlv(bytes, 0xDF21)->value) == "000e");
    CHECK(core::to_hex(find_tlv(bytes, 0x5F4E)->value) == "aa");
    CHECK(core::to_hex(find_tlv(bytes, 0xC0)->value) == "30");
    CHECK_FALSE(find_tlv(bytes, 0xDF22));
}

TEST_CASE("the tag DF D1 of residence cards has two bytes, not three") {
    const core::Bytes bytes = hex("DF D1 01 7F");
    CHECK(core::to_hex(find_tlv(bytes, 0xDFD1)->value) == "7f");
}

TEST_CASE("the three length forms give the same value") {
    for (const char* form : {"C5 02 31 32", "C5 81 02 31 32", "C5 82 00 02 31 32"}) {
        const core::Bytes bytes = hex(form);
        CHECK(core::text(find_tlv(bytes, 0xC5)->value) == "12");
    }
}

TEST_CASE("FF FF and 00 at a tag position end the reading, FF 20 does not") {
    const core::Bytes filled = hex("C5 01 31 FF FF 20 01");
    TlvReader filler(filled);
    CHECK(filler.next());
    CHECK_FALSE(filler.next());
    CHECK_FALSE(filler.damaged());

    const core::Bytes zeros = hex("00 00 00");
    TlvReader empty(zeros);
    CHECK_FALSE(empty.next());
    CHECK_FALSE(empty.damaged());

    const core::Bytes items = hex("FF 20 01 41");
    CHECK(find_tlv(items, 0xFF20));
}

TEST_CASE("a licence numbers its objects with one byte, 5F included") {
    const core::Bytes bytes = hex("5F 01 31  60 00  FF FF");
    CHECK(core::to_hex(find_tlv(bytes, 0x5F, TagForm::one_byte)->value) == "31");
    TlvReader reader(bytes, TagForm::one_byte);
    CHECK(reader.next()->tag == 0x5F);
    CHECK(reader.next()->value.empty());
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.damaged());
}

TEST_CASE("a length that runs past the buffer is damage, whatever its form") {
    for (const char* form : {"C5 05 31", "C5 81 80 31", "C5 82 FF FF 31", "C5 82 01", "C5", "DF", "C5 80 31",
                             "C5 83 00 00 01 31", "C5 84 FF FF FF FF"}) {
        const core::Bytes bytes = hex(form);
        TlvReader reader(bytes);
        CHECK_FALSE(reader.next());
        CHECK(reader.damaged());
    }
}

TEST_CASE("the header says how much of a file is still to be fetched") {
    const auto header = app::tlv_header(hex("7F 21 82 02 33 5F"));
    REQUIRE(header);
    CHECK(header->tag == 0x7F21);
    CHECK(header->total() == 568);
}
