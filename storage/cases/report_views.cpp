// Reports, the list of acts and figures.
#include <algorithm>

#include "storage/cases/case_views.h"

namespace storage {

namespace {

void finish(ReportLine& line, std::vector<std::int64_t>& minutes) {
    if (minutes.empty()) return;
    const auto middle = minutes.begin() + static_cast<std::ptrdiff_t>((minutes.size() - 1) / 2);
    std::nth_element(minutes.begin(), middle, minutes.end());
    line.median_minutes = *middle;
    minutes.clear();
}

}  // namespace

core::Result<std::vector<ReportLine>> CaseViews::report(std::int32_t from_day, std::int32_t until_day) {
    auto found = connection_.query(
        "SELECT day, procedure, desk, outcome, minutes FROM service_line WHERE day BETWEEN ? AND ? "
        "ORDER BY day, procedure, desk",
        from_day, until_day);
    if (!found) return found.error();
    std::vector<ReportLine> out;
    std::vector<std::int64_t> minutes;
    auto status = found->each([&](Statement& row) {
        ReportLine here;
        here.day = static_cast<std::int32_t>(row.int64(0));
        here.procedure = row.text(1);
        here.desk = row.text(2);
        const bool same = !out.empty() && out.back().day == here.day &&
                          out.back().procedure == here.procedure && out.back().desk == here.desk;
        if (!same) {
            if (!out.empty()) finish(out.back(), minutes);
            out.push_back(std::move(here));
        }
        ReportLine& line = out.back();
        ++line.received;
        if (row.int64(3) == 1) ++line.done;
        if (row.int64(3) == 2) ++line.cancelled;
        if (!row.is_null(4)) minutes.push_back(row.int64(4));
    });
    if (!status) return status.error();
    if (!out.empty()) finish(out.back(), minutes);
    return out;
}

core::Result<std::vector<ActRow>> CaseViews::acts(const ActQuery& query) {
    std::string sql =
        "SELECT a.id, a.at_ms, d.id, a.kind, a.account, c.id, a.reception, a.form, a.amount FROM ";
    // A case has few batches, and an act's id says which one it came with.
    static_assert(acts_max == 64);
    sql += query.case_id ? "batch b CROSS JOIN act a ON a.id >= b.place * 64 AND a.id < (b.place + 1) * 64 "
                         : "act a ";
    sql +=
        "JOIN device d ON d.ordinal = a.device LEFT JOIN case_id c ON c.n = a.case_n "
        "WHERE a.at_ms >= ?1 AND (a.at_ms, a.id) < (?2, ?3) ";
    if (query.account) sql += "AND a.account = ?4 ";
    if (query.kind) sql += "AND a.kind = ?5 ";
    if (query.case_id) sql += "AND b.case_n = (SELECT n FROM case_id WHERE id = ?6) ";
    sql += "ORDER BY a.at_ms DESC, a.id DESC LIMIT ?7";
    auto found = connection_.prepare(sql);
    if (!found) return found.error();
    found->bind(1, query.from_ms).bind(2, query.until_ms).bind(3, query.before_id);
    if (query.account) found->bind(4, *query.account);
    if (query.kind) found->bind(5, static_cast<std::int64_t>(*query.kind));
    if (query.case_id) found->bind(6, *query.case_id);
    found->bind(7, query.rows_max);
    std::vector<ActRow> out;
    auto status = found->each([&](Statement& row) {
        ActRow act;
        act.id = row.int64(0);
        act.at_ms = row.int64(1);
        act.device = row.id<core::DeviceId>(2);
        act.act.kind = static_cast<ActKind>(row.int64(3));
        act.act.account = row.id<core::AccountId>(4);
        act.case_id = row.id<core::CaseId>(5);
        act.act.reception = row.text(6);
        act.act.form = row.text(7);
        act.act.amount = row.int64(8);
        out.push_back(std::move(act));
    });
    if (!status) return status.error();
    return out;
}

core::Result<CaseStats> CaseViews::stats() {
    CaseStats stats;
    const std::pair<const char*, std::int64_t*> figures[] = {
        {"SELECT count(*) FROM case_state", &stats.cases},
        {"SELECT count(*) FROM case_row WHERE section < 9", &stats.open},
        {"SELECT count(*) FROM case_row WHERE conflicts > 0", &stats.conflicts},
        {"SELECT sum(length(state)) FROM case_state", &stats.state_bytes},
        {"SELECT count(*) FROM search_key", &stats.search_words},
        {"SELECT count(*) FROM act", &stats.acts},
        {"SELECT count(*) FROM unread_batch", &stats.unread_batches},
    };
    static_assert(static_cast<int>(QueueSection::closed) == 9);
    for (const auto& [sql, figure] : figures) {
        auto number = connection_.number(sql);
        if (!number) return number.error();
        *figure = number->value_or(0);
    }
    return stats;
}

}  // namespace storage
