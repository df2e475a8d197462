#include "forms/interview/guide.h"

#include <algorithm>

namespace forms {

std::string deadline_words(const Deadline& deadline) {
    if (deadline.undecidable) return "起算日は職員が決めてください";
    if (!deadline.last_day) return {};
    const core::Date day = *deadline.last_day;
    std::string words = std::to_string(unsigned(day.month())) + "月" + std::to_string(unsigned(day.day())) +
                        "日(" + core::weekday_text(day) + ")まで";
    if (deadline.days_left == 0) words += "・本日最終日";
    if (deadline.days_left < 0) words += "・" + std::to_string(-deadline.days_left) + "日過ぎています";
    return words;
}

GuideSlip guide_slip(const AnswerView& view) {
    GuideSlip slip;
    for (const auto& needed : needed_procedures(view)) {
        const Procedure& procedure = *needed.procedure;
        if (needed.truth != Truth::yes) continue;
        std::vector<std::string> bring;
        for (const auto& item : procedure.bring)
            if (weigh(item.when, view, needed.person) != Truth::no) bring.push_back(item.what);
        if (!procedure.form.empty()) {
            for (auto& what : bring)
                if (std::find(slip.bring.begin(), slip.bring.end(), what) == slip.bring.end())
                    slip.bring.push_back(what);
            continue;
        }
        auto stop = std::find_if(slip.stops.begin(), slip.stops.end(),
                                 [&](const auto& s) { return s.procedure == procedure.label; });
        if (stop == slip.stops.end()) {
            GuideStop fresh{procedure.counter, procedure.label, {}, "", "", false, bring};
            if (!needed.deadlines.empty()) {
                fresh.until = deadline_words(needed.deadlines.front());
                fresh.law = needed.deadlines.front().clock->law;
                fresh.late = needed.deadlines.front().days_left < 0;
            }
            stop = slip.stops.insert(slip.stops.end(), std::move(fresh));
        }
        if (needed.person != the_visit) stop->names.push_back(view.name_of(needed.person));
    }
    return slip;
}

}  // namespace forms
