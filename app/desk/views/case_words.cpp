#include "app/desk/views/case_words.h"

#include <algorithm>
#include <ctime>
#include <set>

namespace app::desk {

namespace {

using Kind = PaneLine::Kind;

void add_sheets(std::vector<PaneLine>& lines, const CaseView& view) {
    lines.push_back({Kind::heading, "書類", ""});
    if (view.sheets.empty()) lines.push_back({Kind::body, "まだありません。用件を選ぶと決まります。", ""});
    for (const SheetView& sheet : view.sheets) {
        const bool done = sheet.state == "印刷済" || sheet.state == "署名済";
        lines.push_back({Kind::body, sheet.title + "　" + sheet.state, done ? "✓" : "□"});
        if (!sheet.missing.empty())
            lines.push_back({Kind::help,
                             "未記入 " + std::to_string(sheet.missing.size()) + "：" + sheet.missing.front() +
                                 (sheet.missing.size() > 1 ? " ほか" : ""),
                             " "});
        if (!sheet.blocked_by.empty())
            lines.push_back({Kind::warning, "食い違い：" + sheet.blocked_by.front(), "▲"});
    }
}

void add_deadlines(std::vector<PaneLine>& lines, const CaseView& view) {
    if (view.deadlines.empty()) return;
    lines.push_back({Kind::heading, "期限", ""});
    std::set<std::string> said;  // the same day for several persons is one line
    for (const DeadlineView& deadline : view.deadlines)
        if (said.insert(deadline.label + deadline.words).second)
            lines.push_back({deadline.late ? Kind::warning : Kind::body,
                             deadline.label + "　" + deadline.words, deadline.late ? "▲" : "・"});
}

void add_notes(std::vector<PaneLine>& lines, const CaseView& view) {
    if (view.counter.notes.empty()) return;
    lines.push_back({Kind::heading, "メモ", ""});
    for (const NoteView& note : view.counter.notes) {
        lines.push_back({Kind::body, note.text, "●"});
        lines.push_back({Kind::help, clock_words(note.at_ms) + "　" + note.desk + "・" + note.who, " "});
    }
}

}  // namespace

core::Date today() {
    return core::Date(
        std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now() + std::chrono::hours(9)));
}

std::string clock_words(std::int64_t unix_ms) {
    constexpr std::time_t japan_s =
        9 * 3600;  // one zone, no summer time; the terminal's own setting does not matter
    const std::time_t seconds = static_cast<std::time_t>(unix_ms / 1000) + japan_s;
    std::tm local{};
    gmtime_r(&seconds, &local);
    char out[8];
    std::strftime(out, sizeof out, "%H:%M", &local);
    return out;
}

bool only_heard(const AnswerView& answer) {
    return answer.source == forms::Source::interview && !answer.text.empty();
}

std::vector<PaneLine> heard_lines(const CaseView& view) {
    std::vector<PaneLine> lines{{Kind::title, "聞き取りだけの項目", ""},
                                {Kind::help, "読み上げて確かめます。Ctrl+G で元に戻ります。", ""}};
    for (const PersonView& person : view.persons) {
        bool named = false;
        for (const AnswerView& answer : view.answers) {
            if (answer.person != person.subject || !only_heard(answer)) continue;
            if (!named)
                lines.push_back({Kind::heading,
                                 person.subject == 0 || person.name.empty() ? "届出と来庁者" : person.name,
                                 ""});
            named = true;
            std::string text = answer.text;  // the words of a choice, not the value behind it
            for (const auto& [value, label] : answer.options)
                if (value == answer.text) text = label;
            lines.push_back({Kind::help, answer.label, ""});
            lines.push_back({Kind::body, text, "・"});
        }
    }
    if (lines.size() == 2) lines.push_back({Kind::good, "ありません", "✓"});
    return lines;
}

std::vector<PaneLine> open_point_lines(const CaseView& view) {
    std::vector<PaneLine> lines{{Kind::heading, "まだ残っていること", ""}};
    if (view.open_points.empty()) lines.push_back({Kind::good, "ありません", "✓"});
    for (const std::string& point : view.open_points) lines.push_back({Kind::body, point, "□"});
    return lines;
}

std::vector<PaneLine> summary_lines(const CaseView& view) {
    std::vector<PaneLine> lines;
    lines.push_back({Kind::title, view.summary.reception_number + "　" + view.purposes, ""});
    lines.push_back(
        {Kind::body, view.stage_word + (view.held_by.empty() ? "" : "　担当 " + view.held_by), ""});
    if (!view.counter.taken_over.empty()) lines.push_back({Kind::help, view.counter.taken_over, ""});
    const bool visitor_is_listed =
        std::any_of(view.persons.begin(), view.persons.end(), [](const PersonView& person) {
            return person.subject != 0 &&
                   std::find(person.roles.begin(), person.roles.end(), "来庁者") != person.roles.end();
        });
    for (const PersonView& person : view.persons) {
        if (person.subject == 0 && visitor_is_listed) continue;  // once, with both roles
        std::string roles;
        for (const std::string& role : person.roles) roles += (roles.empty() ? "" : "・") + role;
        if (person.name.empty()) {
            lines.push_back({Kind::body, "（氏名 未入力）", ""});
        } else {
            lines.push_back({Kind::name, person.name, ""});
        }
        std::string about;
        for (const std::string& part : {person.kana, person.birth, roles})
            if (!part.empty()) about += (about.empty() ? "" : "　") + part;
        lines.push_back({Kind::help, about, ""});
    }
    add_sheets(lines, view);
    add_deadlines(lines, view);
    for (PaneLine& line : open_point_lines(view)) lines.push_back(std::move(line));
    add_notes(lines, view);
    if (!view.history.empty()) {
        const HistoryLine& last = view.history.back();
        lines.push_back({Kind::heading, "最後の操作", ""});
        lines.push_back({Kind::body,
                         clock_words(last.at_ms) + "　" + last.what + "　" + last.desk + "・" + last.who,
                         ""});
    }
    return lines;
}

std::vector<PaneLine> progress_lines(const CaseView& view) {
    std::vector<PaneLine> lines;
    lines.push_back({Kind::title, "残り " + std::to_string(view.questions.size()), ""});
    add_sheets(lines, view);
    add_deadlines(lines, view);
    if (!view.bring.empty()) {
        lines.push_back({Kind::heading, "持ってきていただくもの", ""});
        for (const std::string& thing : view.bring) lines.push_back({Kind::body, thing, "・"});
    }
    for (PaneLine& line : open_point_lines(view)) lines.push_back(std::move(line));
    return lines;
}

}  // namespace app::desk
