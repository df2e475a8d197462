#include "storage/cases/case_views.h"

#include <doctest/doctest.h>

#include <chrono>

#include "tests/support/case_desk.h"

using namespace storage;
using support::CaseNode;
using support::must;

namespace {

std::vector<std::string> tickets(const std::vector<CaseListRow>& rows) {
    std::vector<std::string> out;
    for (const auto& row : rows) out.push_back(row.ticket);
    return out;
}
using Tickets = std::vector<std::string>;

double milliseconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE(
    "the queue: mine first, then who waits longest, then what others serve; held ones only when asked") {
    CaseNode a(1);
    std::vector<core::CaseId> ids;
    for (int i = 1; i <= 6; ++i) ids.push_back(a.receive(i, "佐藤", "サトウ"));
    CaseNode b(2);
    a.seal();
    b.take_from(a);
    b.claim(ids[1]);
    b.seal();
    a.take_from(b);
    a.claim(ids[3]);
    a.move_to(ids[4], forms::Stage::interview);
    a.move_to(ids[4], forms::Stage::on_hold, "書類待ち");
    CHECK(tickets(must(a.views().queue({a.account(), false, 100})).rows) == Tickets{"4", "1", "3", "6", "2"});
    CHECK(tickets(must(a.views().queue({b.account(), true, 100})).rows) ==
          Tickets{"2", "1", "3", "6", "4", "5"});
    const auto counts = must(a.views().section_counts());
    CHECK(counts.at(QueueSection::waiting) == 3);
    CHECK(counts.at(QueueSection::serving) == 2);
    CHECK(counts.at(QueueSection::on_hold) == 1);
    a.move_to(ids[0], forms::Stage::cancelled, "取りやめ");
    CHECK(tickets(must(a.views().queue({a.account(), true, 100})).rows) == Tickets{"4", "3", "6", "2", "5"});
}

TEST_CASE("what was done or cancelled today is a list of its own, the newest first") {
    CaseNode a(1);
    std::vector<core::CaseId> ids;
    for (int i = 1; i <= 4; ++i) ids.push_back(a.receive(i, "佐藤", "サトウ"));
    a.move_to(ids[0], forms::Stage::cancelled, "取りやめ");
    a.move_to(ids[2], forms::Stage::cancelled, "取りやめ");
    const auto day = japan_day(must(a.views().row(ids[0]))->received_ms);
    CHECK(tickets(must(a.views().closed_on(day, 10))) == Tickets{"3", "1"});
    CHECK(tickets(must(a.views().closed_on(day, 1))) == Tickets{"3"});
    CHECK(must(a.views().closed_on(day - 1, 10)).empty());
}

TEST_CASE("pages of the queue, of any size, are the queue") {
    CaseNode a(1);
    for (int i = 1; i <= 23; ++i) {
        const auto id = a.receive(i, "佐藤", "サトウ");
        if (i % 5 == 0) a.claim(id);
    }
    const auto whole = must(a.views().queue({a.account(), true, 1000}));
    CHECK(whole.rows.size() == 23);
    CHECK_FALSE(whole.next);
    for (std::size_t size : {1, 3, 4, 7, 22, 23}) {
        std::vector<CaseListRow> pages;
        std::optional<QueueCursor> next;
        do {
            auto page = must(a.views().queue({a.account(), true, size}, next));
            CHECK(page.rows.size() <= size);
            pages.insert(pages.end(), page.rows.begin(), page.rows.end());
            next = page.next;
        } while (next);
        CHECK(tickets(pages) == tickets(whole.rows));
    }
}

TEST_CASE("one box finds by reading, name, birth date, ticket and reception number") {
    CaseNode a(1);
    a.receive(7, "髙橋　太郎", "タカハシ　タロウ");
    a.receive(12, "渡邊　葛󠄀子", "ワタナベ　ツズコ", "F01");
    a.receive(71, "DE SOUZA　MARIA", "デ　ソウザ　マリア");
    auto views = a.views();
    const auto found = [&](const std::string& text) { return tickets(must(views.search_text(text))); };
    CHECK(found("タカハシ") == Tickets{"7"});
    CHECK(found("たかは") == Tickets{"7"});
    CHECK(found("ﾀｶﾊｼ ﾀ") == Tickets{"7"});
    CHECK(found("タロウ") == Tickets{"7"});   // the given name alone
    CHECK(found("ダロオ") == Tickets{"7"});   // voiced as unvoiced, ウ after an オ-row sound as オ
    CHECK(found("つづこ") == Tickets{"12"});  // ヅ = ズ
    CHECK(found("高橋") == Tickets{"7"});
    CHECK(found("髙橋太") == Tickets{"7"});
    CHECK(found("渡辺") == Tickets{"12"});
    CHECK(found("葛子") == Tickets{"12"});  // the registered form carries a variation selector
    CHECK(found("タ") == Tickets{"7"});     // one kana, two, and one kanji: keys of their own
    CHECK(found("ツズ") == Tickets{"12"});
    CHECK(found("渡") == Tickets{"12"});
    CHECK(found("タハ").empty());
    CHECK(found("de souza") == Tickets{"71"});
    CHECK(found("Maria") == Tickets{"71"});
    CHECK(found("12") == Tickets{"12"});
    CHECK(found("７１") == Tickets{"71"});
    CHECK(found("A-007") == Tickets{"7"});
    CHECK(found("19930501").size() == 3);
    CHECK(found("橋太").empty());
    CHECK(found("").empty());
    CHECK(found("　").empty());
    CaseSearch both;
    both.birth_date = "19930501";
    both.procedure = "F01";
    CHECK(tickets(must(views.search(both))) == Tickets{"12"});
    both.reading = "ワタ";
    CHECK(tickets(must(views.search(both))) == Tickets{"12"});
    both.reading = "タカ";
    CHECK(must(views.search(both)).empty());
    const auto stats = must(views.stats());
    CHECK(stats.cases == 3);
    CHECK(stats.open == 3);
    CHECK(stats.acts == 3);
    CHECK(stats.unread_batches == 0);
}

TEST_CASE("a short beginning finds the newest of many, each case once") {
    CaseNode a(1);
    for (int i = 1; i <= 80; ++i) a.receive(i, "佐藤　サチ", "サトウ　サチ");
    const auto hits = tickets(must(a.views().search_text("サ")));
    REQUIRE(hits.size() == 51);  // fifty, and one that says there are more
    CHECK(hits.front() == "80");
    CHECK(hits.back() == "30");
}

TEST_CASE("all cases newest first, a page at a time, are all cases") {
    CaseNode a(1);
    for (int i = 1; i <= 10; ++i) a.receive(i, "佐藤", "サトウ");
    Tickets all;
    for (ListCursor after;;) {
        const auto page = must(a.views().newest(3, after));
        if (page.empty()) break;
        for (const auto& row : page) all.push_back(row.ticket);
        after = {page.back().received_ms, page.back().n};
    }
    CHECK(all == Tickets{"10", "9", "8", "7", "6", "5", "4", "3", "2", "1"});
}

TEST_CASE("a corrected name is found by the new reading and no longer by the old") {
    CaseNode a(1);
    const auto id = a.receive(7, "髙橋　太郎", "タカハシ　タロウ");
    const forms::CaseFile file = *must(a.cases().find(id));
    a.act(id, {forms::write_over(file, {0, forms::field::name},
                                 {forms::Record{{"text", "髙梨　太郎"}, {"kana", "タカナシ　タロウ"}},
                                  forms::Source::document, "", true})});
    CHECK(must(a.views().search_text("タカハシ")).empty());
    CHECK(must(a.views().search_text("タカナシ")).size() == 1);
    CHECK(must(a.views().search_text("タロウ")).size() == 1);
}

TEST_CASE("the report counts per day, procedure and desk, with the median of minutes") {
    CaseNode a(1);
    a.node().set_clock(1'775'000'000'000);  // 2026-04-01 08:33 in Japan
    std::vector<core::CaseId> ids;
    for (int i = 1; i <= 3; ++i) ids.push_back(a.receive(i, "佐藤", "サトウ"));
    const auto other = a.receive(4, "佐藤", "サトウ", "F01");
    const auto received = [&](const core::CaseId& id) { return must(a.views().row(id))->received_ms; };
    const int minutes[] = {30, 10, 20};
    for (int i = 0; i < 3; ++i) {
        using forms::Stage;
        for (const Stage stage :
             {Stage::interview, Stage::review, Stage::signed_off, Stage::printed, Stage::awaiting_handover})
            a.move_to(ids[i], stage);
        // The next action comes one second later than the clock is set to.
        a.node().set_clock(received(ids[i]) + minutes[i] * 60'000 + 60'000);
        a.move_to(ids[i], Stage::done);
    }
    a.move_to(other, forms::Stage::cancelled, "取りやめ");
    const auto lines = must(a.views().report(20260401, 20260401));
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].procedure == "F01");
    CHECK(lines[0].cancelled == 1);
    CHECK_FALSE(lines[0].median_minutes);
    CHECK(lines[1].procedure == "F03");
    CHECK(lines[1].desk == "A");
    CHECK(lines[1].received == 3);
    CHECK(lines[1].done == 3);
    CHECK(must(a.views().report(20260402, 20260430)).empty());
}

TEST_CASE("the list of acts says who, what, when and on which desk, newest first, and filters") {
    CaseNode a(1);
    CaseNode b(2);
    const auto id = a.receive(1, "佐藤", "サトウ");
    a.seal();
    b.take_from(a);
    b.act(id, {}, ActKind::printed_final, "F03");
    b.seal();
    a.take_from(b);
    const auto all = must(a.views().acts({}));
    REQUIRE(all.size() == 2);
    CHECK(all[0].act.kind == ActKind::printed_final);
    CHECK(all[0].act.form == "F03");
    CHECK(all[0].act.account == b.account());
    CHECK(all[0].device == b.node().device().id);
    CHECK(all[0].case_id == id);
    CHECK(all[1].act.kind == ActKind::case_opened);
    ActQuery by_account;
    by_account.account = a.account();
    CHECK(must(a.views().acts(by_account)).size() == 1);
    ActQuery by_kind;
    by_kind.kind = ActKind::printed_final;
    CHECK(must(a.views().acts(by_kind)).size() == 1);
    ActQuery by_case;
    by_case.case_id = id;
    const auto other = a.receive(2, "鈴木", "スズキ");
    a.act(other, {}, ActKind::printed_final, "F01");
    CHECK(must(a.views().acts({})).size() == 4);
    const auto of_case = must(a.views().acts(by_case));
    REQUIRE(of_case.size() == 2);
    CHECK(of_case[0].act.kind == ActKind::printed_final);
    CHECK(of_case[0].act.form == "F03");
    CHECK(of_case[1].act.kind == ActKind::case_opened);
    ActQuery next;
    next.until_ms = all[0].at_ms;
    next.before_id = all[0].id;
    CHECK(must(a.views().acts(next)).size() == 1);
}

TEST_CASE("ten thousand cases: the list opens and searches without reading them all") {
    CaseNode a(1);
    constexpr int cases = 10'000;
    const std::string kana[] = {"サトウ", "スズキ", "タカハシ", "タナカ", "イトウ", "ワタナベ", "ヤマモト"};
    const double made = milliseconds_of([&] {
        for (int i = 0; i < cases; i += 500) {
            auto block = must(a.node().gate().begin());
            for (int k = i; k < i + 500; ++k)
                a.receive(k, "姓名　" + std::to_string(k), kana[k % 7] + "　" + kana[(k / 7) % 7]);
            MUST(block.commit());
        }
    });
    a.reopen();
    auto reader = must(a.node().database().reader());
    CaseViews views(*reader);
    std::size_t rows = 0;
    std::size_t hits = 0;
    const double first = milliseconds_of([&] {
        rows = must(views.queue({a.account(), true, 100})).rows.size();
    });
    const double search = milliseconds_of([&] { hits = must(views.search_text("タカハ")).size(); });
    const double digest = milliseconds_of([&] { MUST(a.cases().state_digest()); });
    MESSAGE("10,000 cases made in ", made, " ms; first page ", first, " ms; search ", search,
            " ms; state digest ", digest, " ms");
    CHECK(rows == 100);
    CHECK(hits == 51);  // fifty, and one that says there are more
    CHECK(first < 1000);
}
