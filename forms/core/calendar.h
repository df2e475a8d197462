// Dates as a city hall uses them: Japanese eras, dates of which parts are unknown, what a clerk types, ages
// and the days on which the hall is open. Pure functions; all dates are Gregorian and valid unless said
// otherwise. Sources: era limits from the era laws and edicts; 国民の祝日に関する法律; 年齢計算ニ関スル法律.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace core {

using Date = std::chrono::year_month_day;

Date make_date(int year, unsigned month, unsigned day);
Date add_days(Date date, int days);
int days_between(Date from, Date to);             // to - from
std::string to_iso(Date date);                    // "2026-11-23"
std::optional<Date> parse_iso(std::string_view);  // exactly that shape, and a day that exists
std::string weekday_text(Date date);              // one of 日月火水木金土

// ---- eras ----

enum class Era : std::uint8_t { meiji = 1, taisho, showa, heisei, reiwa };  // the digit a clerk types first

struct EraRow {
    Era era;
    std::string_view name;        // 昭和
    std::string_view short_name;  // 昭
    char letter;                  // S
    Date first;
    Date last;  // the running era ends at 9999-12-31
};
// Oldest first. 1912-07-30 and 1926-12-25 belong to two eras: both rows hold them.
std::span<const EraRow> era_table();
const EraRow& era_row(Era era);

struct Wareki {
    Era era{Era::reiwa};
    int year{1};
    unsigned month{1};
    unsigned day{1};
    bool operator==(const Wareki&) const = default;
};
std::optional<Wareki> to_wareki(Date date);  // newest era that holds the day; none before 1868-01-25
std::optional<Date> from_wareki(
    const Wareki& wareki);            // none if the day does not exist or lies outside the era
std::string wareki_text(Date date);   // 令和元年5月1日; before 明治 as western_text
std::string western_text(Date date);  // 2026年11月23日

// ---- dates with unknown parts ----

enum class Calendar : std::uint8_t { wareki, western };

// What is known of a day. `phrase` (年頃, 不詳, 推定 …) is printed as given. `era` is held where only the era
// is known, or to keep the era that was named. The year is always the Gregorian one.
struct DateValue {
    std::optional<int> year;
    std::optional<unsigned> month;
    std::optional<unsigned> day;
    std::optional<Era> era;
    std::string phrase;
    Calendar calendar{Calendar::wareki};
    bool operator==(const DateValue&) const = default;

    static DateValue of(Date date, Calendar calendar = Calendar::wareki);
    std::optional<Date> exact() const;  // all three parts known, no phrase, and the day exists
    bool empty() const { return !year && !month && !day && !era && phrase.empty(); }
};

// One line of text that carries all of a DateValue, for stores and answer files:
//   YYYY-MM-DD ["@western"] ["~" era letter] ["#" phrase]     an unknown part is XXXX or XX
// A plain ISO date is such a line.
std::string to_line(const DateValue& value);
std::optional<DateValue> parse_line(std::string_view line);

// As printed: 昭和23年5月（日不詳）, 1970年　月　日（不詳）, or the phrase where nothing else is known.
std::string printed(const DateValue& value);

// What a clerk types. Accepted, full-width or half-width: seven digits 4050101, eight digits 19930101,
// H5.1.1, 平5.1.1, 平成5年1月1日, 令和元年5月1日, r元.5.1, 1993/1/1, 1993-1-1, 1993年1月1日; and 5.4.1, which
// takes the era that brings it nearest to `today`.
struct DateEntry {
    std::optional<DateValue> value;
    std::string reason;  // where there is no value: "date.shape", "date.no_such_day", "date.era_range"
    std::optional<Date> nearest;  // for date.era_range: 昭和65年1月1日 is offered as 平成2年1月1日
};
DateEntry parse_date_entry(std::string_view typed, Date today);

// ---- ages and years ----

int age_on(Date birth, Date on);  // as people say it: one more on the birthday; negative before birth is -1
int legal_age_on(Date birth, Date on);  // as the law counts: one more on the eve of the birthday
int fiscal_year(Date date);             // April to March: 2026-03-31 lies in 2025
Date fiscal_year_end(int fiscal_year);  // 31 March of the following year
Date fiscal_end_of_age(Date birth,
                       int age);  // last 31 March of the year in which `age` is reached (18歳年度末)

// ---- opening days ----

bool is_national_holiday(Date date);  // by the law as of 2026, for 1980 to 2099; with 振替休日 and 国民の休日
// Days on which the hall is closed by ordinance: Saturdays, Sundays, national holidays, 29 December to 3
// January.
struct OpeningDays {
    std::set<Date> also_closed;
    std::set<Date> also_open;
    bool is_open(Date date) const;
    Date on_or_after(Date date) const;  // the day itself or the next opening day
    Date after(Date date) const;        // the next opening day (預かり: processed then)
};

}  // namespace core
