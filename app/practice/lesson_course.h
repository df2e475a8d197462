// The course as it is given: the practice site stands with its windows, a learner works at desk A, and the
// lesson is followed from outside over the desk's own socket. The window knows nothing of it.
#pragma once

#include <cstdio>
#include <set>

#include "app/practice/card_table.h"
#include "app/practice/lesson.h"
#include "app/practice/practice_site.h"

namespace app {

struct CourseRow {
    std::string lesson;
    LessonResult result;
};

class LessonCourse {
  public:
    // `card` may be null: lessons with a card are then worked by asking.
    LessonCourse(PracticeSite& site, CardTable* card, std::string desk, std::FILE* out)
        : site_(site), card_(card), desk_(std::move(desk)), out_(out) {}

    // Gives one lesson: says its goal, lays the cards one after the other, tells hints by the clock and each
    // point as it is reached. Ends when the lesson is reached or after `limit_s`.
    LessonResult give(const Lesson& lesson, int limit_s);

    // lesson,title,seconds,par,questions,errors,reached
    static std::string csv(const std::vector<Lesson>& lessons, const std::vector<CourseRow>& rows);

  private:
    std::set<std::string> case_ids();
    std::optional<nlohmann::json> new_case(const std::set<std::string>& before);
    void lay_next(const Lesson& lesson, const nlohmann::json& view);
    void say(const std::string& line);

    PracticeSite& site_;
    CardTable* card_;
    std::string desk_;
    std::FILE* out_;
    std::size_t laid_{0};
};

}  // namespace app
