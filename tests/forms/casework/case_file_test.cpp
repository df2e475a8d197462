#include "forms/casework/case_file.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "forms/casework/conflict.h"
#include "tests/support/case_builder.h"

using namespace forms;
using tests::CaseDesk;

TEST_CASE(
    "two desks correct the same phone number while apart: both answers are kept, on both desks the same one "
    "is shown") {
    CaseDesk a('A');
    CaseDesk b('B');
    a.answer(field::phone, "0237-86-2111", 1000);
    meet(a, b);
    a.answer(field::phone, "0237-86-0001", 2000);
    b.answer(field::phone, "0237-86-0002", 3000);
    meet(a, b);

    CHECK(a.file() == b.file());
    CHECK(encode_case(a.file()) == encode_case(b.file()));
    REQUIRE(a.file().standing({0, field::phone}).size() == 2);
    CHECK(a.file().shown_text({0, field::phone}) == "0237-86-0002");
    CHECK(in_conflict(a.file(), {0, field::phone}));

    b.write({settle(b.file(), {0, field::phone}, a.file().standing({0, field::phone})[0].answer)}, 4000);
    meet(a, b);
    CHECK_FALSE(in_conflict(a.file(), {0, field::phone}));
    CHECK(a.file().shown_text({0, field::phone}) == "0237-86-0001");
}

TEST_CASE("a desk whose clock is years ahead cannot bury what a colleague wrote after seeing it") {
    CaseDesk a('A');
    CaseDesk b('B');
    a.answer(field::phone, "ahead", 2'000'000'000'000);
    meet(a, b);
    b.answer(field::phone, "after", 1000);
    meet(a, b);
    CHECK(a.file().standing({0, field::phone}).size() == 1);
    CHECK(a.file().shown_text({0, field::phone}) == "after");
}

TEST_CASE("the cycle that breaks last-writer-wins: three writes, every order of arrival, one state") {
    // a: clock 100. b saw a, clock 10. c saw neither, clock 50.
    CaseDesk x('A');
    CaseDesk y('B');
    CaseDesk z('C');
    const auto a = x.answer(field::phone, "a", 100);
    y.receive(a);
    auto b = y.answer(field::phone, "b", 10);
    b.hlc = core::Hlc::at(10);  // a clock that does not follow what it saw
    const auto c = z.answer(field::phone, "c", 50);

    CaseDesk first('D');
    CaseDesk second('E');
    CaseDesk third('F');
    for (const auto& w : {a, b, c}) first.receive(w);
    for (const auto& w : {a, c, b}) second.receive(w);
    for (const auto& w : {c, a, b}) third.receive(w);
    CHECK(encode_case(first.file()) == encode_case(second.file()));
    CHECK(encode_case(first.file()) == encode_case(third.file()));
    CHECK(first.file().standing({0, field::phone}).size() == 2);
    CHECK(first.file().shown_text({0, field::phone}) == "c");
}

TEST_CASE("a value that arrived while the clerk was typing is not overwritten unseen") {
    CaseDesk a('A');
    CaseDesk b('B');
    a.answer(field::phone, "old", 1000);
    meet(a, b);
    std::set<core::Dot> on_screen;
    for (const auto& s : b.file().standing({0, field::phone})) on_screen.insert(s.stamp.dot);
    a.answer(field::phone, "from A", 2000);
    b.receive_all(a);
    b.write({write_over(b.file(), {0, field::phone}, {std::string("from B"), Source::interview, "", false},
                        on_screen)},
            3000);
    meet(a, b);
    CHECK(encode_case(a.file()) == encode_case(b.file()));
    CHECK(a.file().standing({0, field::phone}).size() == 2);
}

TEST_CASE("equal answers from two desks are no conflict") {
    CaseDesk a('A');
    CaseDesk b('B');
    a.answer(field::phone, "same", 1000);
    b.answer(field::phone, "same", 2000);
    meet(a, b);
    CHECK(a.file().standing({0, field::phone}).size() == 2);
    CHECK_FALSE(in_conflict(a.file(), {0, field::phone}));
    CHECK(conflicts_of(a.file()).empty());
}

TEST_CASE("a procedure removed on one desk and added again on another stays") {
    CaseDesk a('A');
    CaseDesk b('B');
    a.write({SetAdd{set_number::procedures, Record{{"form", "F03"}, {"id", "1"}}}}, 1000);
    meet(a, b);
    a.write({SetRemove{set_number::procedures, {a.file().members(set_number::procedures)[0].stamp.dot}}},
            2000);
    b.write({SetAdd{set_number::procedures, Record{{"form", "F03"}, {"id", "1"}}}}, 2000);
    meet(a, b);
    CHECK(a.file().members(set_number::procedures).size() == 1);
    CHECK(encode_case(a.file()) == encode_case(b.file()));
}

TEST_CASE("four desks, every interleaving that keeps each desk's own order: one state") {
    CaseDesk a('A');
    CaseDesk b('B');
    CaseDesk c('C');
    std::vector<tests::WrittenChange> all;
    all.push_back(a.answer(field::phone, "1", 10));
    b.receive(all[0]);
    all.push_back(b.answer(field::phone, "2", 5));
    all.push_back(b.write({StatusEvent{Stage::none, Stage::received, "", {}}}, 6));
    all.push_back(c.answer(field::phone, "3", 7));
    all.push_back(c.answer(field::ticket, "17", 8));
    all.push_back(a.answer(field::phone, "4", 20));
    std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
    core::Bytes expected;
    int tried = 0;
    do {
        const auto at = [&](std::size_t i) {
            return std::find(order.begin(), order.end(), i) - order.begin();
        };
        const bool causal = at(0) < at(1) && at(1) < at(2) && at(3) < at(4) && at(0) < at(5);
        if (!causal) continue;
        CaseDesk reader('R');
        for (std::size_t i : order) reader.receive(all[i]);
        const core::Bytes bytes = encode_case(reader.file());
        if (expected.empty()) expected = bytes;
        REQUIRE(bytes == expected);
        ++tried;
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(tried == 45);  // 3 orders of A and B, each woven with C in 15 ways
}

TEST_CASE("a case file is read back as it was packed, and broken bytes are refused") {
    CaseDesk a('A');
    a.answer(field::phone, "0237", 1000);
    a.write({SetAdd{set_number::persons, Record{{"id", "00000000000000ff"}}},
             StatusEvent{Stage::none, Stage::received, "", {}},
             Fact{fact_kind::step_mark, {{"step", "call"}}, {{{0, 3}, {a.device(), 1, 0}}}}},
            2000);
    const core::Bytes bytes = encode_case(a.file());
    const auto back = decode_case(bytes);
    REQUIRE(back);
    CHECK(*back == a.file());
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        CHECK_FALSE(decode_case(core::ByteView(bytes).first(cut)));
}
