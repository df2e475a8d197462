// What stands beside a date: the same day in the other calendar, its weekday, an age or the days since. Pure.
#pragma once

#include <string>
#include <string_view>

#include "forms/core/calendar.h"

namespace core {

// "2026年11月10日(火)", with_age "1985年5月12日(日) 41歳"; "" for a day that is not known exactly.
std::string other_calendar(const DateValue& date, Date today, bool with_age);

// The same for what has been typed so far, with "16日前" where no age is asked for; "" while it is no date
// yet; a sentence with the nearest reading for a year that its era does not have.
std::string beside_typed_date(std::string_view typed, Date today, bool with_age);

}  // namespace core
