// The projections as a whole: made anew from the log, case by case.
#include <algorithm>

#include "storage/cases/act.h"
#include "storage/cases/case_entry.h"
#include "storage/log/node_state.h"

namespace storage {

namespace {

// Raised whenever a release makes rows otherwise from the same log; stored when a rebuild has finished.
constexpr std::int64_t projection_version = 3;
constexpr std::string_view version_setting = "cases.version";
constexpr std::int64_t cases_per_block = 500;
constexpr std::size_t batches_per_block = 2'000;

}  // namespace

core::Result<bool> CaseStore::needs_rebuild() {
    auto version = SettingTable(log_.gate().connection()).number(version_setting);
    if (!version) return version.error();
    return version->value_or(projection_version) != projection_version;
}

core::Status CaseStore::note_version() {
    if (version_noted_) return core::ok();
    SettingTable settings(log_.gate().connection());
    auto version = settings.number(version_setting);
    if (!version) return version.error();
    core::Status status = core::ok();
    if (!*version) status = settings.set_number(version_setting, projection_version);
    version_noted_ = static_cast<bool>(status);
    return status;
}

core::Status CaseStore::clear_projections() {
    auto block = log_.gate().begin();
    if (!block) return block.error();
    Connection& connection = log_.gate().connection();
    entries_.clear();
    forget_digest();
    auto status = SettingTable(connection).set_number(version_setting, 0);
    for (const char* sql :
         {"DELETE FROM case_state", "DELETE FROM case_row", "DELETE FROM search_key",
          "DELETE FROM service_line WHERE n IS NOT NULL", "DELETE FROM act", "DELETE FROM unread_batch"}) {
        if (status) status = connection.run(sql);
    }
    return status ? block->commit() : status;
}

core::Status CaseStore::rebuild_acts() {
    std::int64_t after = 0;
    for (;;) {
        auto block = log_.gate().begin();
        if (!block) return block.error();
        const std::int64_t before = after;
        auto status = log_.for_each(
            [&](StoredBatch& stored) -> core::Status {
                after = stored.place;
                PlainParts plain(stored.batch.parts.size());
                for (std::size_t i = 0; i < plain.size(); ++i) {
                    if (stored.batch.head.parts[i].part_class != part_class::trace) continue;
                    auto opened = opener_.open(stored.batch, i);
                    if (opened) {
                        plain[i] = std::move(*opened);
                    } else if (auto noted = note_unread(stored.place, opened.error()); !noted) {
                        return noted;
                    }
                }
                return apply_trace(stored.batch, plain, stored.place);
            },
            after, batches_per_block);
        if (status) status = block->commit();
        if (!status || after == before) return status;
    }
}

core::Result<forms::CaseFile> CaseStore::fold(std::int64_t n, const ContextHistory& history) {
    return fold(n, history, false);
}

core::Result<forms::CaseFile> CaseStore::fold(std::int64_t n, const ContextHistory& history,
                                              bool note_faults) {
    auto base = log_.gate().connection().query("SELECT state FROM case_base WHERE n = ?", n);
    if (!base) return base.error();
    auto below = base->step();
    if (!below) return below.error();
    auto begun = *below ? forms::decode_case(base->blob_view(0)) : forms::CaseFile{};
    if (!begun) return begun.error();
    base->reset();
    Entry folding;
    folding.file = std::move(*begun);
    auto status = log_.for_case(n, [&](StoredBatch& stored) -> core::Status {
        const DeviceHead* head = log_.head(stored.batch.head.device);
        if (head != nullptr && stored.batch.head.seq <= head->cut_seq) return core::ok();  // in the base
        const std::int64_t place = note_faults ? stored.place : no_place;
        auto plain = open_parts(stored.batch, place);
        if (!plain) return plain.error();
        auto changes = changes_in(stored.batch, history.before(stored.batch.head.id()), *plain, place);
        if (!changes) return changes.error();
        for (auto& change : *changes) folding.unfolded.push_back(std::move(change));
        return core::ok();
    });
    if (status) status = settle(folding);
    if (!status) return status.error();
    return std::move(folding.file);
}

core::Result<std::int64_t> CaseStore::acts_in(const Batch& batch) {
    auto plain = open_parts(batch, no_place);
    if (!plain) return plain.error();
    std::size_t count = 0;
    for (std::size_t i = 0; i < plain->size(); ++i) {
        if (!(*plain)[i] || batch.head.parts[i].part_class != part_class::trace) continue;
        const auto acts = decode_acts(*(*plain)[i]);
        if (acts) count += acts->size();
    }
    return static_cast<std::int64_t>(std::min(count, acts_max));
}

core::Status CaseStore::refold(const std::vector<core::CaseId>& ids) {
    if (!log_.gate().open()) return core::invalid("store.no_block", "no write block is open");
    auto history = ContextHistory::read(log_);
    if (!history) return history.error();
    for (const auto& id : ids) {
        auto n = log_.case_number(id);
        if (!n) return n.error();
        auto file = fold(*n, *history, true);
        if (!file) return file.error();
        auto found = entry(*n, id);
        if (!found) return found.error();
        if (auto status = settle(**found); !status) return status;
        if (*file == forms::CaseFile{}) {
            if (auto gone = erase(id); !gone) return gone;
            continue;
        }
        (*found)->file = std::move(*file);
        (*found)->rows.reset();
        mark_dirty(*n, **found);
    }
    return core::ok();
}

core::Status CaseStore::cut_back(const BatchLog::Cut& cut) {
    for (const std::int64_t place : cut.places) {
        const auto acts = static_cast<std::int64_t>(acts_max);
        auto status = log_.gate().connection().run("DELETE FROM act WHERE id >= ? AND id < ?", place * acts,
                                                   (place + 1) * acts);
        if (!status) return status;
    }
    for (const auto& id : cut.cases) {
        if (auto status = refold(id); !status) return status;
    }
    return core::ok();
}

core::Status CaseStore::rebuild(const Progress& progress) {
    if (auto status = clear_projections(); !status) return status;
    if (auto status = rebuild_acts(); !status) return status;
    auto history = ContextHistory::read(log_);
    if (!history) return history.error();
    Connection& connection = log_.gate().connection();
    auto last = connection.number("SELECT max(n) FROM case_id");
    if (!last) return last.error();
    const std::int64_t all = last->value_or(0);
    for (std::int64_t from = 1; from <= all; from += cases_per_block) {
        auto block = log_.gate().begin();
        if (!block) return block.error();
        const std::int64_t until = std::min(all, from + cases_per_block - 1);
        std::vector<Entry> fresh(static_cast<std::size_t>(until - from + 1));
        std::vector<std::pair<std::int64_t, Entry*>> changed;
        for (std::int64_t n = from; n <= until; ++n) {
            Entry& entry = fresh[static_cast<std::size_t>(n - from)];
            auto id = log_.case_id(n);
            if (!id) return id.error();
            auto file = fold(n, *history, true);
            if (!file) return file.error();
            entry.id = *id;
            entry.file = std::move(*file);
            changed.emplace_back(n, &entry);
        }
        if (auto status = write_back(changed); !status) return status;
        if (auto status = block->commit(); !status) return status;
        if (progress) progress(until, all);
    }
    auto block = log_.gate().begin();
    if (!block) return block.error();
    if (auto status = SettingTable(connection).set_number(version_setting, projection_version); !status)
        return status;
    return block->commit();
}

}  // namespace storage
