#include "app/practice/lesson_course.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace app {

namespace {

using Json = nlohmann::json;

constexpr std::chrono::milliseconds look_again{700};

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::size_t persons_read(const Json& view) {
    std::set<std::uint64_t> persons;
    for (const Json& answer : view.value("answers", Json::array()))
        if (answer.value("source", "") == "券面IC") persons.insert(answer.value("person", std::uint64_t{0}));
    return persons.size();
}

std::string seconds_words(double seconds) {
    const int whole = static_cast<int>(seconds + 0.5);
    return std::to_string(whole / 60) + "分" + std::to_string(whole % 60) + "秒";
}

}  // namespace

void LessonCourse::say(const std::string& line) {
    std::fprintf(out_, "%s\n", line.c_str());
    std::fflush(out_);
}

std::set<std::string> LessonCourse::case_ids() {
    std::set<std::string> out;
    const auto queue = site_.tell(desk_, {"queue"});
    if (!queue) return out;
    for (const Json& row : *queue) out.insert(row.value("case", ""));
    return out;
}

std::optional<Json> LessonCourse::new_case(const std::set<std::string>& before) {
    for (const std::string& id : case_ids()) {
        if (before.contains(id)) continue;
        auto view = site_.tell(desk_, {"case", "show"}, {id});
        if (view) return *view;
    }
    return std::nullopt;
}

void LessonCourse::lay_next(const Lesson& lesson, const Json& view) {
    if (card_ == nullptr || persons_read(view) < laid_ || laid_ >= lesson.residents.size()) return;
    card_->take_away();
    if (!card_->lay(lesson.residents[laid_])) return;
    ++laid_;
    say("　カードを置きました（" + std::to_string(laid_) + "人目）。");
}

LessonResult LessonCourse::give(const Lesson& lesson, int limit_s) {
    say("\n■ " + lesson.id + "　" + lesson.title);
    say("　" + lesson.goal);
    for (const LessonPoint& point : lesson.points) say("　□ " + point.words);
    const auto before = case_ids();
    const std::int64_t start = now_ms();
    LessonRun run(lesson, start);
    laid_ = 0;
    lay_next(lesson, Json::object());
    std::optional<std::string> case_id;
    std::vector<bool> told(lesson.points.size(), false);
    while (!run.done() && now_ms() - start < limit_s * std::int64_t{1000}) {
        std::this_thread::sleep_for(look_again);
        std::optional<Json> view;
        if (!case_id) {
            view = new_case(before);
            if (view) case_id = view->value("case", "");
        } else if (auto shown = site_.tell(desk_, {"case", "show"}, {*case_id})) {
            view = *shown;
        }
        if (view) {
            run.saw(*view, now_ms());
            lay_next(lesson, *view);
        }
        for (std::size_t i = 0; i < told.size(); ++i) {
            if (!run.reached()[i] || told[i]) continue;
            told[i] = true;
            say("　✓ " + lesson.points[i].words);
        }
        if (const auto hint = run.hint(now_ms())) say("　ヒント：" + *hint);
    }
    if (card_ != nullptr) card_->take_away();
    const LessonResult result = run.result();
    say(result.reached ? "　できました。" + seconds_words(result.seconds) + "（目安 " +
                             seconds_words(lesson.par_s) + "）、聞いた項目 " +
                             std::to_string(result.questions) + "、やり直し " + std::to_string(result.errors)
                       : "　時間になりました。続きは次の機会に。");
    return result;
}

std::string LessonCourse::csv(const std::vector<Lesson>& lessons, const std::vector<CourseRow>& rows) {
    std::string out = "課,題,秒,目安の秒,聞いた項目,やり直し,達成\r\n";
    for (const CourseRow& row : rows) {
        const auto lesson = std::find_if(lessons.begin(), lessons.end(),
                                         [&](const Lesson& one) { return one.id == row.lesson; });
        if (lesson == lessons.end()) continue;
        const LessonResult& result = row.result;
        out += lesson->id + "," + lesson->title + "," +
               (result.reached ? std::to_string(static_cast<int>(result.seconds + 0.5)) : "") + "," +
               std::to_string(static_cast<int>(lesson->par_s)) + "," + std::to_string(result.questions) +
               "," + std::to_string(result.errors) + "," + (result.reached ? "はい" : "いいえ") + "\r\n";
    }
    return out;
}

}  // namespace app
