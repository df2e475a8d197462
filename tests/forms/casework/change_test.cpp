#include "forms/casework/change.h"

#include <doctest/doctest.h>

using namespace forms;

namespace {

Change everything() {
    Change change;
    change.author.bytes[3] = 9;
    const core::Dot dot{core::DeviceId{{7}}, 300, 2};
    change.items = {
        Write{{0, field::name},
              {Record{{"text", "髙橋　葛󠄀"}, {"kana", "タカハシ"}}, Source::card_chip,
               "個人番号カード", true},
              {}},
        Write{{0, field::phone}, {std::string("090-0000-0000"), Source::interview, "", false}, {dot}},
        Write{{44, 1000}, {std::int64_t{-3}, Source::derived, "", false}, {}},
        SetAdd{set_number::procedures, Record{{"id", "2a"}, {"form", "F03"}}},
        SetRemove{set_number::procedures, {dot}},
        StatusEvent{Stage::received, Stage::on_hold, "書類不足", {dot}},
        Fact{fact_kind::fee, {{"item", "住民票"}, {"unit", "300"}}, {{{0, 100}, dot}}},
        UnknownItem{99, 2, {1, 2, 3}},
        Write{{0, field::event_date}, {DateValue::of(2026, 3, 28), Source::interview, "", false}, {}},
    };
    return change;
}

}  // namespace

TEST_CASE(
    "a change with every kind of item is read back as it was written, a newer release's item included") {
    const Change change = everything();
    const auto back = decode_change(encode_change(change));
    REQUIRE(back);
    CHECK(*back == change);
}

TEST_CASE("a change without an author leaves that to the trace and is sixteen bytes shorter") {
    Change change = everything();
    const core::Bytes brief = encode_without_author(change.items);
    CHECK(brief.size() + 16 == encode_change(change).size());
    const auto back = decode_change(brief);
    REQUIRE(back);
    CHECK(back->author.is_nil());
    CHECK(back->items == change.items);
    change.author = {};
    CHECK(encode_change(change) == brief);
}

TEST_CASE("a change cut anywhere is refused, unless the cut lies between two items") {
    const core::Bytes bytes = encode_change(everything());
    int accepted = 0;
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        const auto got = decode_change(core::ByteView(bytes).first(cut));
        if (got) accepted += 1;
    }
    CHECK(accepted <= 8);
}

TEST_CASE("twenty-five answers of sixteen characters take little more than their text") {
    Change change;
    for (std::uint32_t i = 0; i < 25; ++i) {
        change.items.push_back(
            Write{{0, 1000 + i}, {std::string(16, 'a'), Source::interview, "", false}, {}});
    }
    CHECK(encode_change(change).size() <= 25 * 20 + 40);
}

TEST_CASE("a change of the first release is still read") {
    const auto bytes = core::from_hex(
        "01"
        "000000000000000000000000000000aa"
        "010117"
        "0000000000000000"
        "67"
        "23"
        "0c303233372d38362d32313131");
    REQUIRE(bytes);
    const auto change = decode_change(*bytes);
    REQUIRE(change);
    REQUIRE(change->items.size() == 1);
    const auto& write = std::get<Write>(change->items[0]);
    CHECK(write.place == Place{0, field::phone});
    CHECK(write.answer == Answer{std::string("0237-86-2111"), Source::interview, "", false});
}
