#include "forms/core/date_words.h"

#include <doctest/doctest.h>

TEST_CASE("a date being typed shows itself in the other calendar at once") {
    const core::Date today = core::make_date(2026, 11, 26);
    CHECK(core::beside_typed_date("5081110", today, false) == "2026年11月10日(火) 16日前");
    CHECK(core::beside_typed_date("20261126", today, false) == "令和8年11月26日(木) 今日");
    CHECK(core::beside_typed_date("3600512", today, true) == "1985年5月12日(日) 41歳");
    CHECK(core::beside_typed_date("50811", today, false) == "");
    CHECK(core::beside_typed_date("3650101", today, false) ==
          "その年はありません。平成2年1月1日のことですか。");
    CHECK(core::beside_typed_date("5080230", today, false) == "その日はありません。");
}
