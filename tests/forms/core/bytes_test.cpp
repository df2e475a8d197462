#include "forms/core/bytes.h"

#include <doctest/doctest.h>

#include <limits>

using namespace core;

TEST_CASE("what a writer wrote a reader reads back") {
    Writer writer;
    writer.u8(7).u16(0x1234).u32(0xdeadbeef).u64(1).varint(300).zigzag(-2).blob("髙𠮷");
    Reader reader(writer.bytes());
    CHECK(reader.u8() == 7);
    CHECK(reader.u16() == 0x1234);
    CHECK(reader.u32() == 0xdeadbeef);
    CHECK(reader.u64() == 1);
    CHECK(reader.varint() == 300);
    CHECK(reader.zigzag() == -2);
    CHECK(reader.string(16) == "髙𠮷");
    CHECK(reader.done());
}

TEST_CASE("every varint has one encoding, at the edges too") {
    for (std::uint64_t value : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128},
                                std::numeric_limits<std::uint64_t>::max()}) {
        Writer writer;
        writer.varint(value);
        Reader reader(writer.bytes());
        CHECK(reader.varint() == value);
        CHECK(reader.done());
    }
    const Bytes over_long{0x80, 0x00};
    Reader reader(over_long);
    reader.varint();
    CHECK_FALSE(reader.ok());
}

TEST_CASE("a length larger than the input or the limit is refused before anything is taken") {
    const Bytes huge{0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2};
    Reader reader(huge);
    CHECK(reader.blob(1u << 30).empty());
    CHECK_FALSE(reader.ok());
    const Bytes three{3, 1, 2, 3};
    Reader limited(three);
    CHECK(limited.blob(2).empty());
    CHECK_FALSE(limited.ok());
}
