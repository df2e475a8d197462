#include "forms/core/calendar.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "forms/core/text.h"

namespace core {

namespace {

using namespace std::chrono;

constexpr Date day_of(int y, unsigned m, unsigned d) { return Date{year{y}, month{m}, day{d}}; }

// A new era is one more row.
constexpr std::array<EraRow, 5> eras{{
    {Era::meiji, "明治", "明", 'M', day_of(1868, 1, 25), day_of(1912, 7, 30)},
    {Era::taisho, "大正", "大", 'T', day_of(1912, 7, 30), day_of(1926, 12, 25)},
    {Era::showa, "昭和", "昭", 'S', day_of(1926, 12, 25), day_of(1989, 1, 7)},
    {Era::heisei, "平成", "平", 'H', day_of(1989, 1, 8), day_of(2019, 4, 30)},
    {Era::reiwa, "令和", "令", 'R', day_of(2019, 5, 1), day_of(9999, 12, 31)},
}};

std::string number(long value) { return std::to_string(value); }

std::string era_year_text(const EraRow& row, int gregorian) {
    const int n = gregorian - int(row.first.year()) + 1;
    return std::string(row.name) + (n == 1 ? "元" : number(n)) + "年";
}

}  // namespace

Date make_date(int y, unsigned m, unsigned d) { return day_of(y, m, d); }

Date add_days(Date date, int count) { return Date{sys_days{date} + days{count}}; }

int days_between(Date from, Date to) { return static_cast<int>((sys_days{to} - sys_days{from}).count()); }

std::string to_iso(Date date) {
    char out[32];
    std::snprintf(out, sizeof out, "%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()));
    return out;
}

std::string weekday_text(Date date) {
    static constexpr std::array<const char*, 7> names{"日", "月", "火", "水", "木", "金", "土"};
    return names[weekday{sys_days{date}}.c_encoding()];
}

std::span<const EraRow> era_table() { return eras; }

const EraRow& era_row(Era era) { return eras[static_cast<std::size_t>(era) - 1]; }

std::optional<Wareki> to_wareki(Date date) {
    if (!date.ok()) return std::nullopt;
    for (auto row = eras.rbegin(); row != eras.rend(); ++row)
        if (date >= row->first && date <= row->last)
            return Wareki{row->era, int(date.year()) - int(row->first.year()) + 1, unsigned(date.month()),
                          unsigned(date.day())};
    return std::nullopt;
}

std::optional<Date> from_wareki(const Wareki& wareki) {
    const auto& row = era_row(wareki.era);
    if (wareki.year < 1 || wareki.year > 9000) return std::nullopt;
    const Date date = day_of(int(row.first.year()) + wareki.year - 1, wareki.month, wareki.day);
    if (!date.ok() || date < row.first || date > row.last) return std::nullopt;
    return date;
}

std::string western_text(Date date) {
    return number(int(date.year())) + "年" + number(unsigned(date.month())) + "月" +
           number(unsigned(date.day())) + "日";
}

std::string wareki_text(Date date) {
    const auto wareki = to_wareki(date);
    if (!wareki) return western_text(date);
    return era_year_text(era_row(wareki->era), int(date.year())) + number(wareki->month) + "月" +
           number(wareki->day) + "日";
}

// ---- dates with unknown parts ----

DateValue DateValue::of(Date date, Calendar calendar) {
    DateValue value;
    value.year = int(date.year());
    value.month = unsigned(date.month());
    value.day = unsigned(date.day());
    value.calendar = calendar;
    return value;
}

std::optional<Date> DateValue::exact() const {
    if (!year || !month || !day || !phrase.empty()) return std::nullopt;
    const Date date = day_of(*year, *month, *day);
    return date.ok() ? std::optional(date) : std::nullopt;
}

namespace {

const EraRow* era_by_letter(char letter) {
    for (const auto& row : eras)
        if (row.letter == letter) return &row;
    return nullptr;
}

// "XXXX" or digits only, of exactly that length.
bool read_part(std::string_view text, std::optional<unsigned>& out) {
    if (text.find_first_not_of('X') == std::string_view::npos) {
        out.reset();
        return true;
    }
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    out = value;
    return true;
}

bool possible(const DateValue& value) {
    if (value.month && (*value.month < 1 || *value.month > 12)) return false;
    if (value.day && (*value.day < 1 || *value.day > 31)) return false;
    if (value.month && value.day) return day_of(value.year.value_or(2000), *value.month, *value.day).ok();
    return true;
}

// The era in which to print a date of which perhaps only the year or year and month are known: the era of the
// last day it can be, so that 1989年 alone reads 平成元年 unless 昭和 was named.
std::optional<Era> printing_era(const DateValue& value) {
    if (value.era || !value.year) return value.era;
    const unsigned m = value.month.value_or(12);
    const unsigned d =
        value.day.value_or(unsigned(year_month_day_last{year{*value.year} / month{m} / last}.day()));
    const auto wareki = to_wareki(day_of(*value.year, m, d));
    return wareki ? std::optional(wareki->era) : std::nullopt;
}

std::string printed_year(const DateValue& value) {
    const auto era = printing_era(value);
    if (!value.year) return era ? std::string(era_row(*era).name) + "　年" : "　年";
    if (value.calendar == Calendar::western || !era) return number(*value.year) + "年";
    return era_year_text(era_row(*era), *value.year);
}

}  // namespace

std::string to_line(const DateValue& value) {
    const auto part = [](auto known, int width) {
        char out[16];
        if (!known) return std::string(static_cast<std::size_t>(width), 'X');
        std::snprintf(out, sizeof out, "%0*d", width, static_cast<int>(*known));
        return std::string(out);
    };
    std::string line = part(value.year, 4) + "-" + part(value.month, 2) + "-" + part(value.day, 2);
    if (value.calendar == Calendar::western) line += "@western";
    if (value.era) line += std::string("~") + era_row(*value.era).letter;
    if (!value.phrase.empty()) line += "#" + value.phrase;
    return line;
}

std::optional<DateValue> parse_line(std::string_view line) {
    if (line.size() < 10 || line[4] != '-' || line[7] != '-') return std::nullopt;
    DateValue value;
    std::optional<unsigned> y;
    if (!read_part(line.substr(0, 4), y) || !read_part(line.substr(5, 2), value.month) ||
        !read_part(line.substr(8, 2), value.day))
        return std::nullopt;
    if (y) value.year = static_cast<int>(*y);
    line.remove_prefix(10);
    if (line.starts_with("@western")) {
        value.calendar = Calendar::western;
        line.remove_prefix(8);
    }
    if (line.size() >= 2 && line[0] == '~') {
        const auto* row = era_by_letter(line[1]);
        if (!row) return std::nullopt;
        value.era = row->era;
        line.remove_prefix(2);
    }
    if (!line.empty()) {
        if (line[0] != '#' || line.size() > 200 || !is_utf8(line)) return std::nullopt;
        value.phrase = line.substr(1);
    }
    if (!possible(value)) return std::nullopt;
    return value;
}

std::optional<Date> parse_iso(std::string_view text) {
    if (text.size() != 10) return std::nullopt;
    const auto value = parse_line(text);
    return value ? value->exact() : std::nullopt;
}

std::string printed(const DateValue& value) {
    if (value.empty()) return "";
    if (const auto date = value.exact(); date && !value.era)
        return value.calendar == Calendar::western ? western_text(*date) : wareki_text(*date);
    if (!value.year && !value.month && !value.day && !value.era) return value.phrase;
    std::string text = printed_year(value);
    text += (value.month ? number(*value.month) : std::string("　")) + "月";
    text += (value.day ? number(*value.day) : std::string("　")) + "日";
    if (!value.phrase.empty()) return text + "（" + value.phrase + "）";
    return value.year && value.month && value.day ? text : text + "（不詳）";
}

// ---- ages and years ----

int legal_age_on(Date birth, Date on) { return age_on(birth, add_days(on, 1)); }

int age_on(Date birth, Date on) {
    if (on < birth) return -1;
    const int years = int(on.year()) - int(birth.year());
    const bool before_birthday = std::pair(on.month(), on.day()) < std::pair(birth.month(), birth.day());
    return before_birthday ? years - 1 : years;
}

int fiscal_year(Date date) { return unsigned(date.month()) >= 4 ? int(date.year()) : int(date.year()) - 1; }

Date fiscal_year_end(int fiscal) { return day_of(fiscal + 1, 3, 31); }

Date fiscal_end_of_age(Date birth, int age) {
    // The age is reached on the eve of the birthday; 29 February's eve exists in every year.
    const Date eve = add_days(birth, -1);
    Date reached = day_of(int(eve.year()) + age, unsigned(eve.month()), unsigned(eve.day()));
    if (!reached.ok()) reached = day_of(int(reached.year()), 2, 28);
    return fiscal_year_end(fiscal_year(reached));
}

// ---- opening days ----

namespace {

unsigned nth_monday(int y, unsigned m, unsigned n) {
    const Date date{year{y} / month{m} / Monday[n]};
    return unsigned(date.day());
}

// The usual approximation, right for every year from 1980 to 2099 that has been announced.
unsigned equinox(int y, double base) {
    const int since = y - 1980;
    return static_cast<unsigned>(base + 0.242194 * since - static_cast<double>(since / 4));
}

// Days named by the law itself, as it stands since 2022 (no 振替, no 国民の休日).
bool is_named_holiday(Date date) {
    const int y = int(date.year());
    const unsigned d = unsigned(date.day());
    switch (unsigned(date.month())) {
        case 1:
            return d == 1 || d == nth_monday(y, 1, 2);
        case 2:
            return d == 11 || d == 23;
        case 3:
            return d == equinox(y, 20.8431);
        case 4:
            return d == 29;
        case 5:
            return d >= 3 && d <= 5;
        case 7:
            return d == nth_monday(y, 7, 3);
        case 8:
            return d == 11;
        case 9:
            return d == nth_monday(y, 9, 3) || d == equinox(y, 23.2488);
        case 10:
            return d == nth_monday(y, 10, 2);
        case 11:
            return d == 3 || d == 23;
        default:
            return false;
    }
}

bool is_sunday(Date date) { return weekday{sys_days{date}} == Sunday; }

// 3条2項: the first day after a holiday on Sunday that is not itself a named holiday.
bool is_substitute(Date date) {
    if (is_named_holiday(date)) return false;
    for (Date before = add_days(date, -1); is_named_holiday(before); before = add_days(before, -1))
        if (is_sunday(before)) return true;
    return false;
}

}  // namespace

bool is_national_holiday(Date date) {
    if (is_named_holiday(date) || is_substitute(date)) return true;
    return !is_sunday(date) && is_named_holiday(add_days(date, -1)) && is_named_holiday(add_days(date, 1));
}

bool OpeningDays::is_open(Date date) const {
    if (also_open.contains(date)) return true;
    if (also_closed.contains(date)) return false;
    const auto week = weekday{sys_days{date}};
    if (week == Saturday || week == Sunday || is_national_holiday(date)) return false;
    const unsigned m = unsigned(date.month()), d = unsigned(date.day());
    return !(m == 12 && d >= 29) && !(m == 1 && d <= 3);
}

Date OpeningDays::on_or_after(Date date) const {
    for (int guard = 0; guard < 366 && !is_open(date); ++guard) date = add_days(date, 1);
    return date;
}

Date OpeningDays::after(Date date) const { return on_or_after(add_days(date, 1)); }

}  // namespace core
