#include "storage/cases/case_check.h"

#include <algorithm>

#include "storage/cases/act.h"

namespace storage {

CaseChecker::CaseChecker(CaseStore& cases)
    : cases_(cases), log_(cases.log()), connection_(cases.log().gate().connection()) {}

void CaseChecker::note(const char* reason, std::string subject, std::int64_t number) {
    if (++out_.found <= static_cast<std::int64_t>(findings_max))
        out_.findings.push_back({reason, std::move(subject), number});
}

core::Result<bool> CaseChecker::step(std::int64_t count) {
    core::Status status = follow_log();
    if (!status) return status.error();
    switch (phase_) {
        case Phase::cases:
            status = look_at_cases(count);
            break;
        case Phase::acts:
            status = look_at_acts(count);
            break;
        case Phase::words:
            status = count_words();
            break;
        case Phase::unread:
            status = list_unread();
            break;
        case Phase::done:
            return false;
    }
    if (!status) return status.error();
    return phase_ != Phase::done;
}

// What came since the last step: its contexts are needed by the next folds, and the cases it changed have
// other words than were counted.
core::Status CaseChecker::follow_log() {
    if (!history_) {
        auto history = ContextHistory::read(log_);
        if (!history) return history.error();
        history_ = std::move(*history);
        auto last = connection_.number("SELECT max(place) FROM batch");
        if (!last) return last.error();
        log_place_ = last->value_or(0);
        return core::ok();
    }
    return log_.for_each(
        [&](StoredBatch& stored) -> core::Status {
            log_place_ = stored.place;
            history_->note(stored.batch.head);
            if (!stored.batch.head.case_id) return core::ok();
            auto n = log_.find_case(*stored.batch.head.case_id);
            if (!n) return n.error();
            if (*n) changed_.insert(**n);
            return core::ok();
        },
        log_place_);
}

core::Result<std::int64_t> CaseChecker::cases_known() {
    auto last = connection_.number("SELECT max(n) FROM case_id");
    if (!last) return last.error();
    return last->value_or(0);
}

core::Status CaseChecker::look_at_cases(std::int64_t count) {
    auto all = cases_known();
    if (!all) return all.error();
    words_.resize(static_cast<std::size_t>(*all) + 1);
    for (const std::int64_t until = std::min(*all, next_case_ + count - 1); next_case_ <= until; ++next_case_)
        if (auto status = look_at(next_case_); !status) return status;
    if (next_case_ > *all) phase_ = Phase::acts;
    return core::ok();
}

core::Status CaseChecker::look_at(std::int64_t n) {
    auto id = log_.case_id(n);
    if (!id) return id.error().code == core::ErrorCode::not_found ? core::ok() : core::Status(id.error());
    auto file = cases_.fold(n, *history_);
    if (!file) return file.error();
    auto stored = connection_.query("SELECT state FROM case_state WHERE n = ?", n);
    if (!stored) return stored.error();
    auto found = stored->step();
    if (!found) return found.error();
    const bool expected = !(*file == forms::CaseFile{});
    if (expected != *found) {
        note("check.state", id->hex());
        return core::ok();
    }
    if (!expected) return core::ok();
    ++out_.cases;
    if (stored->blob(0) != forms::encode_case(*file)) note("check.state", id->hex());
    return look_at_columns(n, *id, case_columns(*file));
}

core::Status CaseChecker::look_at_columns(std::int64_t n, const core::CaseId& id,
                                          const CaseColumns& columns) {
    auto row = connection_.number(
        "SELECT count(*) FROM case_row WHERE n = ? AND section = ? AND stage = ? AND reception = ? "
        "AND ticket = ? AND desk = ? AND received_ms = ? AND conflicts = ? AND received_day = ? "
        "AND call_desk = ? AND absences = ? AND notes = ?",
        n, static_cast<std::int64_t>(columns.section), static_cast<std::int64_t>(columns.summary.stage),
        std::string_view(columns.summary.reception_number), std::string_view(columns.summary.ticket),
        std::string_view(columns.summary.desk), columns.summary.received_ms, columns.summary.conflicts,
        columns.received_day, std::string_view(columns.summary.call.desk), columns.summary.call.absences,
        columns.summary.notes);
    if (!row) return row.error();
    if (row->value_or(0) != 1) note("check.row", id.hex());
    words_[static_cast<std::size_t>(n)] = columns.keys.size();
    for (const SearchKey& key : columns.keys) {
        auto word = connection_.number("SELECT count(*) FROM search_key WHERE kind = ? AND key = ? AND n = ?",
                                       static_cast<std::int64_t>(key.kind), std::string_view(key.key), n);
        if (!word) return word.error();
        if (word->value_or(0) != 1) {
            note("check.words", id.hex());
            break;
        }
    }
    return look_at_lines(n, id, columns);
}

core::Status CaseChecker::look_at_lines(std::int64_t n, const core::CaseId& id, const CaseColumns& columns) {
    auto rows = connection_.query(
        "SELECT day, procedure, desk, outcome, minutes FROM service_line WHERE n = ? ORDER BY id", n);
    if (!rows) return rows.error();
    std::vector<ServiceLine> lines;
    auto status = rows->each([&](Statement& row) {
        lines.push_back({static_cast<std::int32_t>(row.int64(0)), row.text(1), row.text(2),
                         static_cast<std::uint8_t>(row.int64(3)), row.optional_int64(4)});
    });
    if (status && lines != columns.lines) note("check.lines", id.hex());
    return status;
}

core::Status CaseChecker::look_at_acts(std::int64_t count) {
    bool any = false;
    auto status = log_.for_each(
        [&](StoredBatch& stored) -> core::Status {
            any = true;
            acts_place_ = stored.place;
            auto expected = cases_.acts_in(stored.batch);
            if (!expected) return expected.error();
            const auto first = stored.place * static_cast<std::int64_t>(acts_max);
            auto held = connection_.number("SELECT count(*) FROM act WHERE id BETWEEN ? AND ?", first,
                                           first + static_cast<std::int64_t>(acts_max) - 1);
            if (!held) return held.error();
            out_.acts += held->value_or(0);
            if (held->value_or(0) != *expected) note("check.acts", "place", stored.place);
            return core::ok();
        },
        acts_place_, static_cast<std::size_t>(count));
    if (status && !any) phase_ = Phase::words;
    return status;
}

// Missing words were seen case by case; here those that should not be there.
core::Status CaseChecker::count_words() {
    phase_ = Phase::unread;
    std::vector<std::size_t> held(words_.size());
    std::int64_t strangers = 0;  // of cases that do not exist
    auto rows = connection_.query("SELECT n FROM search_key");
    if (!rows) return rows.error();
    auto status = rows->each([&](Statement& row) {
        const auto n = static_cast<std::size_t>(row.int64(0));
        if (n < held.size())
            ++held[n];
        else if (!changed_.contains(row.int64(0)))
            ++strangers;
    });
    if (!status) return status;
    if (strangers > 0) note("check.words", "", strangers);
    for (std::size_t n = 1; n < held.size(); ++n) {
        if (held[n] <= words_[n] || changed_.contains(static_cast<std::int64_t>(n))) continue;
        auto id = log_.case_id(static_cast<std::int64_t>(n));
        note("check.words", id ? id->hex() : std::string(), static_cast<std::int64_t>(held[n] - words_[n]));
    }
    return core::ok();
}

core::Status CaseChecker::list_unread() {
    phase_ = Phase::done;
    auto unread = connection_.query("SELECT place FROM unread_batch ORDER BY place");
    if (!unread) return unread.error();
    return unread->each([&](Statement& row) { note("check.unread", "place", row.int64(0)); });
}

core::Result<CaseCheck> check_cases(CaseStore& cases, const CaseStore::Progress& progress) {
    constexpr std::int64_t slice = 500;
    CaseChecker checker(cases);
    for (;;) {
        auto more = checker.step(slice);
        if (!more) return more.error();
        if (!*more) return checker.found();
        if (progress) progress(checker.found().cases, 0);
    }
}

}  // namespace storage
