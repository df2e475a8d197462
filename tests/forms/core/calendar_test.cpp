#include "forms/core/calendar.h"

#include <doctest/doctest.h>

using namespace core;

namespace {
const Date today = make_date(2026, 11, 23);
std::string typed(std::string_view text) {
    const auto entry = parse_date_entry(text, today);
    return entry.value ? to_line(*entry.value) : entry.reason;
}
}  // namespace

TEST_CASE("an era begins with its first year and the change days print the newer era") {
    CHECK(wareki_text(make_date(2019, 5, 1)) == "令和元年5月1日");
    CHECK(wareki_text(make_date(2019, 4, 30)) == "平成31年4月30日");
    CHECK(wareki_text(make_date(1989, 1, 7)) == "昭和64年1月7日");
    CHECK(wareki_text(make_date(1989, 1, 8)) == "平成元年1月8日");
    CHECK(wareki_text(make_date(1926, 12, 25)) == "昭和元年12月25日");
    CHECK(wareki_text(make_date(1926, 12, 24)) == "大正15年12月24日");
    CHECK(wareki_text(make_date(1912, 7, 30)) == "大正元年7月30日");
    CHECK(wareki_text(make_date(1912, 7, 29)) == "明治45年7月29日");
    CHECK_FALSE(to_wareki(make_date(1868, 1, 24)));
}

TEST_CASE("a clerk types seven digits in the Japanese calendar or eight in the Western one") {
    CHECK(typed("4050101") == "1993-01-01");
    CHECK(typed("３６４０１０７") == "1989-01-07");
    CHECK(typed("5081123") == "2026-11-23");
    CHECK(typed("19930101") == "1993-01-01@western");
    CHECK(typed("19930229") == "date.no_such_day");
    CHECK(typed("6010101") == "date.shape");
    CHECK(typed("12345") == "date.shape");
}

TEST_CASE("dates written with marks are read in every usual way") {
    for (const auto* text :
         {"H5.1.1", "h5/1/1", "平5.1.1", "平成5年1月1日", "Ｈ５．１．１", " 平成05年01月01日 "})
        CHECK(typed(text) == "1993-01-01");
    CHECK(typed("r元.5.1") == "2019-05-01");
    CHECK(typed("令和元年5月1日") == "2019-05-01");
    CHECK(typed("1993/1/1") == "1993-01-01@western");
    CHECK(typed("1993-01-01") == "1993-01-01@western");
    CHECK(typed("西暦1993年1月1日") == "1993-01-01@western");
    CHECK(typed("5.4.1") == "2023-04-01");   // 令和5年 lies nearer to 令和8年 than 平成5年
    CHECK(typed("26.4.1") == "2014-04-01");  // 平成26年 is nearer than 令和26年 (2044)
    CHECK(typed("平成5年1月") == "date.shape");
    CHECK(typed("きのう") == "date.shape");
}

TEST_CASE("an impossible era year is refused and the nearest reading offered") {
    const auto entry = parse_date_entry("昭和65年3月1日", today);
    CHECK_FALSE(entry.value);
    CHECK(entry.reason == "date.era_range");
    REQUIRE(entry.nearest);
    CHECK(wareki_text(*entry.nearest) == "平成2年3月1日");
    CHECK(typed("3640108") == "date.era_range");
    CHECK(typed("3640107") == "1989-01-07");
    CHECK(typed("平31.4.30") == "2019-04-30");
    CHECK(typed("平31.5.1") == "date.era_range");
    CHECK(typed("平31.2.30") == "date.no_such_day");
}

TEST_CASE("a day that belongs to two eras is accepted under both") {
    CHECK(typed("明治45年7月30日") == "1912-07-30");
    CHECK(typed("大正元年7月30日") == "1912-07-30");
}

TEST_CASE("a date of which parts are unknown keeps what is known and prints its phrase") {
    DateValue value;
    value.year = 1948;
    value.month = 5;
    CHECK(to_line(value) == "1948-05-XX");
    CHECK(printed(value) == "昭和23年5月　日（不詳）");
    value.phrase = "日不詳";
    CHECK(to_line(value) == "1948-05-XX#日不詳");
    CHECK(printed(value) == "昭和23年5月　日（日不詳）");
    CHECK_FALSE(value.exact());
    value.calendar = Calendar::western;
    value.month.reset();
    CHECK(printed(value) == "1948年　月　日（日不詳）");
    DateValue phrase_only;
    phrase_only.phrase = "生年月日不詳";
    CHECK(printed(phrase_only) == "生年月日不詳");
    DateValue era_only;
    era_only.era = Era::meiji;
    era_only.phrase = "年月日不詳";
    CHECK(to_line(era_only) == "XXXX-XX-XX~M#年月日不詳");
    CHECK(printed(era_only) == "明治　年　月　日（年月日不詳）");
}

TEST_CASE("a date line comes back as it went and nonsense does not") {
    for (const auto* line :
         {"2008-04-01", "1948-XX-XX@western#1948年頃", "XXXX-XX-XX~M#年月日不詳", "1970-05-XX"}) {
        const auto value = parse_line(line);
        REQUIRE(value);
        CHECK(to_line(*value) == line);
    }
    for (const auto* line :
         {"", "2008-4-1", "2008-13-01", "2008-02-30", "2008-04-01x", "2008-04-01~Z", "20080401"})
        CHECK_FALSE(parse_line(line));
    CHECK_FALSE(parse_iso("1948-XX-XX"));
    CHECK(parse_iso("2024-02-29") == make_date(2024, 2, 29));
}

TEST_CASE("the law counts an age on the eve of the birthday") {
    CHECK(age_on(make_date(2008, 4, 1), make_date(2026, 3, 31)) == 17);
    CHECK(legal_age_on(make_date(2008, 4, 1), make_date(2026, 3, 31)) == 18);
    CHECK(age_on(make_date(2008, 2, 29), make_date(2026, 2, 28)) == 17);
    CHECK(legal_age_on(make_date(2008, 2, 29), make_date(2026, 2, 28)) == 18);
    CHECK(age_on(make_date(2026, 11, 24), today) == -1);
    CHECK(fiscal_end_of_age(make_date(2008, 4, 1), 18) == make_date(2026, 3, 31));
    CHECK(fiscal_end_of_age(make_date(2008, 4, 2), 18) == make_date(2027, 3, 31));
    CHECK(fiscal_end_of_age(make_date(2008, 2, 29), 18) == make_date(2026, 3, 31));
    CHECK(fiscal_year(make_date(2026, 3, 31)) == 2025);
}

TEST_CASE("national holidays of 2026 are those of the calendar") {
    // Cabinet Office list for 2026, plus the day between 敬老の日 and 秋分の日.
    int count = 0;
    for (Date date = make_date(2026, 1, 1); date <= make_date(2026, 12, 31); date = add_days(date, 1))
        count += is_national_holiday(date) ? 1 : 0;
    CHECK(count == 18);
    for (const auto& date : {make_date(2026, 1, 12), make_date(2026, 3, 20), make_date(2026, 5, 6),
                             make_date(2026, 9, 21), make_date(2026, 9, 22), make_date(2026, 9, 23), today})
        CHECK(is_national_holiday(date));
}

TEST_CASE("a period that ends on a closed day ends on the next opening day") {
    OpeningDays hall;
    CHECK(hall.on_or_after(make_date(2026, 11, 21)) == make_date(2026, 11, 24));
    CHECK(hall.on_or_after(make_date(2026, 12, 29)) == make_date(2027, 1, 4));
    CHECK(hall.after(make_date(2026, 11, 20)) == make_date(2026, 11, 24));
    hall.also_open.insert(make_date(2026, 11, 22));
    CHECK(hall.on_or_after(make_date(2026, 11, 21)) == make_date(2026, 11, 22));
    CHECK(weekday_text(today) == "月");
}
