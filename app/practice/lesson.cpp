#include "app/practice/lesson.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>

namespace app {

namespace {

using Json = nlohmann::json;

core::Error broken(const std::string& where) {
    return {core::ErrorCode::invalid_input, "practice.data", "lessons.json: " + where};
}

std::string text(const Json& object, const char* key) {
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : "";
}

bool any_of(const Json& list, const std::function<bool(const Json&)>& fits) {
    return list.is_array() && std::any_of(list.begin(), list.end(), fits);
}

const Json& member(const Json& view, const char* key) {
    static const Json none = Json::array();
    const auto at = view.find(key);
    return at == view.end() ? none : *at;
}

bool has_answer(const Json& view, const std::string& field, const std::function<bool(const Json&)>& fits) {
    return any_of(member(view, "answers"),
                  [&](const Json& answer) { return text(answer, "field") == field && fits(answer); });
}

bool has_sheet(const Json& view, const std::string& form, const std::function<bool(const Json&)>& fits) {
    return any_of(member(view, "sheets"),
                  [&](const Json& sheet) { return text(sheet, "form") == form && fits(sheet); });
}

bool says(const Json& line, const std::string& word) {
    return text(line, "what").find(word) != std::string::npos;
}

int printed(const Json& sheet) { return sheet.value("printed", 0); }

bool is_signed(const Json& sheet) {
    const std::string state = text(sheet, "state");
    return state == "署名済" || state == "印刷済";
}

bool in_order(const Json& history, const std::string& first, const std::string& then) {
    bool before = false;
    for (const Json& line : history) {
        if (before && says(line, then)) return true;
        before = before || says(line, first);
    }
    return false;
}

using Check = std::function<bool(const Json& wanted, const Json& view)>;

const std::map<std::string, Check>& checks() {
    static const std::map<std::string, Check> table{
        {"event", [](const Json& id, const Json& view) { return text(view, "life_event") == id; }},
        {"status", [](const Json& word, const Json& view) { return text(view, "status") == word; }},
        {"persons",
         [](const Json& count, const Json& view) {
             return member(view, "persons").size() >= count.get<std::size_t>();
         }},
        {"answered",
         [](const Json& field, const Json& view) {
             return has_answer(view, field, [](const Json& answer) { return !text(answer, "text").empty(); });
         }},
        {"answer_has",
         [](const Json& wanted, const Json& view) {
             return has_answer(view, text(wanted, "field"), [&](const Json& answer) {
                 return text(answer, "text").find(text(wanted, "text")) != std::string::npos;
             });
         }},
        {"source",
         [](const Json& wanted, const Json& view) {
             return has_answer(view, text(wanted, "field"), [&](const Json& answer) {
                 return text(answer, "source") == text(wanted, "word");
             });
         }},
        {"signed", [](const Json& form, const Json& view) { return has_sheet(view, form, is_signed); }},
        {"printed",
         [](const Json& form, const Json& view) {
             return has_sheet(view, form, [](const Json& sheet) { return printed(sheet) > 0; });
         }},
        {"printed_again",
         [](const Json& form, const Json& view) {
             return has_sheet(view, form, [](const Json& sheet) { return printed(sheet) > 1; });
         }},
        {"history",
         [](const Json& word, const Json& view) {
             return any_of(member(view, "history"), [&](const Json& line) { return says(line, word); });
         }},
        {"history_after",
         [](const Json& wanted, const Json& view) {
             return in_order(member(view, "history"), text(wanted, "first"), text(wanted, "then"));
         }},
        {"was_replaced", [](const Json& form, const Json& view) {
             return has_sheet(view, form, [](const Json& sheet) { return text(sheet, "state") == "差替え"; });
         }}};
    return table;
}

core::Result<Lesson> read_lesson(const Json& json) {
    Lesson out;
    out.id = text(json, "id");
    out.title = text(json, "title");
    out.goal = text(json, "goal");
    out.par_s = json.value("par_s", 0.0);
    out.errors_wanted = json.value("errors_wanted", 0);
    for (const Json& resident : member(json, "residents")) out.residents.push_back(resident);
    for (const Json& hint : member(json, "hints"))
        out.hints.push_back({hint.value("after_s", 0.0), text(hint, "words")});
    for (const Json& point : member(json, "points")) {
        const Json check = point.value("check", Json::object());
        if (!holds(check, Json::object())) return broken(out.id + ": " + check.dump());
        out.points.push_back({text(point, "words"), check});
    }
    const bool whole = !out.id.empty() && !out.title.empty() && !out.goal.empty() && !out.residents.empty() &&
                       !out.points.empty() && !out.hints.empty() && out.par_s > 0;
    return whole ? core::Result<Lesson>(std::move(out)) : broken(out.id.empty() ? "?" : out.id);
}

}  // namespace

core::Result<std::vector<Lesson>> load_lessons(const std::string& path) {
    std::ifstream in(path);
    if (!in) return core::Error{core::ErrorCode::not_found, "practice.data", path};
    const Json json = Json::parse(in, nullptr, false);
    if (json.is_discarded()) return broken("?");
    std::vector<Lesson> out;
    for (const Json& one : member(json, "lessons")) {
        auto lesson = read_lesson(one);
        if (!lesson) return lesson.error();
        out.push_back(std::move(*lesson));
    }
    return out;
}

std::optional<bool> holds(const Json& check, const Json& view) {
    if (!check.is_object() || check.size() != 1) return std::nullopt;
    const auto at = checks().find(check.begin().key());
    if (at == checks().end()) return std::nullopt;
    return at->second(check.begin().value(), view);
}

void LessonRun::saw(const Json& view, std::int64_t now_ms) {
    if (done()) return;
    for (std::size_t i = 0; i < reached_.size(); ++i)
        reached_[i] = reached_[i] || holds(lesson_.points[i].check, view).value_or(false);
    const Json& answers = member(view, "answers");
    questions_ = static_cast<int>(std::count_if(answers.begin(), answers.end(), [](const Json& answer) {
        return text(answer, "source") == "聞き取り" && !text(answer, "text").empty();
    }));
    count_errors(view);
    if (done()) end_ms_ = now_ms;
}

void LessonRun::count_errors(const Json& view) {
    int again = 0;
    for (const Json& sheet : member(view, "sheets")) {
        const std::string form = text(sheet, "form");
        const bool known = std::find(replaced_.begin(), replaced_.end(), form) != replaced_.end();
        if (text(sheet, "state") == "差替え" && !known) replaced_.push_back(form);
        const bool wanted =
            std::any_of(lesson_.points.begin(), lesson_.points.end(),
                        [&](const LessonPoint& point) { return text(point.check, "printed_again") == form; });
        again += std::max(0, printed(sheet) - (wanted ? 2 : 1));
    }
    const int cancelled = text(view, "status") == "取消" ? 1 : 0;
    errors_ = std::max(0, static_cast<int>(replaced_.size()) + again + cancelled - lesson_.errors_wanted);
}

std::optional<std::string> LessonRun::hint(std::int64_t now_ms) {
    if (done() || hints_given_ >= lesson_.hints.size()) return std::nullopt;
    const LessonHint& next = lesson_.hints[hints_given_];
    if (static_cast<double>(now_ms - start_ms_) < next.after_s * 1000) return std::nullopt;
    ++hints_given_;
    return next.words;
}

bool LessonRun::done() const {
    return std::all_of(reached_.begin(), reached_.end(), [](bool one) { return one; });
}

LessonResult LessonRun::result() const {
    return {done(), done() ? static_cast<double>(end_ms_ - start_ms_) / 1000.0 : 0.0, questions_, errors_};
}

}  // namespace app
