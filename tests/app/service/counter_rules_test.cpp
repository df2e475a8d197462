// What is decided at the counter: whose turn it is, which documents count, what each relation must bring, and
// fees as lines that are only added.
#include <doctest/doctest.h>

#include "app/service/counter_line.h"
#include "app/service/counter_settings.h"
#include "app/service/fee_book.h"
#include "app/service/identity_count.h"
#include "app/service/relations.h"
#include "app/service/row_actions.h"
#include "tests/support/case_builder.h"

namespace {

using storage::CaseListRow;

constexpr std::int64_t minute = 60'000;

CaseListRow waiting(const std::string& ticket, std::int64_t received_ms,
                    const std::string& event = "ev_cert") {
    CaseListRow row;
    row.stage = forms::Stage::received;
    row.section = storage::QueueSection::waiting;
    row.ticket = ticket;
    row.reception = "A-" + ticket;
    row.received_ms = received_ms;
    row.life_event = event;
    return row;
}

std::string tickets(const std::vector<CaseListRow>& rows) {
    std::string out;
    for (const auto& row : rows) out += (out.empty() ? "" : " ") + row.ticket;
    return out;
}

forms::Fact call(const char* state, const std::string& desk) {
    return {forms::fact_kind::ticket_call, {{"state", state}, {"desk", desk}}, {}};
}

app::CounterSettings city() {
    app::CounterSettings settings;
    REQUIRE(app::read_counter(settings, R"({"waiting_limit_min": 20,
        "skills": [{"label": "証明", "events": ["ev_cert"]}, {"label": "住民異動", "events": ["ev_tennyu"]}],
        "documents": {"without_expiry": ["年金証書"],
                      "ended": [{"kind": "健康保険証", "until": "2025-12-01"}]},
        "places": [{"counter": "子育て支援の窓口", "place": "2階 8番"}],
        "relations": [{"relation": "本人"}, {"relation": "任意代理人", "papers": ["委任状"], "delegation": true},
                      {"relation": "使者", "delegation": true, "not_for": ["F05"]}]})"));
    REQUIRE(app::read_fees(settings, R"({"tables": [
        {"tariff": "新料金", "from": "2027-04-01", "items": [{"item": "世帯全員の写し", "yen": 400}]},
        {"tariff": "条例 令和8年", "from": "2026-04-01",
         "items": [{"item": "世帯全員の写し", "yen": 300}, {"item": "印鑑登録証明書", "yen": 300}],
         "exemptions": [{"id": "official", "rule": "公用（条例第5条）"}]}]})"));
    return settings;
}

app::CaseView with_sheets(const std::vector<std::string>& forms) {
    app::CaseView view;
    for (const auto& form : forms) {
        app::SheetView sheet;
        sheet.form = form;
        sheet.title = "様式" + form;
        view.sheets.push_back(sheet);
    }
    return view;
}

}  // namespace

TEST_CASE("a resident is sent to a floor, where the city has said which") {
    CHECK(app::counter_with_place(city().places, "子育て支援の窓口") == "子育て支援の窓口（2階 8番）");
    CHECK(app::counter_with_place(city().places, "学校教育の窓口") == "学校教育の窓口");
    app::CounterSettings settings;
    CHECK(app::read_counter(settings, R"({"places": [{"place": "2階"}]})").error().detail == "places");
}

TEST_CASE("after the last call without anybody the clerk may also cancel") {
    app::QueueRow row;
    CHECK(app::after_call(row).back().first == app::RowAction::stop);
    row.last_call = true;
    CHECK(app::after_call(row).back().first == app::RowAction::cancel);
}

TEST_CASE("a ticket that did not answer stands behind those who came meanwhile") {
    auto missed = waiting("101", 1 * minute);
    missed.call.absent_ms = 10 * minute;
    missed.call.absences = 1;
    std::vector<CaseListRow> rows{missed, waiting("102", 2 * minute), waiting("103", 12 * minute)};
    app::put_in_turn(rows);
    CHECK(tickets(rows) == "102 101 103");
}

TEST_CASE("rows that somebody serves keep their place when the line is put in turn") {
    auto served = waiting("090", 0);
    served.clerk.bytes[0] = 1;
    auto missed = waiting("101", 1 * minute);
    missed.call.absent_ms = 30 * minute;
    std::vector<CaseListRow> rows{served, missed, waiting("102", 2 * minute)};
    app::put_in_turn(rows);
    CHECK(tickets(rows) == "090 102 101");
}

TEST_CASE("two desks call, one gives up, and every desk folds the same call") {
    tests::CaseDesk a(1);
    tests::CaseDesk b(2);
    a.write({forms::StatusEvent{forms::Stage::none, forms::Stage::received, "", {}}}, 1000);
    tests::meet(a, b);
    a.write({call("called", "A")}, 2000);
    b.write({call("called", "B")}, 3000);
    tests::meet(a, b);
    CHECK(forms::summarize(a.file()).call.desk == "B");
    CHECK(forms::summarize(a.file()).call == forms::summarize(b.file()).call);
    b.write({call("absent", "B")}, 4000);
    tests::meet(a, b);
    CHECK(forms::summarize(a.file()).call.desk == "");
    CHECK(forms::summarize(a.file()).call.absences == 1);
    CHECK(forms::summarize(a.file()).call.absent_ms == 4000);
    a.write({call("called", "A")}, 5000);
    a.write({forms::write_over(a.file(), {0, forms::field::claim},
                               {forms::Record{{"desk", "A"}, {"account", a.account().hex()}},
                                forms::Source::derived, "", true})},
            6000);
    CHECK(forms::summarize(a.file()).call.desk == "");  // whoever is served is called no more
}

TEST_CASE("the waiting display shows the newest call first, numbers alone") {
    auto first = waiting("101", 1 * minute);
    first.call = {"A", 20 * minute, 0, 0};
    auto second = waiting("", 2 * minute);
    second.reception = "B-007";
    second.call = {"B", 21 * minute, 0, 0};
    auto taken = waiting("099", 0);
    taken.call = {"C", 22 * minute, 0, 0};
    taken.clerk.bytes[0] = 1;
    const auto shown = app::called_now({first, second, taken, waiting("104", 5 * minute)});
    REQUIRE(shown.size() == 2);
    CHECK(shown[0].number == "B-007");
    CHECK(shown[0].desk == "B");
    CHECK(shown[1].number == "101");
}

TEST_CASE("a supervisor is wanted for a decision, a conflict after the signature, and a case nobody has") {
    auto row = waiting("1", 0);
    CHECK(app::wanted_of(row) == "");
    row.stage = forms::Stage::on_hold;
    row.reason = app::wants_decision;
    CHECK(app::wanted_of(row) == "判断待ち");
    row.stage = forms::Stage::signed_off;
    row.conflicts = 1;
    CHECK(app::wanted_of(row) == "署名後の食い違い");
    row.conflicts = 0;
    row.section = storage::QueueSection::serving;
    CHECK(app::wanted_of(row) == "担当なし");
}

TEST_CASE("the load of each skill counts who waits and since when") {
    const auto loads = app::skill_loads(
        city(), {waiting("1", 5 * minute), waiting("2", 20 * minute), waiting("3", 0, "ev_other")},
        30 * minute);
    CHECK(loads.at("証明") == "2人・25分");
    CHECK(loads.at("住民異動") == "0人");
}

TEST_CASE("the menu of a row offers a supervisor more than a clerk, and nothing that cannot be done") {
    app::QueueRow row;
    row.stage = forms::Stage::on_hold;
    row.held = true;
    row.wanted = "判断待ち";
    const auto has = [](const auto& list, app::RowAction wanted) {
        for (const auto& [action, words] : list)
            if (action == wanted) return true;
        return false;
    };
    CHECK_FALSE(has(app::row_actions(row, "A", false), app::RowAction::approve));
    CHECK(has(app::row_actions(row, "A", true), app::RowAction::approve));
    CHECK(has(app::row_actions(row, "A", true), app::RowAction::release));
    CHECK_FALSE(has(app::row_actions(row, "A", false), app::RowAction::call));
    row.stage = forms::Stage::done;
    CHECK(app::row_actions(row, "A", true).empty());
}

TEST_CASE("the next to serve is mine, then what I call, then the first that nobody calls") {
    app::QueueRow other;
    other.stage = forms::Stage::received;
    other.call_desk = "B";
    app::QueueRow free = other;
    free.call_desk = "";
    free.ticket = "102";
    std::vector<app::QueueRow> rows{other, free};
    REQUIRE(app::next_to_serve(rows, "A") != nullptr);
    CHECK(app::next_to_serve(rows, "A")->ticket == "102");
    CHECK(app::next_to_serve(rows, "B")->call_desk == "B");
    rows[1].held = rows[1].mine = true;
    rows[1].stage = forms::Stage::interview;
    CHECK(app::next_to_serve(rows, "B")->mine);
}

TEST_CASE("an expired document does not count, and the sentence says what to do") {
    const auto settings = city();
    tests::CaseDesk desk(1);
    const std::int64_t at = 1'795'000'000'000;  // 2026-11-18
    const auto today = core::make_date(2026, 11, 27);
    desk.write(app::document_changes(desk.file(), {{"運転免許証", "2026-11-17"}, {"年金証書", ""}}), at);
    auto seen = app::seen_documents(desk.file(), &settings, today);
    REQUIRE(seen.size() == 2);
    CHECK_FALSE(seen[0].counts);
    CHECK(seen[0].words ==
          "運転免許証は令和8年11月17日に期限が切れているため数えません。ほかの書類を見せていただいてください"
          "。");
    CHECK(seen[1].counts);
    CHECK(seen[1].expiry == "none");
    // Valid on the day it was shown: it counts for ever.
    desk.write(app::document_changes(desk.file(), {{"運転免許証", "2026-11-18"}}), at);
    seen = app::seen_documents(desk.file(), &settings, core::make_date(2029, 1, 1));
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].counts);
    desk.write(app::document_changes(desk.file(), {{"健康保険証", ""}}), at);
    CHECK_FALSE(app::seen_documents(desk.file(), &settings, today)[0].counts);
    CHECK_FALSE(app::asks_expiry(settings, "年金証書"));
    CHECK(app::asks_expiry(settings, "運転免許証"));
}

TEST_CASE("one visitor is agent for one procedure and himself for another; a matter left out is marked") {
    const auto settings = city();
    const auto view = with_sheets({"F01", "F02"});
    tests::CaseDesk desk(1);
    auto change = app::relation_change(desk.file(), settings, "F01", "任意代理人");
    REQUIRE(change);
    desk.write(*change, 1000);
    desk.write(app::relation_change(desk.file(), settings, "F02", "本人").value(), 2000);
    auto relations = app::relations_of(view, desk.file(), settings);
    REQUIRE(relations.size() == 2);
    CHECK(relations[0].papers == std::vector<std::string>{"委任状"});
    CHECK_FALSE(relations[0].covered);
    CHECK(relations[1].covered);
    CHECK(app::relation_faults(relations, settings) ==
          std::vector<std::string>{"様式F01の委任状をまだ確かめていません。来庁者の画面で F4 "
                                   "を押し、委任状の日付を記録してください。"});
    desk.write({app::delegation_fact("2026-11-20", {"F02"})}, 3000);
    relations = app::relations_of(view, desk.file(), settings);
    CHECK(relations[0].delegated_on == "2026-11-20");
    CHECK_FALSE(relations[0].covered);
    CHECK(app::relation_faults(relations, settings) ==
          std::vector<std::string>{
              "様式F01は委任状に含まれていません。書き足した委任状を出していただいてください。"});
    desk.write({app::delegation_fact("2026-11-21", {"F01", "F02"})}, 4000);
    CHECK(app::relations_of(view, desk.file(), settings)[0].covered);
    CHECK(app::relation_change(desk.file(), settings, "F01", "隣人").error().reason == "relation.unknown");
}

TEST_CASE("a messenger cannot ask for what only the person or an agent may") {
    const auto settings = city();
    tests::CaseDesk desk(1);
    desk.write(app::relation_change(desk.file(), settings, "F05", "使者").value(), 1000);
    const auto faults =
        app::relation_faults(app::relations_of(with_sheets({"F05"}), desk.file(), settings), settings);
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].find("使者の方からは受け付けられません") != std::string::npos);
}

TEST_CASE("fees: the table of the day, lines only added, a wrong one taken back by another") {
    const auto settings = city();
    const auto day = core::make_date(2026, 11, 27);
    tests::CaseDesk desk(1);
    const app::WantedItems wanted = app::wanted_items("世帯全員の写し:2\n戸籍全部事項証明書:1");
    auto fees = app::fees_of(desk.file(), wanted, settings, day);
    CHECK(fees.tariff == "条例 令和8年");
    REQUIRE(fees.due.size() == 2);
    CHECK(fees.due_yen == 600);
    CHECK_FALSE(fees.due[1].known);  // no amount is guessed
    CHECK(app::fee_fact(settings, day, "戸籍全部事項証明書", 1, "", "123").error().reason == "fees.no_price");
    CHECK(app::fee_fact(settings, day, "世帯全員の写し", 2, "", "").error().reason == "fees.no_receipt");
    desk.write({app::fee_fact(settings, day, "世帯全員の写し", 2, "", "0101").value()}, 1000);
    desk.write({app::fee_fact(settings, day, "印鑑登録証明書", 1, "official", "").value()}, 2000);
    fees = app::fees_of(desk.file(), wanted, settings, day);
    CHECK(fees.total_yen == 600);
    CHECK(fees.due.size() == 1);
    REQUIRE(fees.booked.size() == 2);
    CHECK(fees.booked[1].exemption == "公用（条例第5条）");
    CHECK(fees.booked[1].amount_yen == 0);

    const std::string line = fees.booked[0].line;
    desk.write({app::correcting_fact(desk.file(), line, day).value()}, 3000);
    fees = app::fees_of(desk.file(), wanted, settings, day);
    CHECK(fees.total_yen == 0);
    CHECK(fees.booked.size() == 3);  // nothing was removed
    CHECK(fees.booked[0].taken_back);
    CHECK(fees.due_yen == 600);  // it is due again
    CHECK(app::correcting_fact(desk.file(), line, day).error().reason == "fees.taken_back");
}

TEST_CASE("fees: a line taken back at two desks while they were apart counts once") {
    const auto settings = city();
    const auto day = core::make_date(2026, 11, 27);
    tests::CaseDesk a(1);
    tests::CaseDesk b(2);
    a.write({app::fee_fact(settings, day, "世帯全員の写し", 1, "", "7").value()}, 1000);
    tests::meet(a, b);
    const std::string line = app::fees_of(a.file(), {}, settings, day).booked[0].line;
    a.write({app::correcting_fact(a.file(), line, day).value()}, 2000);
    b.write({app::correcting_fact(b.file(), line, day).value()}, 2000);
    tests::meet(a, b);
    CHECK(app::fees_of(a.file(), {}, settings, day).total_yen == 0);
    CHECK(app::fees_of(b.file(), {}, settings, day).total_yen == 0);
}

TEST_CASE("fees: before the first table and from a new table's first day on") {
    const auto settings = city();
    CHECK_FALSE(app::fees_of({}, {}, settings, core::make_date(2026, 3, 31)).table);
    CHECK(
        app::fee_fact(settings, core::make_date(2026, 3, 31), "世帯全員の写し", 1, "", "1").error().reason ==
        "fees.no_table");
    CHECK(app::table_on(settings, core::make_date(2027, 4, 1))->tariff == "新料金");
    CHECK(app::table_on(settings, core::make_date(2027, 3, 31))->tariff == "条例 令和8年");
}

TEST_CASE("a fee table with a broken price is refused with its line") {
    app::CounterSettings settings;
    const auto read = app::read_fees(settings, R"({"tables": [
        {"tariff": "x", "from": "2026-04-01", "items": [
            {"item": "写し", "yen": -1}]}]})");
    REQUIRE_FALSE(read);
    CHECK(read.error().reason == "fees.data_broken");
    CHECK(read.error().count == 3);
}
