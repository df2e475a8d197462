// A lesson of the course and how far somebody has come in it. A lesson is data (practice/data/lessons.json);
// it is judged by what `case show --json` says of the case, so it follows whatever way the clerk takes.
// Pure: no clock, no socket.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "forms/core/result.h"

namespace app {

struct LessonPoint {
    std::string words;     // to the learner
    nlohmann::json check;  // one member: what must be so; see holds()
};
struct LessonHint {
    double after_s{0};
    std::string words;
};
struct Lesson {
    std::string id;  // L01
    std::string title;
    std::vector<std::string> residents;  // the visitor first
    std::string goal;
    std::vector<LessonPoint> points;
    std::vector<LessonHint> hints;
    double par_s{0};       // what a practised clerk needs
    int errors_wanted{0};  // mishaps that belong to the lesson
};

// practice/data/lessons.json. practice.data (detail names the lesson), not_found.
core::Result<std::vector<Lesson>> load_lessons(const std::string& path);

// Whether the case, as `case show` gives it, answers to the check. Checks, one a point:
//   {"event": id} {"persons": n} {"status": word} {"answered": field} {"answer_has": {field, text}}
//   {"source": {field, word}} {"signed": form} {"printed": form} {"printed_again": form}
//   {"history": word} {"history_after": {first, then}} {"was_replaced": form} (seen by LessonRun)
// nothing: a check of another name.
std::optional<bool> holds(const nlohmann::json& check, const nlohmann::json& view);

struct LessonResult {
    bool reached{false};
    double seconds{0};
    int questions{0};  // boxes answered by asking
    int errors{0};     // signatures that were voided, second prints and cancellations beyond the lesson's own
};

class LessonRun {
  public:
    LessonRun(const Lesson& lesson, std::int64_t start_ms) : lesson_(lesson), start_ms_(start_ms) {
        reached_.assign(lesson.points.size(), false);
    }

    // The newest look at the case. A point once reached stays reached.
    void saw(const nlohmann::json& view, std::int64_t now_ms);
    // The newest hint whose time has come and that was not given yet; none once the lesson is reached.
    std::optional<std::string> hint(std::int64_t now_ms);

    const std::vector<bool>& reached() const { return reached_; }
    bool done() const;
    LessonResult result() const;

  private:
    void count_errors(const nlohmann::json& view);

    const Lesson& lesson_;
    std::int64_t start_ms_;
    std::int64_t end_ms_{0};
    std::vector<bool> reached_;
    std::size_t hints_given_{0};
    std::vector<std::string> replaced_;  // forms that were 差替え at some look, each once
    int questions_{0};
    int errors_{0};
};

}  // namespace app
