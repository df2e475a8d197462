// Queue, search and single rows. Reports and acts: report_views.cpp.
#include "storage/cases/case_views.h"

#include <algorithm>
#include <array>

#include "forms/core/calendar.h"
#include "forms/core/text.h"

namespace storage {

namespace {

constexpr std::string_view select_row =
    "SELECT r.n, c.id, r.section, r.stage, r.reason, r.reception, r.ticket, r.life_event, r.procedures, "
    "r.desk, r.clerk, r.received_ms, r.finished_ms, r.conflicts, r.name, r.kana, r.birth_date, "
    "r.call_desk, r.called_ms, r.absent_ms, r.absences, r.notes "
    "FROM case_row r JOIN case_id c ON c.n = r.n ";

constexpr std::int64_t day_ms = 86'400'000;

std::int64_t midnight_in_japan(std::int32_t yyyymmdd) {
    constexpr std::int64_t ahead_ms = 9 * 3'600'000;
    const std::chrono::sys_days day{core::make_date(yyyymmdd / 10000,
                                                    static_cast<unsigned>(yyyymmdd / 100 % 100),
                                                    static_cast<unsigned>(yyyymmdd % 100))};
    return day.time_since_epoch().count() * day_ms - ahead_ms;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (end > at) out.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

CaseListRow read_row(Statement& row) {
    CaseListRow out;
    out.n = row.int64(0);
    out.id = row.id<core::CaseId>(1);
    out.section = static_cast<QueueSection>(row.int64(2));
    out.stage = static_cast<forms::Stage>(row.int64(3));
    out.reason = row.text(4);
    out.reception = row.text(5);
    out.ticket = row.text(6);
    out.life_event = row.text(7);
    out.procedures = words(row.text_view(8));
    out.desk = row.text(9);
    out.clerk = row.id<core::AccountId>(10);
    out.received_ms = row.int64(11);
    out.finished_ms = row.int64(12);
    out.conflicts = static_cast<std::uint32_t>(row.int64(13));
    out.name = row.text(14);
    out.kana = row.text(15);
    out.birth_date = row.text(16);
    out.call = {row.text(17), row.int64(18), row.int64(19), static_cast<std::uint32_t>(row.int64(20))};
    out.notes = static_cast<std::uint32_t>(row.int64(21));
    return out;
}

// The queue is read section after section, each from its own stretch of the index.
struct QueueStep {
    QueueSection section;
    enum class Whose : std::uint8_t { all, mine, others } whose;
};
using Whose = QueueStep::Whose;
constexpr std::array queue_steps{
    QueueStep{QueueSection::serving, Whose::mine},   QueueStep{QueueSection::waiting, Whose::all},
    QueueStep{QueueSection::serving, Whose::others}, QueueStep{QueueSection::on_hold, Whose::all},
    QueueStep{QueueSection::custody, Whose::all},    QueueStep{QueueSection::handed_on, Whose::all},
};
constexpr std::size_t open_steps = 3;

std::string step_sql(Whose whose) {
    std::string sql(select_row);
    sql += "WHERE r.section = ?1 AND (r.received_ms, r.n) > (?2, ?3) ";
    if (whose == Whose::mine) sql += "AND r.clerk = ?4 ";
    if (whose == Whose::others) sql += "AND r.clerk IS NOT ?4 ";
    return sql + "ORDER BY r.received_ms, r.n LIMIT ?5";
}

struct Wanted {
    SearchKind kind;
    std::string from;
    std::string until;  // first key beyond
    bool exact;
};

Wanted beginning(SearchKind kind, std::string word) {
    return {kind, word, word + "\xF4\x8F\xBF\xBF", false};  // U+10FFFF: nothing sorts behind it
}
Wanted exactly(SearchKind kind, std::string word) { return {kind, word, word + std::string(1, '\0'), true}; }

// A short beginning is a key of its own (search_keys.h).
Wanted beginning_or_start(SearchKind whole, SearchKind start, std::size_t start_max, std::string word) {
    if (first_characters(word, start_max) == word) return exactly(start, std::move(word));
    return beginning(whole, std::move(word));
}

// The most telling word first: its hits are walked, the others are looked up.
std::vector<Wanted> wanted_words(const CaseSearch& search) {
    std::vector<Wanted> out;
    if (!search.reception.empty()) out.push_back(exactly(SearchKind::reception, search.reception));
    if (!search.ticket.empty())
        out.push_back(exactly(SearchKind::ticket, core::to_half_width(core::trim(search.ticket))));
    if (!search.birth_date.empty()) out.push_back(beginning(SearchKind::birth_date, search.birth_date));
    if (!search.reading.empty())
        out.push_back(beginning_or_start(SearchKind::reading, SearchKind::reading_start, reading_start_max,
                                         core::fold_reading(core::to_katakana(search.reading))));
    if (!search.name.empty())
        out.push_back(beginning_or_start(SearchKind::name, SearchKind::name_start, name_start_max,
                                         fold_name(search.name)));
    if (!search.procedure.empty()) out.push_back(exactly(SearchKind::procedure, search.procedure));
    std::erase_if(out, [](const Wanted& wanted) { return wanted.from.empty(); });
    return out;
}

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_reception(std::string_view text) {
    const std::size_t dash = text.find('-');
    return dash != std::string_view::npos && dash > 0 && dash <= 2 && all_digits(text.substr(dash + 1));
}

}  // namespace

core::Result<std::vector<CaseListRow>> CaseViews::rows(Statement& statement) {
    std::vector<CaseListRow> out;
    auto status = statement.each([&](Statement& row) { out.push_back(read_row(row)); });
    if (!status) return status.error();
    return out;
}

core::Result<QueuePage> CaseViews::queue(const QueueQuery& query, const std::optional<QueueCursor>& after) {
    QueuePage page;
    QueueCursor at = after.value_or(QueueCursor{0, INT64_MIN, 0});
    const std::size_t steps = query.folded_too ? queue_steps.size() : open_steps;
    for (; at.step < steps; at = {static_cast<std::uint8_t>(at.step + 1), INT64_MIN, 0}) {
        const QueueStep& step = queue_steps[at.step];
        const std::size_t room = query.rows_max - page.rows.size();
        auto found = connection_.prepare(step_sql(step.whose));
        if (!found) return found.error();
        found->bind(1, static_cast<std::int64_t>(step.section)).bind(2, at.received_ms).bind(3, at.n);
        if (step.whose != Whose::all) found->bind(4, query.clerk);
        found->bind(5, room);
        auto more = rows(*found);
        if (!more) return more.error();
        page.rows.insert(page.rows.end(), more->begin(), more->end());
        if (page.rows.size() < query.rows_max) continue;
        const CaseListRow& last = page.rows.back();
        page.next = QueueCursor{at.step, more->empty() ? at.received_ms : last.received_ms,
                                more->empty() ? at.n : last.n};
        break;
    }
    return page;
}

core::Result<std::map<QueueSection, std::int64_t>> CaseViews::section_counts() {
    auto found =
        connection_.query("SELECT section, count(*) FROM case_row WHERE section < ? GROUP BY section",
                          static_cast<std::int64_t>(QueueSection::closed));
    if (!found) return found.error();
    std::map<QueueSection, std::int64_t> out;
    auto status =
        found->each([&](Statement& row) { out[static_cast<QueueSection>(row.int64(0))] = row.int64(1); });
    if (!status) return status.error();
    return out;
}

// Merged from the sections, in each of which the queue's index has them by time.
core::Result<std::vector<CaseListRow>> CaseViews::newest(std::size_t rows_max, const ListCursor& after) {
    static const std::string sql = [] {
        std::string sections;
        for (int section = 0; section <= static_cast<int>(QueueSection::closed); ++section)
            sections += (section == 0 ? "" : " UNION ALL ") +
                        ("SELECT * FROM (SELECT received_ms, n FROM case_row WHERE section = " +
                         std::to_string(section)) +
                        " AND (received_ms, n) < (?1, ?2) ORDER BY received_ms DESC, n DESC LIMIT ?3)";
        return std::string(select_row) + "WHERE r.n IN (SELECT n FROM (" + sections +
               ") ORDER BY received_ms DESC, n DESC LIMIT ?3) ORDER BY r.received_ms DESC, r.n DESC";
    }();
    auto found = connection_.query(sql, after.received_ms, after.n, rows_max);
    if (!found) return found.error();
    return rows(*found);
}

core::Result<std::vector<CaseListRow>> CaseViews::closed_on(std::int32_t day, std::size_t rows_max) {
    // By time, as the index of the queue has them: the newest are found without looking at the others.
    const std::int64_t from = midnight_in_japan(day);
    auto found =
        connection_.query(std::string(select_row) +
                              "WHERE r.section = ? AND r.received_ms >= ? AND r.received_ms < ? "
                              "ORDER BY r.received_ms DESC, r.n DESC LIMIT ?",
                          static_cast<std::int64_t>(QueueSection::closed), from, from + day_ms, rows_max);
    if (!found) return found.error();
    return rows(*found);
}

core::Result<std::vector<CaseListRow>> CaseViews::search(const CaseSearch& search) {
    const std::vector<Wanted> wanted = wanted_words(search);
    if (wanted.empty()) return std::vector<CaseListRow>{};
    std::string sql(select_row);
    // Of an exact word the index itself gives the newest first.
    sql += wanted[0].exact ? "WHERE r.n IN (SELECT k.n FROM search_key k WHERE k.kind = ? AND k.key = ? "
                           : "WHERE r.n IN (SELECT DISTINCT k.n FROM search_key k WHERE k.kind = ? AND k.key "
                             ">= ? AND k.key < ? ";
    for (std::size_t i = 1; i < wanted.size(); ++i) {
        // One look for each hit of the first word, or, for a beginning, one list of its own hits.
        sql += wanted[i].exact
                   ? "AND EXISTS (SELECT 1 FROM search_key x WHERE x.kind = ? AND x.key = ? "
                     "AND x.n = k.n) "
                   : "AND k.n IN (SELECT n FROM search_key WHERE kind = ? AND key >= ? AND key < ?) ";
    }
    // Local numbers rise with time, so the newest are found without reading the rows of the others.
    sql += "ORDER BY k.n DESC LIMIT ?) ORDER BY r.received_ms DESC, r.n DESC";
    auto found = connection_.prepare(sql);
    if (!found) return found.error();
    int position = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        found->bind(++position, static_cast<std::int64_t>(wanted[i].kind));
        found->bind(++position, std::string_view(wanted[i].from));
        if (!wanted[i].exact) found->bind(++position, std::string_view(wanted[i].until));
    }
    found->bind(++position, search.rows_max + 1);
    return rows(*found);
}

core::Result<std::vector<CaseListRow>> CaseViews::search_text(std::string_view text, std::size_t rows_max) {
    const std::string plain = core::to_half_width(core::trim(text));
    CaseSearch search;
    search.rows_max = rows_max;
    if (all_digits(plain) && plain.size() == 8) {
        search.birth_date = plain;
    } else if (all_digits(plain)) {
        search.ticket = plain;
    } else if (is_reception(plain)) {
        search.reception = plain;
    } else if (core::is_kana_name(core::kana_entry(plain))) {
        search.reading = core::kana_entry(plain);
    } else {
        search.name = plain;
    }
    return this->search(search);
}

core::Result<std::set<std::int64_t>> CaseViews::guarded() {
    auto found = connection_.query("SELECT n FROM search_key WHERE kind = ? AND key = ?",
                                   static_cast<std::int64_t>(SearchKind::guarded), guarded_case);
    if (!found) return found.error();
    std::set<std::int64_t> out;
    for (;;) {
        auto more = found->step();
        if (!more) return more.error();
        if (!*more) return out;
        out.insert(found->int64(0));
    }
}

core::Result<bool> CaseViews::is_guarded(std::string_view name, std::string_view birth_date) {
    const std::string key = guarded_person(name, birth_date);
    if (key.empty()) return false;
    auto found = connection_.number("SELECT 1 FROM search_key WHERE kind = ? AND key = ? LIMIT 1",
                                    static_cast<std::int64_t>(SearchKind::guarded), std::string_view(key));
    if (!found) return found.error();
    return found->has_value();
}

core::Result<std::vector<CaseListRow>> CaseViews::conflicts(std::size_t rows_max) {
    auto found = connection_.query(
        std::string(select_row) + "WHERE r.conflicts > 0 ORDER BY r.received_ms, r.n LIMIT ?", rows_max);
    if (!found) return found.error();
    return rows(*found);
}

core::Result<std::vector<CaseListRow>> CaseViews::received_on(std::int32_t from_day, std::int32_t until_day,
                                                              std::size_t rows_max) {
    auto found = connection_.query(std::string(select_row) +
                                       "WHERE r.received_day BETWEEN ? AND ? "
                                       "ORDER BY r.received_ms, r.n LIMIT ?",
                                   from_day, until_day, rows_max);
    if (!found) return found.error();
    return rows(*found);
}

core::Result<std::optional<CaseListRow>> CaseViews::row(const core::CaseId& id) {
    auto found = connection_.query(std::string(select_row) + "WHERE c.id = ?", id);
    if (!found) return found.error();
    auto all = rows(*found);
    if (!all) return all.error();
    if (all->empty()) return std::optional<CaseListRow>{};
    return std::optional(std::move(all->front()));
}

core::Result<std::optional<forms::CaseFile>> CaseViews::file(const core::CaseId& id) {
    auto found =
        connection_.query("SELECT s.state FROM case_id c JOIN case_state s ON s.n = c.n WHERE c.id = ?", id);
    if (!found) return found.error();
    auto row = found->step();
    if (!row) return row.error();
    if (!*row) return std::optional<forms::CaseFile>{};
    auto file = forms::decode_case(found->blob_view(0));
    if (!file) return file.error();
    return std::optional(std::move(*file));
}

}  // namespace storage
