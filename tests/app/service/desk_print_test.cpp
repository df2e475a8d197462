// From the desk's service to paper, the whole way: a real cupsd, a printer that speaks IPP, and what the case
// remembers of it. Needs what printer_test needs.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <future>

#include "app/service/local_desk_service.h"
#include "app/service/print_settings.h"
#include "storage/env/system_environment.h"
#include "storage/keys/primitives.h"
#include "tests/support/print_room.h"

namespace {

namespace fs = std::filesystem;
using tests::within;

constexpr int patience_ms = 45'000;

storage::Secret secret(const std::string& text) { return storage::Secret::copy_of(core::view(text)); }

tests::PrintRoom& room() {
    static tests::PrintRoom one;
    return one;
}

// A desk with the clerk 佐藤.
struct Counter {
    Counter() {
        fs::copy(fs::path(KAKANAI_SOURCE_DIR) / "tests/vectors/stores/schema_02", folder / "A");
        auto made =
            app::LocalDeskService::create(folder / "A", std::string(KAKANAI_SOURCE_DIR) + "/forms/data");
        REQUIRE_MESSAGE(made, made.error().reason);
        desk = std::move(*made);
        REQUIRE(desk->sign_in("sato", secret("renshu-sato")));
    }
    core::CaseId receive(const std::string& event) {
        const auto id = desk->receive({"", event});
        REQUIRE_MESSAGE(id, id.error().reason);
        return *id;
    }
    app::CaseView answer(const core::CaseId& id, const std::string& field, const std::string& text,
                         forms::Subject person = 0) {
        app::AnswerInput input;
        input.field = field;
        input.person = person;
        input.text = text;
        auto view = desk->answer(id, {input});
        REQUIRE_MESSAGE(view, field << ": " << view.error().reason << " " << view.error().detail);
        return std::move(*view);
    }
    // A reception for one certificate, signed on paper.
    core::CaseId signed_request() {
        const auto id = receive("ev_cert");
        answer(id, "visitor_name", "髙橋　𠮷太郎");
        answer(id, "cert_families", "住民票");
        const auto view = desk->sign(id, {"F01", "", true, {}});
        REQUIRE_MESSAGE(view, view.error().reason << " " << view.error().detail);
        return id;
    }
    core::Result<app::PrintResult> print(const core::CaseId& id, const std::string& form,
                                         app::PrintKind kind = app::PrintKind::final,
                                         const std::string& reason = {}) {
        app::PrintInput input;
        input.form = form;
        input.kind = kind;
        input.reason = reason;
        input.usual_place = true;
        return desk->print(id, input);
    }
    // ippeveprinter names its sheets in small letters.
    std::vector<fs::path> paper(const core::CaseId& id) {
        std::string title = desk->look(id)->summary.reception_number;
        for (char& c : title) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return room().paper(title);
    }

    support::TempFolder folder;
    std::unique_ptr<app::LocalDeskService> desk;
};

// A print service with one queue, and its printer switched on.
bool printer_is_on() {
    if (!room().cups.running()) REQUIRE_MESSAGE(room().start_cups(), room().words());
    if (!room().printer.running() && !room().start_printer()) {
        MESSAGE("left out: ippeveprinter does not start on this machine: " << room().words());
        return false;
    }
    REQUIRE(room().add_queue("counter"));
    return true;
}

std::string digest_of(const fs::path& file) {
    return core::to_hex(storage::sha256(core::view(tests::content_of(file))));
}

}  // namespace

TEST_CASE("a signed request comes out of the printer as it was signed, and once") {
    if (!printer_is_on()) return;
    Counter at;
    const auto id = at.signed_request();

    const auto printed = at.print(id, "F01");
    REQUIRE_MESSAGE(printed, printed.error().reason << " " << printed.error().detail);
    CHECK(printed->printer == "counter");
    REQUIRE(within(patience_ms, [&] { return at.paper(id).size() == 1; }));
    CHECK(digest_of(at.paper(id).front()) == printed->digest);
    CHECK(at.desk->preview(id, "F01", app::PrintKind::final)->digest == printed->digest);
    REQUIRE(
        within(patience_ms, [&] { return at.desk->print_job("counter", printed->job)->state == "done"; }));
    CHECK(at.desk->print_job("counter", printed->job)->words ==
          "出力済みです。紙を確かめてからお渡しください。");

    CHECK(at.print(id, "F01").error().reason == "form.printed_already");
    CHECK(at.print(id, "F01", app::PrintKind::again).error().reason == "print.reason_wanted");
    const auto again = at.print(id, "F01", app::PrintKind::again, "破れ");
    REQUIRE_MESSAGE(again, again.error().reason);
    CHECK_FALSE(again->differs);  // beside the small 再 it is the same sheet
    REQUIRE(within(patience_ms, [&] { return at.paper(id).size() == 2; }));
    const auto gives_copy = [&] {
        const auto items = at.desk->look(id)->handover;
        return std::any_of(items.begin(), items.end(),
                           [](const auto& item) { return item.item.ends_with("の控え"); });
    };
    CHECK_FALSE(gives_copy());
    REQUIRE(at.print(id, "F01", app::PrintKind::again, "控え"));
    CHECK(gives_copy());

    // Onto the city's own sheet: the values alone, three tenths of a millimetre to the right.
    app::PrintSettings settings;
    settings.forms["F01"] = {"counter", "", 1, false, true};
    settings.printers["counter"] = {3, 0};
    storage::SystemFileSystem files;
    REQUIRE(app::save_print_settings(files, at.folder / "A", settings));
    const auto other = at.signed_request();
    const auto values = at.print(other, "F01");
    REQUIRE_MESSAGE(values, values.error().reason);
    REQUIRE(within(patience_ms, [&] { return at.paper(other).size() == 1; }));
    CHECK(digest_of(at.paper(other).front()) != values->digest);
    CHECK(fs::file_size(at.paper(other).front()) < fs::file_size(at.paper(id).front()));
}

TEST_CASE(
    "a print service that is silent holds up its own print and nobody else's work; a second press waits") {
    if (!printer_is_on()) return;
    Counter at;
    const auto id = at.signed_request();
    app::PrintInput input;
    input.form = "F01";
    input.kind = app::PrintKind::final;
    input.printer = "counter";
    const std::size_t before = at.paper(id).size();  // another day's desk gave the same number
    room().cups.freeze();
    auto first = std::async(std::launch::async, [&] { return at.desk->print(id, input); });
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    const auto from = std::chrono::steady_clock::now();
    CHECK(at.desk->look(id));
    CHECK(at.desk->print(id, input).error().reason == "print.under_way");
    CHECK(std::chrono::steady_clock::now() - from < std::chrono::milliseconds(900));
    const auto silent = first.get();
    REQUIRE_FALSE(silent);
    CHECK(silent.error().reason == "printer.service_down");
    CHECK(at.desk->look(id)->sheets.front().printed == 0);
    room().cups.thaw();
    REQUIRE(within(patience_ms, [&] { return at.desk->print(id, input).has_value(); }));
    REQUIRE(within(patience_ms, [&] { return at.paper(id).size() > before; }));
    std::this_thread::sleep_for(std::chrono::seconds(2));
    CHECK(at.paper(id).size() == before + 1);
}

TEST_CASE("a printer killed in mid-job is told in words, and gives one copy once it is back") {
    if (!printer_is_on()) return;
    Counter at;
    const auto id = at.signed_request();
    const std::size_t before = at.paper(id).size();
    room().printer.freeze();
    const auto printed = at.print(id, "F01");
    REQUIRE_MESSAGE(printed, printed.error().reason);
    room().printer.end(SIGKILL);
    std::string words;
    const auto told = [&] {
        const auto job = at.desk->print_job("counter", printed->job);
        if (job) words = job->words;
        return words.find("電源とケーブルを確かめてください") != std::string::npos;
    };
    CHECK_MESSAGE(within(patience_ms, told), words);
    CHECK(words.find("直ると1部だけ印刷されます") != std::string::npos);
    CHECK(at.paper(id).size() == before);

    REQUIRE_MESSAGE(room().start_printer(), room().words());
    REQUIRE(
        within(patience_ms, [&] { return at.desk->print_job("counter", printed->job)->state == "done"; }));
    std::this_thread::sleep_for(std::chrono::seconds(2));
    CHECK(at.paper(id).size() == before + 1);
    CHECK(at.desk->look(id)->sheets.front().printed == 1);
}

TEST_CASE("two persons have a sheet each: one is signed and printed without the other") {
    Counter at;
    const auto id = at.receive("ev_pin");
    at.answer(id, "visitor_name", "髙橋　𠮷太郎");
    std::vector<forms::Subject> persons(2);
    for (auto& person : persons) REQUIRE(at.desk->add_person(id, person));
    at.answer(id, "name", "髙橋　花子", persons[0]);
    at.answer(id, "name", "髙橋　次郎", persons[1]);
    for (const auto person : persons) at.answer(id, "pin_wanted", "はい", person);
    const auto view = at.desk->look(id);
    REQUIRE(view);
    REQUIRE(view->sheets.size() == 2);
    const std::string hers = view->sheets[0].form, his = view->sheets[1].form;
    CHECK(hers != his);
    CHECK(view->sheets[0].title.find("髙橋　花子") != std::string::npos);
    CHECK(at.desk->preview(id, hers, app::PrintKind::final)->digest !=
          at.desk->preview(id, his, app::PrintKind::final)->digest);
    REQUIRE(at.desk->sign(id, {his, "", true, {}}));
    app::PrintInput input;
    input.kind = app::PrintKind::final;
    input.folder = at.folder / "out";
    input.form = hers;
    CHECK(at.desk->print(id, input).error().reason == "form.not_signed");
    input.form = his;
    const auto printed = at.desk->print(id, input);
    REQUIRE_MESSAGE(printed, printed.error().reason);
    const auto after = at.desk->look(id);
    CHECK(after->sheets[0].printed == 0);
    CHECK(after->sheets[1].printed == 1);
}

TEST_CASE(
    "a name that no font can show is neither signed nor printed until somebody decides, and that stays") {
    Counter at;
    const auto id = at.receive("ev_cert");
    at.answer(id, "visitor_name", "山󠇯田　太郎");  // a variation that no font has
    at.answer(id, "cert_families", "住民票");
    const auto seen = at.desk->preview(id, "F01", app::PrintKind::final);
    REQUIRE(seen);
    CHECK(seen->pdf.empty());
    REQUIRE_FALSE(seen->missing_glyphs.empty());
    CHECK(seen->missing_glyphs.front().starts_with("U+5C71 U+E01EF"));
    CHECK(at.desk->sign(id, {"F01", "", true, {}}).error().reason == "glyph.missing");
    CHECK(at.desk->decide_glyphs(id, "F01", "").error().reason == "glyph.reason_wanted");
    const auto decided = at.desk->decide_glyphs(id, "F01", "本人に確認");
    REQUIRE_MESSAGE(decided, decided.error().reason);
    CHECK(std::any_of(decided->history.begin(), decided->history.end(), [](const auto& line) {
        return line.what.find("文字の決定 U+5C71 U+E01EF") != std::string::npos;
    }));
    const auto now = at.desk->preview(id, "F01", app::PrintKind::final);
    REQUIRE_FALSE(now->pdf.empty());
    REQUIRE(at.desk->sign(id, {"F01", now->digest, true, {}}));
    app::PrintInput input;
    input.form = "F01";
    input.kind = app::PrintKind::final;
    input.folder = at.folder / "out";
    const auto printed = at.desk->print(id, input);
    REQUIRE_MESSAGE(printed, printed.error().reason);
    CHECK(printed->digest == now->digest);
    // Another such character is another decision.
    at.answer(id, "visitor_address", "山形県寒河江市中󠇯央");
    CHECK(at.desk->preview(id, "F01", app::PrintKind::final)->pdf.empty());
}

TEST_CASE("what is wrong with an answer stands beside its box, and the guide slip is a page") {
    Counter at;
    const auto id = at.receive("ev_tennyu");
    const auto view = at.answer(id, "move_date", "20991231");
    const auto line = std::find_if(view.answers.begin(), view.answers.end(),
                                   [](const auto& answer) { return answer.field == "move_date"; });
    REQUIRE(line != view.answers.end());
    CHECK(line->remark == "異動日が今日より後です。住み始めてから届け出てもらってください。");
    CHECK_FALSE(line->remark_is_warning);
    const auto sheet = std::find_if(view.sheets.begin(), view.sheets.end(),
                                    [](const auto& one) { return !one.errors.empty(); });
    REQUIRE(sheet != view.sheets.end());
    CHECK_FALSE(sheet->may_sign);
    const auto refused = at.desk->sign(id, {sheet->form, "", true, {}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().reason == "form.has_errors");
    CHECK(refused.error().detail == line->remark);
    const auto slip = at.desk->guide(id);
    REQUIRE_MESSAGE(slip, slip.error().reason);
    CHECK(slip->pages == 1);
    CHECK(core::text(slip->pdf).starts_with("%PDF"));
}

TEST_CASE("a place is found by its postal code and by the beginnings of its kana") {
    Counter at;
    CHECK(at.desk->addresses("991-0021")->front().text == "山形県寒河江市中央一丁目");
    CHECK_FALSE(at.desk->addresses("やま さが ちゅう")->empty());
    CHECK(at.desk->addresses("000-0000")->empty());
}
