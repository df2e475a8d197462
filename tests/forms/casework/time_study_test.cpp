// 所要時間調査 from what a visit leaves behind, told as visits at a counter.
#include "forms/casework/time_study.h"

#include <doctest/doctest.h>

#include "forms/casework/status.h"
#include "tests/support/case_builder.h"

using namespace forms;
using tests::CaseDesk;

namespace {

constexpr std::int64_t opening = 1'795'000'000'000;

std::int64_t at(std::int64_t seconds) { return opening + seconds * 1000; }

void go(CaseDesk& desk, Stage to, std::int64_t second, std::string reason = {}) {
    auto event = next_event(desk.file(), to, std::move(reason));
    REQUIRE(event);
    desk.write({*event}, at(second));
}

void from_card(CaseDesk& desk, std::int64_t second) {
    desk.write({write_over(desk.file(), {0, field::name},
                           {Record{{"text", "佐藤　花子"}, {"kana", "サトウ　ハナコ"}}, Source::card_chip, "",
                            true})},
               at(second));
}

void fact(CaseDesk& desk, std::uint32_t kind, Record parts, std::int64_t second) {
    desk.write({Fact{kind, std::move(parts), {}}}, at(second));
}

// Received at 0, called at 600, card at 620, asked at 635, checked at 700, signed at 730, printed at 750, in
// hand at 765, done at 770.
void certificate(CaseDesk& desk, std::int64_t later = 0) {
    go(desk, Stage::received, later);
    desk.write({write_over(desk.file(), {0, field::life_event}, {"ev_cert", Source::interview, "", true}),
                write_over(desk.file(), {0, field::ticket}, {"27", Source::interview, "", true})},
               at(later + 1));
    fact(desk, fact_kind::step_mark, {{"step", "call"}}, later + 600);
    from_card(desk, later + 620);
    desk.answer(field::phone, "0237-86-2111", at(later + 635));
    go(desk, Stage::interview, later + 636);
    fact(desk, fact_kind::clerk_check, {{"check", "review"}, {"form", "F01"}}, later + 700);
    go(desk, Stage::review, later + 701);
    fact(desk, fact_kind::signature, {{"form", "F01"}}, later + 730);
    go(desk, Stage::signed_off, later + 731);
    fact(desk, fact_kind::print, {{"form", "F01"}, {"kind", "final"}}, later + 750);
    go(desk, Stage::printed, later + 751);
    fact(desk, fact_kind::handed_over, {{"item", "住民票"}, {"direction", "given"}}, later + 765);
    go(desk, Stage::done, later + 770);
}

}  // namespace

TEST_CASE("a certificate visit falls into its seven steps, and the wait before the call is none of them") {
    CaseDesk desk('A');
    certificate(desk);
    const auto times = times_of(desk.file());
    REQUIRE(times);
    CHECK(times->procedure == "ev_cert");
    CHECK(times->seconds.at(Step::call) == doctest::Approx(20));
    CHECK(times->seconds.at(Step::read) == doctest::Approx(15));
    CHECK(times->seconds.at(Step::question) == doctest::Approx(65));
    CHECK(times->seconds.at(Step::confirm) == doctest::Approx(30));
    CHECK(times->seconds.at(Step::sign) == doctest::Approx(20));
    CHECK(times->seconds.at(Step::print) == doctest::Approx(15));
    CHECK(times->seconds.at(Step::handover) == doctest::Approx(5));
    CHECK(times->whole_s == doctest::Approx(170));
    CHECK(times->hold_s == 0);
}

TEST_CASE("a visit on hold for an hour takes no hour of anybody's step") {
    CaseDesk desk('A');
    go(desk, Stage::received, 0);
    desk.answer(field::phone, "0237-86-2111", at(100));
    go(desk, Stage::interview, 101);
    go(desk, Stage::on_hold, 160, "書類の不足");
    go(desk, Stage::interview, 160 + 3600);
    fact(desk, fact_kind::clerk_check, {{"form", "F03"}}, 3800);
    go(desk, Stage::review, 3801);
    go(desk, Stage::signed_off, 3810);
    go(desk, Stage::printed, 3820);
    go(desk, Stage::done, 3830);
    const auto times = times_of(desk.file());
    REQUIRE(times);
    CHECK(times->hold_s == doctest::Approx(3600));
    CHECK(times->seconds.at(Step::question) == doctest::Approx(100));
    CHECK(times->whole_s == doctest::Approx(130));
}

TEST_CASE("an open visit and a cancelled one are not counted") {
    CaseDesk open('A');
    go(open, Stage::received, 0);
    open.answer(field::phone, "0237-86-2111", at(10));
    CHECK_FALSE(times_of(open.file()));
    go(open, Stage::cancelled, 20, "来庁者の都合");
    CHECK_FALSE(times_of(open.file()));
}

TEST_CASE("both desks of a visit that changed hands count the same seconds") {
    CaseDesk a('A');
    CaseDesk b('B');
    go(a, Stage::received, 0);
    a.answer(field::phone, "0237-86-2111", at(10));
    go(a, Stage::interview, 11);
    tests::meet(a, b);
    fact(b, fact_kind::clerk_check, {{"form", "F03"}}, 70);
    go(b, Stage::review, 71);
    go(b, Stage::signed_off, 80);
    go(b, Stage::printed, 90);
    go(b, Stage::done, 95);
    tests::meet(a, b);
    REQUIRE(times_of(a.file()));
    CHECK(times_of(a.file())->seconds == times_of(b.file())->seconds);
}

TEST_CASE("a procedure with fewer than five visits is published as a small group without figures") {
    std::vector<VisitTimes> visits;
    for (int i = 0; i < 4; ++i)
        visits.push_back({"ev_tennyu", 0, {{Step::question, 100.0 + i}}, 0, 100.0 + i});
    for (int i = 1; i <= 9; ++i) visits.push_back({"ev_cert", 0, {{Step::question, 10.0 * i}}, 0, 10.0 * i});
    const auto figures = time_study(visits);
    REQUIRE(figures.size() == 4);
    CHECK(figures[0].procedure == "ev_cert");
    CHECK(figures[0].visits == 9);
    CHECK(figures[0].median_s == doctest::Approx(50));
    CHECK(figures[0].p90_s == doctest::Approx(80));
    CHECK_FALSE(figures[1].step);
    CHECK(figures[2].suppressed);
    CHECK(figures[2].median_s == 0);
    CHECK(figures[2].p90_s == 0);
    CHECK_FALSE(time_study(visits, 4)[2].suppressed);
}

TEST_CASE("before and after stand side by side; a ratio only where both may be published") {
    std::vector<VisitTimes> before;
    std::vector<VisitTimes> after;
    for (int i = 0; i < 6; ++i) before.push_back({"ev_cert", 0, {{Step::question, 120}}, 0, 120});
    for (int i = 0; i < 6; ++i) after.push_back({"ev_cert", 0, {{Step::question, 90}}, 0, 90});
    after.push_back({"ev_birth", 0, {{Step::question, 300}}, 0, 300});
    const auto compared = compare_studies(time_study(before), time_study(after));
    REQUIRE(compared.size() == 4);
    CHECK(*compared[0].ratio == doctest::Approx(0.75));
    CHECK(compared[2].before.visits == 0);
    CHECK(compared[2].after.procedure == "ev_birth");
    CHECK_FALSE(compared[2].ratio);
    CHECK_FALSE(compared[3].ratio);
}

TEST_CASE("holds stand apart with their own count") {
    std::vector<VisitTimes> visits;
    for (int i = 0; i < 5; ++i) visits.push_back({"ev_tennyu", 0, {{Step::question, 60}}, 600, 60});
    visits.push_back({"ev_cert", 0, {{Step::question, 60}}, 0, 60});
    const auto holds = hold_figures(visits);
    REQUIRE(holds.size() == 1);
    CHECK(holds[0].visits == 5);
    CHECK(holds[0].median_s == doctest::Approx(600));
}
