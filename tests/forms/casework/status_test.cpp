#include "forms/casework/status.h"

#include <doctest/doctest.h>

#include "forms/casework/case_summary.h"
#include "tests/support/case_builder.h"

using namespace forms;
using tests::CaseDesk;

namespace {

void go(CaseDesk& desk, Stage to, std::int64_t at_ms, std::string reason = {}) {
    auto event = next_event(desk.file(), to, std::move(reason));
    REQUIRE(event);
    desk.write({*event}, at_ms);
}

const std::vector<Stage> every_stage{Stage::received,   Stage::interview,  Stage::review,
                                     Stage::signed_off, Stage::printed,    Stage::awaiting_handover,
                                     Stage::done,       Stage::on_hold,    Stage::in_custody,
                                     Stage::handed_on,  Stage::taken_over, Stage::cancelled};

}  // namespace

TEST_CASE("an ordinary visit goes from reception to done") {
    CaseDesk a('A');
    for (Stage stage :
         {Stage::received, Stage::interview, Stage::review, Stage::signed_off, Stage::printed, Stage::done}) {
        go(a, stage, 1000);
    }
    CHECK(status_of(a.file()).stage == Stage::done);
    CHECK(next_event(a.file(), Stage::on_hold).error().reason == "status.not_allowed");
}

TEST_CASE(
    "one desk goes on while another puts the case on hold: hold stands for now, both are listed, one event "
    "settles it") {
    CaseDesk a('A');
    CaseDesk b('B');
    go(a, Stage::received, 1000);
    go(a, Stage::interview, 1100);
    meet(a, b);
    go(a, Stage::review, 9000);
    go(b, Stage::on_hold, 2000, "書類不足");
    meet(a, b);
    for (const auto* desk : {&a, &b}) {
        const auto view = status_of(desk->file());
        CHECK(view.stage == Stage::on_hold);
        CHECK(view.in_conflict);
        CHECK(view.heads.size() == 2);
        CHECK(conflicts_of(desk->file()).size() == 1);
    }
    go(b, Stage::review, 10000);
    meet(a, b);
    CHECK(status_of(a.file()).stage == Stage::review);
    CHECK_FALSE(status_of(a.file()).in_conflict);
}

TEST_CASE("a step that the merge made impossible stays in the history, not effective") {
    CaseDesk a('A');
    go(a, Stage::received, 1000);
    const auto heads = status_of(a.file()).heads;
    a.write({StatusEvent{Stage::review, Stage::awaiting_handover, "", heads}}, 2000);
    const auto view = status_of(a.file());
    CHECK(view.stage == Stage::received);
    REQUIRE(view.history.size() == 2);
    CHECK_FALSE(view.history[1].effective);
    CHECK(view.history[1].why_not == "transition");
}

TEST_CASE(
    "every pair of concurrent steps from every stage ends equal on both desks and is listed when it "
    "differs") {
    int pairs = 0;
    for (Stage from : every_stage) {
        for (Stage left : every_stage) {
            for (Stage right : every_stage) {
                if (!may_follow(from, left) || !may_follow(from, right)) continue;
                CaseDesk a('A');
                CaseDesk b('B');
                a.write({StatusEvent{Stage::none, Stage::received, "", {}}}, 1);
                a.write({StatusEvent{Stage::received, from, "", {}}}, 2);
                // The second root stands for any history that led to `from`.
                b.receive_all(a);
                const auto heads = status_of(a.file()).heads;
                a.write({StatusEvent{from, left, "", heads}}, 10);
                b.write({StatusEvent{from, right, "", heads}}, 20);
                meet(a, b);
                const auto va = status_of(a.file());
                const auto vb = status_of(b.file());
                REQUIRE(va.stage == vb.stage);
                REQUIRE(va.heads == vb.heads);
                if (left == right) REQUIRE_FALSE(va.in_conflict);
                ++pairs;
            }
        }
    }
    CHECK(pairs > 300);
}

TEST_CASE("a signature stands until a value it covers changes") {
    CaseDesk a('A');
    a.answer(field::phone, "1", 1000);
    a.answer(field::ticket, "17", 1000);
    a.write({Fact{fact_kind::signature, {{"form", "F03"}}, cover(a.file(), {{0, field::phone}})}}, 2000);
    CHECK(signature_on(a.file(), "F03").state == SignatureState::valid);
    CHECK(needs_supervisor(a.file()));
    a.answer(field::ticket, "18", 3000);
    CHECK(signature_on(a.file(), "F03").state == SignatureState::valid);
    a.answer(field::phone, "2", 4000);
    const auto view = signature_on(a.file(), "F03");
    CHECK(view.state == SignatureState::before_change);
    REQUIRE(view.changed.size() == 1);
    CHECK(view.changed[0].field == field::phone);
    CHECK(signature_on(a.file(), "F01").state == SignatureState::missing);
}

TEST_CASE("a final print made on two desks is shown as a conflict of its own") {
    CaseDesk a('A');
    CaseDesk b('B');
    go(a, Stage::received, 1);
    meet(a, b);
    a.write({Fact{fact_kind::print, {{"form", "F03"}, {"kind", "final"}}, {}}}, 10);
    b.write({Fact{fact_kind::print, {{"form", "F03"}, {"kind", "final"}}, {}}}, 20);
    meet(a, b);
    const auto conflicts = conflicts_of(a.file());
    REQUIRE(conflicts.size() == 1);
    CHECK(conflicts[0].kind == ConflictKind::printed_twice);
    CHECK(conflicts[0].stamps.size() == 2);
}

TEST_CASE("the summary of a case names who came, for what, since when and where it stands") {
    CaseDesk a('A');
    a.write({write_over(a.file(), {0, field::reception_number},
                        {std::string("A-001"), Source::derived, "", false}),
             write_over(
                 a.file(), {0, field::name},
                 {Record{{"text", "髙橋　一"}, {"kana", "タカハシ　ハジメ"}}, Source::card_chip, "", true}),
             write_over(a.file(), {0, field::birth_date},
                        {DateValue::of(1993, 1, 1), Source::card_chip, "", true}),
             SetAdd{set_number::procedures, Record{{"form", "F03"}}},
             SetAdd{set_number::procedures, Record{{"form", "F01"}}},
             StatusEvent{Stage::none, Stage::received, "", {}}},
            5000);
    const CaseSummary summary = summarize(a.file());
    CHECK(summary.reception_number == "A-001");
    CHECK(summary.desk == "A");
    CHECK(summary.procedures == std::vector<std::string>{"F03", "F01"});
    CHECK(summary.stage == Stage::received);
    CHECK(summary.received_ms == 5000);
    REQUIRE(summary.persons.size() == 1);
    CHECK(summary.persons[0].kana == "タカハシ　ハジメ");
    CHECK(summary.persons[0].birth_date == "1993-01-01");
}
