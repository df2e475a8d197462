// The rows that stand for one case in the plain tables, made from its fold alone. Pure.
#pragma once

#include <set>

#include "forms/casework/case_summary.h"
#include "storage/cases/search_keys.h"

namespace storage {

// Order and folding of the queue (case_row.section; on disk).
enum class QueueSection : std::uint8_t {
    waiting = 1,
    serving = 2,    // somebody holds it, or work on it has begun
    on_hold = 3,    // 保留
    custody = 4,    // 預かり
    handed_on = 5,  // 他課へ引継ぎ
    closed = 9      // 完了, 取消
};

struct ServiceLine {
    std::int32_t day{0};    // yyyymmdd in Japan
    std::string procedure;  // form id
    std::string desk;
    std::uint8_t outcome{0};              // 0 open, 1 done, 2 cancelled
    std::optional<std::int64_t> minutes;  // from reception to completion; nothing unless done
    auto operator<=>(const ServiceLine&) const = default;
};

struct CaseColumns {
    forms::CaseSummary summary;
    QueueSection section{QueueSection::waiting};
    std::int32_t received_day{0};
    std::set<SearchKey> keys;
    std::vector<ServiceLine> lines;
    bool same_row(const CaseColumns& other) const;  // the columns of case_row are equal
};

CaseColumns case_columns(const forms::CaseFile& file);

std::int32_t japan_day(std::int64_t unix_ms);  // yyyymmdd; UTC+9 without summer time

}  // namespace storage
