#include "storage/cases/case_check.h"

#include "storage/cases/act.h"

namespace storage {

namespace {

class Checker {
  public:
    explicit Checker(CaseStore& cases)
        : cases_(cases), log_(cases.log()), connection_(cases.log().gate().connection()) {}

    core::Result<CaseCheck> run(const CaseStore::Progress& progress) {
        auto history = ContextHistory::read(log_);
        if (!history) return history.error();
        auto last = connection_.number("SELECT max(n) FROM case_id");
        if (!last) return last.error();
        const std::int64_t all = last->value_or(0);
        for (std::int64_t n = 1; n <= all; ++n) {
            if (auto status = look_at(n, *history); !status) return status.error();
            if (progress && n % 500 == 0) progress(n, all);
        }
        if (auto status = count_words(); !status) return status.error();
        if (auto status = look_at_acts(); !status) return status.error();
        auto unread = connection_.query("SELECT place FROM unread_batch ORDER BY place");
        if (!unread) return unread.error();
        auto status = unread->each([&](Statement& row) { note("check.unread", "place", row.int64(0)); });
        if (!status) return status.error();
        return out_;
    }

  private:
    void note(const char* reason, std::string subject, std::int64_t number = 0) {
        if (++out_.found <= static_cast<std::int64_t>(findings_max))
            out_.findings.push_back({reason, std::move(subject), number});
    }

    core::Status look_at(std::int64_t n, const ContextHistory& history) {
        auto id = log_.case_id(n);
        if (!id) return id.error().code == core::ErrorCode::not_found ? core::ok() : core::Status(id.error());
        auto file = cases_.fold(n, history);
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

    core::Status look_at_columns(std::int64_t n, const core::CaseId& id, const CaseColumns& columns) {
        auto row = connection_.number(
            "SELECT count(*) FROM case_row WHERE n = ? AND section = ? AND stage = ? AND reception = ? "
            "AND ticket = ? AND desk = ? AND received_ms = ? AND conflicts = ? AND received_day = ?",
            n, static_cast<std::int64_t>(columns.section), static_cast<std::int64_t>(columns.summary.stage),
            std::string_view(columns.summary.reception_number), std::string_view(columns.summary.ticket),
            std::string_view(columns.summary.desk), columns.summary.received_ms, columns.summary.conflicts,
            columns.received_day);
        if (!row) return row.error();
        if (row->value_or(0) != 1) note("check.row", id.hex());
        words_ += static_cast<std::int64_t>(columns.keys.size());
        for (const SearchKey& key : columns.keys) {
            auto word =
                connection_.number("SELECT count(*) FROM search_key WHERE kind = ? AND key = ? AND n = ?",
                                   static_cast<std::int64_t>(key.kind), std::string_view(key.key), n);
            if (!word) return word.error();
            if (word->value_or(0) != 1) {
                note("check.words", id.hex());
                break;
            }
        }
        return look_at_lines(n, id, columns);
    }

    core::Status look_at_lines(std::int64_t n, const core::CaseId& id, const CaseColumns& columns) {
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

    core::Status count_words() {
        auto all = connection_.number("SELECT count(*) FROM search_key");
        if (!all) return all.error();
        if (all->value_or(0) > words_) note("check.words", "", all->value_or(0) - words_);
        return core::ok();
    }

    core::Status look_at_acts() {
        return log_.for_each([&](StoredBatch& stored) -> core::Status {
            auto expected = cases_.acts_in(stored.batch);
            if (!expected) return expected.error();
            const auto first = stored.place * static_cast<std::int64_t>(acts_max);
            auto held = connection_.number("SELECT count(*) FROM act WHERE id BETWEEN ? AND ?", first,
                                           first + static_cast<std::int64_t>(acts_max) - 1);
            if (!held) return held.error();
            out_.acts += held->value_or(0);
            if (held->value_or(0) != *expected) note("check.acts", "place", stored.place);
            return core::ok();
        });
    }

    CaseStore& cases_;
    BatchLog& log_;
    Connection& connection_;
    CaseCheck out_;
    std::int64_t words_{0};
};

}  // namespace

core::Result<CaseCheck> check_cases(CaseStore& cases, const CaseStore::Progress& progress) {
    return Checker(cases).run(progress);
}

}  // namespace storage
