#include "storage/log/log_cut.h"

#include <algorithm>

#include "storage/log/attachments.h"
#include "storage/log/erasure_ledger.h"
#include "storage/log/log_rows.h"

namespace storage {

core::VersionVector vector_of(const std::vector<LogCut>& cuts) {
    core::VersionVector at;
    for (const LogCut& cut : cuts) at.set(cut.device, cut.seq);
    return at;
}

core::Result<std::vector<LogCut>> cut_here(BatchLog& log) {
    std::vector<LogCut> cuts;
    const core::VersionVector heads = log.sealed_heads();
    for (const auto& [device, seq] : heads.entries()) {
        auto chain = log.chain_at(device, seq);
        if (!chain) return chain.error();
        auto context = log.context_at({device, seq});
        if (!context) return context.error();
        core::VersionVector others;
        for (const auto& [other, seen] : context->entries()) {
            if (other != device) others.set(other, seen);
        }
        cuts.push_back({device, seq, *chain, std::move(others)});
    }
    return cuts;
}

core::Status begin_at(BatchLog& log, const std::vector<LogCut>& cuts) {
    if (!log.gate().open()) return no_block();
    for (const LogCut& cut : cuts) {
        auto ordinal = log.device_ordinal(cut.device);
        if (!ordinal) return ordinal.error();
        const Bytes context = encode_vector(cut.context);
        auto status = log.gate().connection().run(
            "UPDATE device SET cut_seq = ?1, cut_chain = ?2, cut_context = ?3, "
            "kept_chain = iif(kept_seq < ?1, ?2, kept_chain), "
            "kept_context = iif(kept_seq < ?1, ?3, kept_context), kept_seq = max(kept_seq, ?1) "
            "WHERE ordinal = ?4 AND cut_seq < ?1",
            cut.seq, ByteView(cut.chain), ByteView(context), *ordinal);
        if (!status) return status;
    }
    return core::ok();
}

core::VersionVector begins(const BatchLog& log) {
    core::VersionVector at;
    const core::VersionVector heads = log.heads();
    for (const auto& [device, seq] : heads.entries()) {
        if (const std::uint64_t cut = log.head(device)->cut_seq; cut > 0) at.set(device, cut);
    }
    return at;
}

bool stays_below(const BatchHead& head) {
    return std::any_of(head.parts.begin(), head.parts.end(), [](const PartInfo& part) {
        const bool folded = part.part_class >= part_class::content || part.part_class == part_class::trace;
        return !folded || part.length > part_inline_max;
    });
}

void add_marks(PartMarks& marks, const BatchHead& head) {
    for (std::size_t i = 0; i < head.parts.size(); ++i) {
        if (head.parts[i].part_class == part_class::trace) continue;
        join_mark(marks[head.parts[i].part_class], hollow_mark(head, i));
    }
}

core::Result<std::map<std::int64_t, PartMarks>> marks_below(BatchLog& log) {
    std::map<std::int64_t, PartMarks> all;
    auto rows = log.gate().connection().query("SELECT case_n, part_class, mark FROM part_mark");
    if (!rows) return rows.error();
    auto status = rows->each([&](Statement& row) -> core::Status {
        Digest mark{};
        if (!read_digest(row.blob_view(2), mark)) return core::corrupt("log.damaged", "part mark");
        all[row.int64(0)][static_cast<std::uint32_t>(row.int64(1))] = mark;
        return core::ok();
    });
    if (!status) return status.error();
    status = log.for_each([&](StoredBatch& stored) {
        const BatchHead& head = stored.batch.head;
        if (!stored.case_n || stays_below(head)) return core::ok();
        for (std::size_t i = 0; i < head.parts.size(); ++i) {
            const bool here = stored.batch.parts[i].has_value();  // else its mark was counted when it went
            if (!here || head.parts[i].part_class == part_class::trace) continue;
            join_mark(all[*stored.case_n][head.parts[i].part_class], hollow_mark(head, i));
        }
        return core::ok();
    });
    if (!status) return status.error();
    return all;
}

core::Status put_marks(Connection& connection, std::int64_t case_n, const PartMarks& marks) {
    for (const auto& [part_class, mark] : marks) {
        auto status = connection.run(
            "INSERT INTO part_mark (case_n, part_class, mark) VALUES (?, ?, ?) "
            "ON CONFLICT (case_n, part_class) DO UPDATE SET mark = excluded.mark",
            case_n, part_class, ByteView(mark));
        if (!status) return status;
    }
    return core::ok();
}

core::Result<bool> is_gone(Connection& connection, const Batch& batch, std::size_t part) {
    const PartInfo& info = batch.head.parts[part];
    if (info.part_class == part_class::trace || batch.parts[part]) return false;
    if (info.length <= part_inline_max) return true;
    auto found = Attachments(connection).find(info.hash);
    if (!found) return found.error();
    return *found && (*found)->state == AttachmentState::erased;
}

core::Result<Digest> hollow_marks(Connection& connection) {
    Digest marks{};
    auto row = connection.query("SELECT value FROM setting WHERE name = 'log.hollow_marks'");
    if (!row) return row.error();
    auto found = row->step();
    if (!found) return found.error();
    if (*found && !read_digest(row->blob_view(0), marks)) return core::corrupt("log.damaged", "hollow marks");
    return marks;
}

core::Status set_hollow_marks(Connection& connection, const Digest& marks) {
    return connection.run(
        "INSERT INTO setting (name, value) VALUES ('log.hollow_marks', ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        ByteView(marks));
}

core::Status hollow_below_cut(Connection& connection, std::int64_t case_n, std::uint32_t erased_class) {
    auto rows = connection.query("SELECT part_class, mark FROM part_mark WHERE case_n = ?", case_n);
    if (!rows) return rows.error();
    PartMarks going;
    auto status = rows->each([&](Statement& row) -> core::Status {
        const auto part_class = static_cast<std::uint32_t>(row.int64(0));
        if (!erasure_takes(erased_class, part_class)) return core::ok();
        if (!read_digest(row.blob_view(1), going[part_class]))
            return core::corrupt("log.damaged", "part mark");
        return core::ok();
    });
    if (!status || going.empty()) return status;
    auto marks = hollow_marks(connection);
    if (!marks) return marks.error();
    for (const auto& [part_class, mark] : going) {
        join_mark(*marks, mark);
        status =
            connection.run("DELETE FROM part_mark WHERE case_n = ? AND part_class = ?", case_n, part_class);
        if (!status) return status;
    }
    return set_hollow_marks(connection, *marks);
}

}  // namespace storage
