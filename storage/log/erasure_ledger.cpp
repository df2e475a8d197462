#include "storage/log/erasure_ledger.h"

#include "storage/log/attachments.h"
#include "storage/log/batch_log.h"
#include "storage/log/key_table.h"
#include "storage/log/log_rows.h"
#include "storage/log/set_aside.h"

namespace storage {

bool erasure_takes(std::uint32_t erased_class, std::uint32_t part_class) {
    return erased_class == every_content_class ? part_class != part_class::trace : erased_class == part_class;
}

core::Result<bool> ErasureLedger::covers(const core::CaseId& case_id, std::uint32_t part_class) {
    auto found = connection_.number(
        "SELECT count(*) FROM erasure WHERE case_id = ? AND (part_class = ? OR (part_class = 0 AND ? <> ?))",
        case_id, part_class, part_class, part_class::trace);
    if (!found) return found.error();
    return found->value_or(0) > 0;
}

core::Result<bool> ErasureLedger::covers_any(const core::CaseId& case_id) {
    auto found = connection_.number("SELECT count(*) FROM erasure WHERE case_id = ?", case_id);
    if (!found) return found.error();
    return found->value_or(0) > 0;
}

core::Result<std::vector<Erasure>> ErasureLedger::entries() {
    auto rows = connection_.query(
        "SELECT case_id, part_class, at_ms, rule, device, seq, late FROM erasure ORDER BY at_ms, case_id");
    if (!rows) return rows.error();
    std::vector<Erasure> out;
    auto status = rows->each([&](Statement& row) {
        Erasure entry;
        entry.case_id = row.id<core::CaseId>(0);
        entry.part_class = static_cast<std::uint32_t>(row.int64(1));
        entry.at = {row.int64(2)};
        entry.rule = row.text(3);
        entry.act = {row.id<core::DeviceId>(4), static_cast<std::uint64_t>(row.int64(5))};
        entry.late = row.int64(6);
        out.push_back(std::move(entry));
    });
    if (!status) return status.error();
    return out;
}

core::Status ErasureLedger::add(const Erasure& erasure) {
    return connection_.run(
        "INSERT INTO erasure (case_id, part_class, at_ms, rule, device, seq) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        erasure.case_id, erasure.part_class, erasure.at.unix_ms, std::string_view(erasure.rule),
        erasure.act.device, erasure.act.seq);
}

core::Status ErasureLedger::count_late(const core::CaseId& case_id, std::int64_t parts) {
    return connection_.run(
        "UPDATE erasure SET late = late + ? WHERE case_id = ? AND part_class = "
        "(SELECT min(part_class) FROM erasure WHERE case_id = ?)",
        parts, case_id, case_id);
}

core::Result<Digest> ErasureLedger::digest() {
    auto rows = connection_.query("SELECT case_id, part_class FROM erasure ORDER BY case_id, part_class");
    if (!rows) return rows.error();
    Hasher hasher;
    hasher.add(core::view("kakanai erasures 1"));
    auto status = rows->each([&](Statement& row) {
        core::Writer entry;
        entry.raw(row.blob_view(0)).varint(static_cast<std::uint64_t>(row.int64(1)));
        hasher.add(entry.bytes());
    });
    if (!status) return status.error();
    return hasher.finish();
}

core::Result<ErasureOutcome> carry_out(BatchLog& log, const Erasure& erasure) {
    if (!log.gate().open()) return no_block();
    Connection& connection = log.gate().connection();
    if (auto status = ErasureLedger(connection).add(erasure); !status) return status.error();
    // The number is given even where the case was never heard of: a late batch then finds the ledger's word.
    auto n = log.case_number(erasure.case_id);
    if (!n) return n.error();
    auto parts = log.hollow(*n, erasure.part_class);
    if (!parts) return parts.error();
    auto keys = KeyTable(connection).erase(*n, erasure.part_class);
    if (!keys) return keys.error();
    auto attachments = Attachments(connection).erase(*n, erasure.part_class);
    if (!attachments) return attachments.error();
    if (auto aside = SetAside(connection).erase(erasure.case_id); !aside) return aside.error();
    return ErasureOutcome{*keys, *parts, *attachments};
}

}  // namespace storage
