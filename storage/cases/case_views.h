// What lists, search and reports read. Works on any connection, so each thread may have its own views over
// its own reader; one thread at a time per object. Every answer is one moment's state, pages are taken by
// cursor, so a list of 100,000 opens at once.
#pragma once

#include <map>
#include <optional>

#include "storage/cases/act.h"
#include "storage/cases/case_columns.h"
#include "storage/sqlite/statement.h"

namespace storage {

struct CaseListRow {
    std::int64_t n{0};
    core::CaseId id;
    QueueSection section{QueueSection::waiting};
    forms::Stage stage{forms::Stage::none};
    std::string reason;
    std::string reception;
    std::string ticket;
    std::string life_event;
    std::vector<std::string> procedures;
    std::string desk;
    core::AccountId clerk;  // nil: nobody
    std::int64_t received_ms{0};
    std::int64_t finished_ms{0};
    std::uint32_t conflicts{0};
    std::string name;  // first person's
    std::string kana;
    std::string birth_date;
    forms::TicketCall call;
    std::uint32_t notes{0};
};

struct QueueCursor {
    std::uint8_t step{0};
    std::int64_t received_ms{0};
    std::int64_t n{0};
};
struct QueuePage {
    std::vector<CaseListRow> rows;
    std::optional<QueueCursor> next;  // nothing: this was the end
};

// The next page of newest(): after the last row of the one before.
struct ListCursor {
    std::int64_t received_ms{INT64_MAX};
    std::int64_t n{0};
};

// The queue in the order of the counter: mine being served, waiting by time, being served elsewhere; then, if
// asked for, on hold, in custody, handed on. A desk's "mine" is what `clerk` holds.
struct QueueQuery {
    core::AccountId clerk;
    bool folded_too{false};  // also on hold, in custody, handed on
    std::size_t rows_max{100};
};

struct CaseSearch {  // all given words must fit; each is a beginning, birth_date and reception are exact
    std::string reading;
    std::string name;
    std::string birth_date;  // eight digits
    std::string ticket;
    std::string reception;
    std::string procedure;
    std::size_t rows_max{50};
};

struct ReportLine {
    std::int32_t day{0};
    std::string procedure;
    std::string desk;
    std::int64_t received{0};
    std::int64_t done{0};
    std::int64_t cancelled{0};
    std::optional<std::int64_t> median_minutes;  // of those done; the lower of two middle ones
};

struct ActRow {
    std::int64_t id{0};
    std::int64_t at_ms{0};
    core::DeviceId device;
    core::CaseId case_id;  // nil: about no case
    Act act;
};
struct ActQuery {
    std::int64_t from_ms{0};
    std::int64_t until_ms{INT64_MAX};
    std::optional<core::AccountId> account;
    std::optional<ActKind> kind;
    std::optional<core::CaseId> case_id;
    std::int64_t before_id{0};  // the next page: until_ms and id of the last row given
    std::size_t rows_max{200};
};

struct CaseStats {
    std::int64_t cases{0};
    std::int64_t open{0};
    std::int64_t conflicts{0};  // cases with at least one
    std::int64_t state_bytes{0};
    std::int64_t search_words{0};
    std::int64_t acts{0};
    std::int64_t unread_batches{0};
};

class CaseViews {
  public:
    explicit CaseViews(Connection& connection) : connection_(connection) {}

    core::Result<QueuePage> queue(const QueueQuery& query, const std::optional<QueueCursor>& after = {});
    core::Result<std::map<QueueSection, std::int64_t>> section_counts();  // closed ones not counted

    // Every case, the newest received first.
    core::Result<std::vector<CaseListRow>> newest(std::size_t rows_max, const ListCursor& after = {});

    // Done or cancelled, received on this day (yyyymmdd of Japan), the newest received first.
    core::Result<std::vector<CaseListRow>> closed_on(std::int32_t day, std::size_t rows_max);

    // Newest first; one row more than asked for tells that there are more.
    core::Result<std::vector<CaseListRow>> search(const CaseSearch& search);
    // One box for everything: eight digits are a birth date, "B-014" a reception number, other digits a
    // ticket, kana a reading, anything else a name or, in Latin letters, either.
    core::Result<std::vector<CaseListRow>> search_text(std::string_view text, std::size_t rows_max = 50);

    // Protected cases (支援措置), and whether one of them is about this person: name as written, ISO date.
    core::Result<std::set<std::int64_t>> guarded();
    core::Result<bool> is_guarded(std::string_view name, std::string_view birth_date);

    core::Result<std::vector<CaseListRow>> conflicts(std::size_t rows_max = 200);  // longest waiting first
    core::Result<std::vector<CaseListRow>> received_on(std::int32_t from_day, std::int32_t until_day,
                                                       std::size_t rows_max = 100'000);
    core::Result<std::optional<CaseListRow>> row(const core::CaseId& id);
    core::Result<std::optional<forms::CaseFile>> file(const core::CaseId& id);  // last committed

    // By day, procedure, desk; survives erasure unchanged.
    core::Result<std::vector<ReportLine>> report(std::int32_t from_day, std::int32_t until_day);
    core::Result<std::vector<ActRow>> acts(const ActQuery& query);  // newest first

    core::Result<CaseStats> stats();

  private:
    core::Result<std::vector<CaseListRow>> rows(Statement& statement);
    Connection& connection_;
};

}  // namespace storage
