#include "forms/core/date_words.h"

#include <cstdlib>

namespace core {

namespace {

std::string days_words(Date date, Date today) {
    const int days = days_between(date, today);
    if (days == 0) return " 今日";
    return " " + std::to_string(std::abs(days)) + (days > 0 ? "日前" : "日後");
}

}  // namespace

std::string other_calendar(const DateValue& date, Date today, bool with_age) {
    const auto exact = date.exact();
    if (!exact) return "";
    std::string out = date.calendar == Calendar::wareki ? western_text(*exact) : wareki_text(*exact);
    out += "(" + weekday_text(*exact) + ")";
    if (with_age) out += " " + std::to_string(age_on(*exact, today)) + "歳";
    return out;
}

std::string beside_typed_date(std::string_view typed, Date today, bool with_age) {
    const DateEntry entry = parse_date_entry(typed, today);
    if (entry.nearest) return "その年はありません。" + wareki_text(*entry.nearest) + "のことですか。";
    if (entry.reason == "date.no_such_day") return "その日はありません。";
    if (!entry.value) return "";
    std::string out = other_calendar(*entry.value, today, with_age);
    const auto exact = entry.value->exact();
    if (!with_age && exact) out += days_words(*exact, today);
    return out;
}

}  // namespace core
