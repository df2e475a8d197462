// What a clerk types into a date box (calendar.h, parse_date_entry).
#include <cstdlib>

#include "forms/core/calendar.h"
#include "forms/core/text.h"

namespace core {

namespace {

struct Parts {
    std::optional<Era> era;
    bool western{false};
    int year{0};
    unsigned month{0};
    unsigned day{0};
};

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

int number_of(std::string_view digits) { return std::atoi(std::string(digits).c_str()); }

// 4050101: era digit and YYMMDD. 19930101: a Western day.
std::optional<Parts> parse_solid(std::string_view text) {
    if (!all_digits(text)) return std::nullopt;
    Parts parts;
    if (text.size() == 7 && text[0] >= '1' && text[0] <= '5') {
        parts.era = static_cast<Era>(text[0] - '0');
        text.remove_prefix(1);
        parts.year = number_of(text.substr(0, 2));
        text.remove_prefix(2);
    } else if (text.size() == 8) {
        parts.western = true;
        parts.year = number_of(text.substr(0, 4));
        text.remove_prefix(4);
    } else {
        return std::nullopt;
    }
    parts.month = static_cast<unsigned>(number_of(text.substr(0, 2)));
    parts.day = static_cast<unsigned>(number_of(text.substr(2, 2)));
    return parts;
}

std::optional<Era> take_era(std::string_view& text) {
    for (const auto& row : era_table()) {
        for (const auto& name : {row.name, row.short_name}) {
            if (!text.starts_with(name)) continue;
            text.remove_prefix(name.size());
            return row.era;
        }
        if (!text.empty() && (text[0] == row.letter || text[0] == row.letter - 'A' + 'a')) {
            text.remove_prefix(1);
            return row.era;
        }
    }
    return std::nullopt;
}

bool take_separator(std::string_view& text) {
    static constexpr std::string_view separators[] = {"年", "月", "・", "−", ".", "/", "-", " "};
    for (const auto separator : separators) {
        if (!text.starts_with(separator)) continue;
        text.remove_prefix(separator.size());
        return true;
    }
    return false;
}

std::optional<int> take_number(std::string_view& text, std::size_t digits_max) {
    std::size_t n = 0;
    while (n < text.size() && n < digits_max && text[n] >= '0' && text[n] <= '9') ++n;
    if (n == 0) return std::nullopt;
    const int value = number_of(text.substr(0, n));
    text.remove_prefix(n);
    return value;
}

// [era] year sep month sep day [日]
std::optional<Parts> parse_spaced(std::string_view text) {
    Parts parts;
    parts.era = take_era(text);
    if (text.starts_with("西暦")) text.remove_prefix(std::string_view("西暦").size());
    std::optional<int> year;
    if (parts.era && text.starts_with("元")) {
        text.remove_prefix(std::string_view("元").size());
        year = 1;
    } else {
        year = take_number(text, 4);
    }
    if (!year || !take_separator(text)) return std::nullopt;
    const auto month = take_number(text, 2);
    if (!month || !take_separator(text)) return std::nullopt;
    const auto day = take_number(text, 2);
    if (text.starts_with("日")) text.remove_prefix(std::string_view("日").size());
    if (!day || !text.empty()) return std::nullopt;
    parts.year = *year;
    parts.month = static_cast<unsigned>(*month);
    parts.day = static_cast<unsigned>(*day);
    parts.western = !parts.era && parts.year >= 1000;
    return parts;
}

DateEntry resolve_western(const Parts& parts) {
    const Date date = make_date(parts.year, parts.month, parts.day);
    if (!date.ok() || parts.year < 1868 || parts.year > 2200) return {{}, "date.no_such_day", {}};
    return {DateValue::of(date, Calendar::western), "", {}};
}

DateEntry resolve_era(const Parts& parts) {
    const Wareki wareki{*parts.era, parts.year, parts.month, parts.day};
    if (const auto date = from_wareki(wareki)) {
        DateValue value = DateValue::of(*date);
        // On the two days that belong to two eras the newer one is printed whatever was typed.
        return {value, "", {}};
    }
    const Date counted =
        make_date(int(era_row(*parts.era).first.year()) + parts.year - 1, parts.month, parts.day);
    if (!counted.ok() || parts.year < 1) return {{}, "date.no_such_day", {}};
    return {{}, "date.era_range", counted};
}

// A bare 5.4.1: the era under which it lies nearest to today.
DateEntry resolve_bare(Parts parts, Date today) {
    std::optional<Date> best;
    for (const auto& row : era_table()) {
        const auto date = from_wareki({row.era, parts.year, parts.month, parts.day});
        if (date && (!best || std::abs(days_between(*date, today)) < std::abs(days_between(*best, today))))
            best = date;
    }
    if (!best) return {{}, "date.no_such_day", {}};
    return {DateValue::of(*best), "", {}};
}

}  // namespace

DateEntry parse_date_entry(std::string_view typed, Date today) {
    if (typed.size() > 80 || !is_utf8(typed)) return {{}, "date.shape", {}};
    const std::string text = trim(to_half_width(typed));
    auto parts = parse_solid(text);
    if (!parts) parts = parse_spaced(text);
    if (!parts) return {{}, "date.shape", {}};
    if (parts->western) return resolve_western(*parts);
    return parts->era ? resolve_era(*parts) : resolve_bare(*parts, today);
}

}  // namespace core
