#include "tests/support/scripted_desk_service.h"

#include <chrono>
#include <fstream>
#include <thread>

namespace test_support {

namespace {

core::CaseId case_id(int n) {
    core::CaseId id;
    id.bytes[0] = 0xC0;
    id.bytes[14] = static_cast<std::uint8_t>(n / 256);
    id.bytes[15] = static_cast<std::uint8_t>(n % 256);
    return id;
}

core::Error missing() { return {core::ErrorCode::not_found, "case.not_found"}; }

using Values = std::map<std::string, std::pair<std::string, forms::Source>>;

Values family() {
    using enum forms::Source;
    return {{"visitor_name", {"葛󠄀西　𠮷子", card_chip}},
            {"visitor_name_kana", {"カサイ　ヨシコ", interview}},
            {"visitor_birth_date", {"昭和60年5月12日", card_chip}},
            {"visitor_sex", {"female", card_chip}},
            {"visitor_address", {"山形県天童市老野森一丁目1番1号", card_chip}},
            {"visitor_phone", {"0237-86-2111", interview}},
            {"visitor_role", {"本人", interview}},
            {"move_date", {"令和8年11月10日", interview}},
            {"new_address", {"寒河江市中央一丁目9番45号", interview}},
            {"new_katagaki", {"コーポ中央 203号室 髙﨑様方", interview}},
            {"new_head_name", {"葛󠄀西　髙志", interview}},
            {"name@1", {"葛󠄀西　髙志", card_chip}},
            {"name_kana@1", {"カサイ　タカシ", interview}},
            {"birth_date@1", {"昭和58年2月3日", card_chip}},
            {"moves@1", {"true", interview}},
            {"name@2", {"葛󠄀西　﨑人", document}},
            {"birth_date@2", {"令和2年8月20日", document}},
            {"relation_to_new_head@2", {"子", derived}}};
}

}  // namespace

ScriptedDeskService::ScriptedDeskService(std::string call_file, std::string pdf_folder)
    : call_file_(std::move(call_file)), pdf_folder_(std::move(pdf_folder)) {
    room_ = scripted_counter(*this, [this](const std::string& line) { told(line); });
    seed();
}

void ScriptedDeskService::told(const std::string& line) const {
    std::ofstream(call_file_, std::ios::app) << line << "\n" << std::flush;
}

void ScriptedDeskService::seed() {
    using enum forms::Stage;
    struct Row {
        const char *number, *ticket, *event;
        forms::Stage stage;
        const char *held, *state, *deadline;
        int minutes;
    };
    const Row rows[]{{"A-011", "21", "move_in", interview, "", "対応中(A・佐藤)", "11/24(火)", 12},
                     {"A-013", "27", "certificate", received, "", "待ち", "", 23},
                     {"B-008", "24", "move_within", interview, "B・高橋", "対応中(B・高橋)", "11/30(月)", 18},
                     {"C-006", "25", "certificate", signed_off, "C・鈴木", "印刷済・手渡し待ち", "", 9},
                     {"D-004", "28", "move_out", received, "", "待ち", "", 6},
                     {"B-009", "", "certificate", received, "", "待ち", "", 4},
                     {"A-012", "22", "move_in", on_hold, "", "保留(書類の不足)", "11/25(水)", 41},
                     {"C-005", "19", "move_in", in_custody, "", "預かり", "11/24(火)", 55},
                     {"A-010", "18", "certificate", done, "", "完了", "", 0},
                     {"B-007", "17", "move_within", done, "", "完了", "", 0}};
    int n = 1;
    for (const Row& row : rows) {
        ScriptedCase one;
        one.id = case_id(n++);
        one.number = row.number;
        one.ticket = row.ticket;
        one.life_event = row.event;
        one.stage = row.stage;
        one.held_by = row.held;
        one.state = row.state;
        one.deadline = row.deadline;
        one.waiting_min = row.minutes;
        one.reachable = one.number[0] != 'C';
        one.values = family();
        if (one.life_event == "move_in")
            one.others = {{"葛󠄀西　髙志", "カサイ　タカシ"}, {"葛󠄀西　﨑人", ""}};
        one.conflict = one.number == "A-011";
        one.twin = one.number == "B-009" || one.number == "A-013";
        cases_.push_back(std::move(one));
    }
}

ScriptedCase* ScriptedDeskService::find(const core::CaseId& id) {
    for (ScriptedCase& one : cases_)
        if (one.id == id) return &one;
    return nullptr;
}

core::Result<app::CaseView> ScriptedDeskService::shown(const core::CaseId& id) {
    ScriptedCase* one = find(id);
    if (one == nullptr) return missing();
    return scripted_view(*one);
}

core::Result<app::SessionView> ScriptedDeskService::sign_in(const std::string& account,
                                                            const storage::Secret& password) {
    const std::lock_guard lock(guard_);
    told("sign_in " + account);
    if (account != "sato" || core::text(password.view()) != "kakanai-2026")
        return core::denied("auth.wrong_password");
    app::SessionView session;
    session.account_name = "sato";
    session.display_name = "佐藤";
    session.role = "clerk";
    session.desk_letter = "A";
    session.site_name = "寒河江市";
    session.practice = true;
    session_ = session;
    return session;
}

void ScriptedDeskService::sign_out() {
    const std::lock_guard lock(guard_);
    session_.reset();
}

std::optional<app::SessionView> ScriptedDeskService::session() const {
    const std::lock_guard lock(guard_);
    return session_;
}

core::Result<std::vector<app::QueueRow>> ScriptedDeskService::queue(const std::string& filter) {
    const std::lock_guard lock(guard_);
    told("queue " + filter);
    std::vector<app::QueueRow> rows;
    for (const ScriptedCase& one : cases_) {
        if (!filter.empty() && one.ticket != filter && one.number != filter) continue;
        app::QueueRow row;
        row.id = one.id;
        row.reception_number = one.number;
        row.ticket = one.ticket;
        row.purposes = scripted_purpose(one.life_event);
        row.stage = one.stage;
        row.state_words = one.state;
        row.desk = one.number.substr(0, 1);
        row.waiting_min = one.waiting_min;
        row.conflicts = one.conflict ? 1 : 0;
        row.mine = one.number == "A-011";
        row.reachable = one.reachable;
        row.same_day_twin = one.twin;
        row.over_limit = one.waiting_min > 20 && one.stage == forms::Stage::received;
        row.next_deadline = one.deadline;
        rows.push_back(row);
    }
    return rows;
}

core::Result<app::SiteView> ScriptedDeskService::site() {
    const std::lock_guard lock(guard_);
    app::SiteView site;
    site.site_name = "寒河江市";
    site.desk_letter = "A";
    site.practice = true;
    site.cases_only_here = 3;
    site.conflicts = 1;
    site.sentence =
        "窓口Cとつながっていません（10:42から）。この窓口の受付は続けられます。この窓口だけにある受付 3件";
    return site;
}

void ScriptedDeskService::on_change(std::function<void(const app::ChangeNotice&)> told_to) {
    const std::lock_guard lock(guard_);
    on_change_ = std::move(told_to);
}

std::vector<std::pair<std::string, std::string>> ScriptedDeskService::life_events() const {
    return {{"move_in", "転入"},
            {"move_within", "転居"},
            {"move_out", "転出"},
            {"certificate", "証明書がほしい"}};
}

core::Result<core::CaseId> ScriptedDeskService::receive(const app::NewReception& reception) {
    const std::lock_guard lock(guard_);
    told("receive " + reception.life_event + " " + reception.ticket);
    ScriptedCase one;
    one.id = case_id(static_cast<int>(cases_.size()) + 1);
    one.number = "A-0" + std::to_string(counter_++);
    one.ticket = reception.ticket;
    one.life_event = reception.life_event;
    one.state = "対応中(A・佐藤)";
    cases_.push_back(one);
    return one.id;
}

core::Result<app::CaseView> ScriptedDeskService::look(const core::CaseId& id) {
    const std::lock_guard lock(guard_);
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::take(const core::CaseId& id, const std::string& reason) {
    const std::lock_guard lock(guard_);
    if (ScriptedCase* one = find(id)) {
        told("take " + one->number + " " + reason);
        one->held_by.clear();
        one->state = "対応中(A・佐藤)";
    }
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::answer(const core::CaseId& id,
                                                        const std::vector<app::AnswerInput>& inputs) {
    const std::lock_guard lock(guard_);
    ScriptedCase* one = find(id);
    if (one == nullptr) return missing();
    for (const app::AnswerInput& input : inputs) {
        const std::string key =
            input.person == 0 ? input.field : input.field + "@" + std::to_string(input.person);
        std::string line = input.text;
        for (char& c : line)
            if (c == '\n') c = ',';
        told("answer " + key + " " + line);
        if (input.field.find("date") != std::string::npos && input.text == "9999999")
            return core::invalid("date.no_such_day");
        one->values[key] = {input.text, input.source};
    }
    if (one->stage == forms::Stage::received) one->stage = forms::Stage::interview;
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::add_person(const core::CaseId& id, forms::Subject& added) {
    const std::lock_guard lock(guard_);
    ScriptedCase* one = find(id);
    if (one == nullptr) return missing();
    told("add_person " + one->number);
    one->others.emplace_back("", "");
    added = one->others.size();
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::remove_person(const core::CaseId& id,
                                                               forms::Subject person) {
    const std::lock_guard lock(guard_);
    ScriptedCase* one = find(id);
    if (one == nullptr) return missing();
    told("remove_person " + std::to_string(person));
    if (person > 0 && person <= one->others.size())
        one->others.erase(one->others.begin() + static_cast<std::ptrdiff_t>(person) - 1);
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::choose_event(const core::CaseId& id,
                                                              const std::string& life_event) {
    const std::lock_guard lock(guard_);
    told("choose_event " + life_event);
    if (ScriptedCase* one = find(id)) one->life_event = life_event;
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::check_identity(const core::CaseId& id,
                                                                const std::vector<std::string>& documents,
                                                                const std::string& method) {
    const std::lock_guard lock(guard_);
    std::string line = "check_identity " + method;
    for (const std::string& document : documents) line += " " + document;
    told(line);
    if (ScriptedCase* one = find(id)) one->documents = documents;
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::move_to(const core::CaseId& id, forms::Stage to,
                                                         const std::string& reason) {
    const std::lock_guard lock(guard_);
    told("move_to " + std::to_string(static_cast<int>(to)) + " " + reason);
    if (ScriptedCase* one = find(id)) {
        one->stage = to;
        if (to == forms::Stage::on_hold) one->state = "保留(" + reason + ")";
    }
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::settle(const core::CaseId& id, const forms::Place&,
                                                        const core::Dot& chosen) {
    const std::lock_guard lock(guard_);
    told("settle " + std::to_string(chosen.seq));
    if (ScriptedCase* one = find(id)) one->conflict = false;
    if (on_change_) on_change_({false, false, {id}});  // as every change of the real one does
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::again(const core::CaseId& id) {
    told("again");
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    return look(id);
}

core::Result<app::CaseView> ScriptedDeskService::undo(const core::CaseId& id, const forms::Place& place) {
    const std::lock_guard lock(guard_);
    told("undo " + std::to_string(place.field));
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::mark_step(const core::CaseId& id, const std::string& step) {
    const std::lock_guard lock(guard_);
    told("mark_step " + step);
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::hand_over(const core::CaseId& id,
                                                           const std::vector<std::string>& items) {
    const std::lock_guard lock(guard_);
    for (const auto& item : items) told("hand_over " + item);
    return shown(id);
}

core::Result<app::CaseView> ScriptedDeskService::finish(const core::CaseId& id) {
    const std::lock_guard lock(guard_);
    told("finish");
    if (ScriptedCase* one = find(id)) {
        one->stage = forms::Stage::done;
        one->state = "完了";
    }
    return shown(id);
}

core::Status ScriptedDeskService::protect(const core::CaseId&) {
    told("protect");
    return core::ok();
}

core::Status ScriptedDeskService::release(const core::CaseId&, const app::ReleaseInput& input) {
    told("release " + input.account + " " + input.form);
    return core::ok();
}

core::Status ScriptedDeskService::end_protection(const core::CaseId&) {
    told("end_protection");
    return core::ok();
}

core::Result<app::ExportResult> ScriptedDeskService::export_csv(const std::string& profile,
                                                                const std::string&, const std::string&,
                                                                const std::string&) {
    told("export " + profile);
    return app::ExportResult{"export.csv", "export.json", 12, {}};
}

core::Result<std::vector<app::ReportRow>> ScriptedDeskService::report(const std::string& from_day,
                                                                      const std::string& to_day) {
    told("report " + from_day + " " + to_day);
    return std::vector<app::ReportRow>{{"2026-11-23", "転入", "F03", "A", 4, 18.5},
                                       {"2026-11-23", "転居", "F03", "B", 2, 14.0},
                                       {"2026-11-23", "証明書", "F01", "A", 11, 3.5},
                                       {"2026-11-23", "証明書", "F01", "B", 9, 4.0},
                                       {"2026-11-22", "証明書", "F01", "C", 14, 3.0}};
}

core::Result<std::vector<app::ActRow>> ScriptedDeskService::acts(const std::string& filter) {
    told("acts " + filter);
    return std::vector<app::ActRow>{
        {1795474800000, "佐藤", "A", "look", "", "A-011", "受付 A-011 を表示"},
        {1795475520000, "佐藤", "A", "print", "F03", "A-011", "住民異動届を印刷（正）"}};
}

}  // namespace test_support
