// One case into its tables: only what changed is written.
#include <algorithm>

#include "storage/cases/case_entry.h"

namespace storage {

core::Status CaseStore::write_back(const std::vector<std::pair<std::int64_t, Entry*>>& changed) {
    constexpr std::size_t enough_for_two = 32;
    const auto make = [&](std::size_t i) { changed[i].second->make_rows(); };
    if (changed.size() >= enough_for_two)
        second_.share(changed.size(), make);
    else
        for (std::size_t i = 0; i < changed.size(); ++i) make(i);
    for (const auto& [n, entry] : changed) {
        auto status = settle(*entry);
        if (status) status = write_rows(n, *entry);
        if (!status) return status;
    }
    return core::ok();
}

core::Status CaseStore::write_rows(std::int64_t n, Entry& entry) {
    entry.dirty = false;
    CaseRows rows = std::move(*std::exchange(entry.rows, std::nullopt));
    if (rows.state == entry.stored) return core::ok();
    const bool fresh = entry.stored.empty();
    auto status = log_.gate().connection().run(fresh ? "INSERT INTO case_state (state, n) VALUES (?, ?)"
                                                     : "UPDATE case_state SET state = ? WHERE n = ?",
                                               ByteView(rows.state), n);
    if (!status) return status;
    CaseColumns& now = rows.columns;
    if (fresh || !now.same_row(entry.columns)) status = write_row(n, now, fresh);
    if (status) status = write_words(n, entry, now);
    if (status) status = write_lines(n, entry, now);
    if (!status) return status;
    follow_digest(n, entry.id, entry.stored, rows.state);
    entry.stored = std::move(rows.state);
    entry.columns = std::move(now);
    return core::ok();
}

core::Status CaseStore::write_row(std::int64_t n, const CaseColumns& columns, bool fresh) {
    if (!fresh) {
        auto gone = log_.gate().connection().run("DELETE FROM case_row WHERE n = ?", n);
        if (!gone) return gone;
    }
    const forms::CaseSummary& summary = columns.summary;
    std::string procedures;
    for (const auto& procedure : summary.procedures) procedures += " " + procedure;
    if (!procedures.empty()) procedures += " ";
    forms::PersonSummary person;
    if (!summary.persons.empty()) person = summary.persons.front();
    std::optional<core::AccountId> clerk;
    if (!summary.clerk.is_nil()) clerk = summary.clerk;
    return log_.gate().connection().run(
        "INSERT INTO case_row (n, section, stage, reason, reception, ticket, life_event, "
        "procedures, "
        "desk, clerk, received_ms, received_day, finished_ms, conflicts, name, kana, birth_date, call_desk, "
        "called_ms, absent_ms, absences, notes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        n, static_cast<std::int64_t>(columns.section), static_cast<std::int64_t>(summary.stage),
        std::string_view(summary.reason), std::string_view(summary.reception_number),
        std::string_view(summary.ticket), std::string_view(summary.life_event), std::string_view(procedures),
        std::string_view(summary.desk), clerk, summary.received_ms, columns.received_day, summary.finished_ms,
        summary.conflicts, std::string_view(person.name), std::string_view(person.kana),
        std::string_view(person.birth_date), std::string_view(summary.call.desk), summary.call.called_ms,
        summary.call.absent_ms, summary.call.absences, summary.notes);
}

core::Status CaseStore::write_words(std::int64_t n, const Entry& entry, const CaseColumns& now) {
    Connection& connection = log_.gate().connection();
    for (const SearchKey& key : entry.columns.keys) {
        if (now.keys.contains(key)) continue;
        auto status = connection.run("DELETE FROM search_key WHERE kind = ? AND key = ? AND n = ?",
                                     static_cast<std::int64_t>(key.kind), std::string_view(key.key), n);
        if (!status) return status;
    }
    for (const SearchKey& key : now.keys) {
        if (entry.columns.keys.contains(key)) continue;
        auto status = connection.run("INSERT OR IGNORE INTO search_key (kind, key, n) VALUES (?, ?, ?)",
                                     static_cast<std::int64_t>(key.kind), std::string_view(key.key), n);
        if (!status) return status;
    }
    return core::ok();
}

core::Status CaseStore::write_lines(std::int64_t n, const Entry& entry, const CaseColumns& now) {
    if (now.lines == entry.columns.lines) return core::ok();
    Connection& connection = log_.gate().connection();
    if (!entry.columns.lines.empty()) {
        auto status = connection.run("DELETE FROM service_line WHERE n = ?", n);
        if (!status) return status;
    }
    for (const ServiceLine& line : now.lines) {
        auto status = connection.run(
            "INSERT INTO service_line (n, day, procedure, desk, outcome, minutes) VALUES (?, ?, ?, ?, ?, ?)",
            n, line.day, std::string_view(line.procedure), std::string_view(line.desk),
            static_cast<std::int64_t>(line.outcome), line.minutes);
        if (!status) return status;
    }
    return core::ok();
}

core::Status CaseStore::drop_rows(std::int64_t n, const Entry& entry) {
    Connection& connection = log_.gate().connection();
    auto status = connection.run("DELETE FROM case_state WHERE n = ?", n);
    if (status) status = connection.run("DELETE FROM case_base WHERE n = ?", n);
    if (status) status = connection.run("DELETE FROM case_row WHERE n = ?", n);
    if (status) status = write_words(n, entry, CaseColumns{});
    if (status) status = connection.run("UPDATE service_line SET n = NULL WHERE n = ?", n);
    if (status) follow_digest(n, entry.id, entry.stored, {});
    return status;
}

}  // namespace storage
