#include "app/service/wording.h"

namespace app {

std::string source_word(forms::Source source) {
    using enum forms::Source;
    switch (source) {
        case none:
            return "";
        case card_chip:
            return "券面IC";
        case card_face:
            return "券面読取";
        case document:
            return "書類";
        case interview:
            return "聞き取り";
        case resident:
            return "本人入力";
        case previous_person:
            return "前の人";
        case previous_visit:
            return "前回";
        case core_system:
            return "基幹・転入予定";
        case derived:
            return "自動";
    }
    return "";
}

std::string day_words(core::Date day) {
    return std::to_string(static_cast<unsigned>(day.month())) + "/" +
           std::to_string(static_cast<unsigned>(day.day())) + "(" + core::weekday_text(day) + ")";
}

DeadlineView deadline_view(const forms::Deadline& deadline) {
    DeadlineView view;
    if (deadline.clock != nullptr) {
        view.label = deadline.clock->label;
        view.law = deadline.clock->law;
    }
    if (deadline.undecidable) {
        view.words = "起算日は職員が決めてください";
    } else if (deadline.last_day) {
        view.late = deadline.days_left < 0;
        view.words = day_words(*deadline.last_day) + "まで";
        if (deadline.days_left == 0) view.words += "・本日最終日";
        if (view.late) view.words += "・" + std::to_string(-deadline.days_left) + "日過ぎています";
    }
    return view;
}

std::string other_calendar(const core::DateValue& date, core::Date today, bool with_age) {
    const auto exact = date.exact();
    if (!exact) return "";
    std::string out =
        date.calendar == core::Calendar::wareki ? core::western_text(*exact) : core::wareki_text(*exact);
    out += "(" + core::weekday_text(*exact) + ")";
    if (with_age) out += " " + std::to_string(core::age_on(*exact, today)) + "歳";
    return out;
}

}  // namespace app
