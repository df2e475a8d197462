// Reading the log: single batches, chains and contexts at a place, what another node lacks, and figures.
#include <algorithm>

#include "storage/log/attachments.h"
#include "storage/log/batch_log.h"
#include "storage/log/erasure_ledger.h"
#include "storage/log/key_table.h"
#include "storage/log/log_rows.h"
#include "storage/log/node_state.h"

namespace storage {

namespace {

// What SELECTs of whole batches name, in the order read_row expects.
constexpr std::string_view columns = "place, case_n, head, body, seal, device";
// A backlog carries one seal per so much. Who takes it in stores it whole, and others wait meanwhile.
constexpr std::size_t run_batches_max = 64;
constexpr std::size_t run_bytes_max = 28 * 1024;

std::string select(std::string_view rest) {
    return "SELECT " + std::string(columns) + " FROM batch " + std::string(rest);
}

std::size_t size_of(const Batch& batch) {
    std::size_t size = 160 + batch.head.context.size() * 20;
    for (const auto& part : batch.parts) size += 60 + (part ? part->size() : 0);
    for (const auto& key : batch.keys) size += 40 + (key.wrapped ? key.wrapped->size() : 0);
    return size;
}

core::Error not_found(std::string detail) {
    return {core::ErrorCode::not_found, "log.not_found", std::move(detail)};
}

}  // namespace

core::Result<StoredBatch> BatchLog::read_row(Statement& row) {
    StoredBatch stored;
    stored.place = row.int64(0);
    stored.case_n = row.optional_int64(1);
    const auto author = device_of(row.int64(5));
    if (!author) return core::corrupt("log.damaged", "unknown device");
    auto head_bytes = whole_head(row.blob_view(2), *author);
    if (!head_bytes) return head_bytes.error();
    auto batch = decode_batch(*head_bytes, row.blob_view(3));
    if (!batch) return core::corrupt("log.damaged", batch.error().reason);
    stored.batch = std::move(*batch);
    if (!row.is_null(4)) {
        auto seal = decode_seal(stored.batch.head.seq, row.blob_view(4));
        if (!seal) return seal.error();
        stored.seal = *seal;
    }
    if (!stored.batch.keys.empty()) {
        const DeviceHead* head = this->head(stored.batch.head.device);
        if (head == nullptr) return core::corrupt("log.damaged", "unknown device");
        auto keys = KeyTable(gate_.connection()).of_batch(head->ordinal, stored.batch.head.seq);
        if (!keys) return keys.error();
        if (keys->size() != stored.batch.keys.size()) return core::corrupt("log.damaged", "key records");
        stored.batch.keys = std::move(*keys);
    }
    return stored;
}

core::Result<StoredBatch> BatchLog::batch(const core::BatchId& id) {
    const DeviceHead* head = this->head(id.device);
    if (head == nullptr) return not_found("device");
    auto row = gate_.connection().query(select("WHERE device = ? AND seq = ?"), head->ordinal, id.seq);
    if (!row) return row.error();
    auto found = row->step();
    if (!found) return found.error();
    if (!*found) return not_found("batch");
    return read_row(*row);
}

core::Result<Digest> BatchLog::chain_at(const core::DeviceId& device, std::uint64_t seq) {
    const DeviceHead* head = this->head(device);
    if (seq == 0) return first_chain(site_, device);
    if (head == nullptr || seq > head->seq || seq < head->cut_seq) return not_found("chain");
    if (seq == head->seq) return head->chain;
    auto sealed = gate_.connection().query(
        "SELECT seq, seal FROM batch WHERE device = ? AND seq <= ? AND seal IS NOT NULL "
        "ORDER BY seq DESC LIMIT 1",
        head->ordinal, seq);
    if (!sealed) return sealed.error();
    auto found = sealed->step();
    if (!found) return found.error();
    std::uint64_t at = head->cut_seq;
    Digest chain{};
    if (*found) {
        at = static_cast<std::uint64_t>(sealed->int64(0));
        auto seal = decode_seal(at, sealed->blob_view(1));
        if (!seal) return seal.error();
        chain = seal->chain;
    } else {
        auto cut = gate_.connection().query("SELECT cut_chain FROM device WHERE ordinal = ?", head->ordinal);
        if (!cut) return cut.error();
        auto row = cut->step();
        if (!row) return row.error();
        if (!*row || !read_digest(cut->blob_view(0), chain)) return core::corrupt("log.damaged", "cut");
    }
    auto rows = gate_.connection().query(
        "SELECT head FROM batch WHERE device = ? AND seq > ? AND seq <= ? ORDER BY seq", head->ordinal, at,
        seq);
    if (!rows) return rows.error();
    auto status = rows->each([&](Statement& row) -> core::Status {
        auto bytes = whole_head(row.blob_view(0), device);
        if (!bytes) return bytes.error();
        chain = next_chain(chain, hash(*bytes));
        return core::ok();
    });
    if (!status) return status.error();
    return chain;
}

core::Result<core::VersionVector> BatchLog::context_at(const core::BatchId& id) {
    const DeviceHead* head = this->head(id.device);
    if (head == nullptr || id.seq == 0 || id.seq > head->seq) return not_found("batch");
    const bool from_kept = id.seq > head->kept_seq;
    auto start = gate_.connection().query(from_kept ? "SELECT kept_context FROM device WHERE ordinal = ?"
                                                    : "SELECT cut_context FROM device WHERE ordinal = ?",
                                          head->ordinal);
    if (!start) return start.error();
    auto found = start->step();
    if (!found) return found.error();
    auto context = decode_vector(start->blob_view(0));
    if (!context) return context.error();
    auto rows = gate_.connection().query(
        "SELECT head FROM batch WHERE device = ? AND seq > ? AND seq <= ? ORDER BY seq", head->ordinal,
        from_kept ? head->kept_seq : head->cut_seq, id.seq);
    if (!rows) return rows.error();
    auto status = rows->each([&](Statement& row) -> core::Status {
        auto bytes = whole_head(row.blob_view(0), id.device);
        if (!bytes) return bytes.error();
        auto batch_head = decode_head(*bytes);
        if (!batch_head) return batch_head.error();
        for (const auto& entry : batch_head->context) context->raise(entry.device, entry.seq);
        return core::ok();
    });
    if (!status) return status.error();
    context->set(id.device, id.seq - 1);
    return context;
}

core::Result<std::optional<core::RunId>> BatchLog::run_of(const core::DeviceId& device,
                                                          std::uint64_t run_seq) {
    const DeviceHead* head = this->head(device);
    if (head == nullptr) return std::optional<core::RunId>{};
    auto row =
        gate_.connection().query("SELECT id FROM run WHERE device = ? AND seq = ?", head->ordinal, run_seq);
    if (!row) return row.error();
    auto found = row->step();
    if (!found) return found.error();
    if (!*found) return std::optional<core::RunId>{};
    return std::optional(row->id<core::RunId>(0));
}

core::Result<SealedRun> BatchLog::read_run(const core::DeviceId& device, std::uint64_t after_seq,
                                           std::size_t bytes_max) {
    SealedRun run{device, {}, {}};
    const DeviceHead* head = this->head(device);
    if (head == nullptr || after_seq >= head->sealed_seq) return run;
    if (after_seq < head->cut_seq) return not_found("below the oldest kept cut");
    auto rows = gate_.connection().query(select("WHERE device = ? AND seq > ? AND seq <= ? ORDER BY seq"),
                                         head->ordinal, after_seq, head->sealed_seq);
    if (!rows) return rows.error();
    std::size_t bytes = 0;
    std::size_t sealed = 0;  // batches up to the last seal that fits
    for (;;) {
        auto more = rows->step();
        if (!more) return more.error();
        if (!*more || (bytes > bytes_max && sealed > 0)) break;
        auto stored = read_row(*rows);
        if (!stored) return stored.error();
        bytes += size_of(stored->batch);
        run.batches.push_back(std::move(stored->batch));
        if (!stored->seal || (bytes > bytes_max && sealed > 0)) continue;
        sealed = run.batches.size();
        run.seal = *stored->seal;
    }
    run.batches.resize(sealed);
    return run;
}

// Runs are given in the order of the places of their sealed batches. That is a causal order: a batch of
// another device rests on own ones only up to a seal that was given before it came. Neighbouring stretches of
// one device are joined, since nothing came between them.
core::Result<std::vector<SealedRun>> BatchLog::read_missing(const core::VersionVector& have,
                                                            std::size_t bytes_max) {
    std::vector<SealedRun> out;
    std::optional<std::int64_t> start;
    for (const auto& [device, head] : devices_) {
        const std::uint64_t next = have.of(device) + 1;
        if (next > head.sealed_seq) continue;
        if (next <= head.cut_seq) return not_found("below the oldest kept cut");
        auto place = gate_.connection().number("SELECT place FROM batch WHERE device = ? AND seq = ?",
                                               head.ordinal, next);
        if (!place) return place.error();
        if (!place->has_value()) return core::corrupt("log.damaged", "a batch is missing");
        start = start ? std::min(*start, **place) : **place;
    }
    if (!start) return out;
    auto rows = gate_.connection().query(
        "SELECT place, case_n, head, body, seal, device, seq FROM batch WHERE place >= ? ORDER BY place",
        *start);
    if (!rows) return rows.error();
    std::map<std::int64_t, const DeviceHead*> by_ordinal;
    for (const auto& [device, head] : devices_) by_ordinal[head.ordinal] = &head;
    std::map<std::int64_t, SealedRun> waiting;
    std::size_t bytes = 0;
    std::size_t last_bytes = 0;  // of the last run
    while (bytes < bytes_max) {
        auto more = rows->step();
        if (!more) return more.error();
        if (!*more) break;
        const std::int64_t ordinal = rows->int64(5);
        const auto seq = static_cast<std::uint64_t>(rows->int64(6));
        const auto known = by_ordinal.find(ordinal);
        if (known == by_ordinal.end()) return core::corrupt("log.damaged", "unknown device");
        const DeviceHead& head = *known->second;
        if (seq <= have.of(head.device) || seq > head.sealed_seq) continue;
        auto stored = read_row(*rows);
        if (!stored) return stored.error();
        SealedRun& run = waiting[ordinal];
        run.device = head.device;
        run.batches.push_back(std::move(stored->batch));
        if (!stored->seal) continue;
        run.seal = *stored->seal;
        std::size_t run_bytes = 0;
        for (const Batch& batch : run.batches) run_bytes += size_of(batch);
        bytes += run_bytes;
        SealedRun* last = out.empty() ? nullptr : &out.back();
        const bool join = last != nullptr && last->device == run.device &&
                          last->batches.size() + run.batches.size() <= run_batches_max &&
                          last_bytes + run_bytes <= run_bytes_max;
        last_bytes = join ? last_bytes + run_bytes : run_bytes;
        if (join) {
            std::move(run.batches.begin(), run.batches.end(), std::back_inserter(last->batches));
            last->seal = run.seal;
        } else {
            out.push_back(std::move(run));
        }
        waiting.erase(ordinal);
    }
    return out;
}

core::Status BatchLog::for_each(const Visit& fn, std::int64_t after_place, std::size_t count_max) {
    constexpr std::size_t limit_max = INT64_MAX;
    auto rows = gate_.connection().query(select("WHERE place > ? ORDER BY place LIMIT ?"), after_place,
                                         std::min(count_max, limit_max));
    if (!rows) return rows.error();
    return rows->each([&](Statement& row) -> core::Status {
        auto stored = read_row(row);
        return stored ? fn(*stored) : core::Status(stored.error());
    });
}

core::Status BatchLog::for_case(std::int64_t case_n, const Visit& fn) {
    auto rows = gate_.connection().query(select("WHERE case_n = ? ORDER BY place"), case_n);
    if (!rows) return rows.error();
    return rows->each([&](Statement& row) -> core::Status {
        auto stored = read_row(row);
        return stored ? fn(*stored) : core::Status(stored.error());
    });
}

core::Result<core::Instant> BatchLog::newest_of_case(const core::CaseId& id) {
    core::Instant newest;
    auto n = find_case(id);
    if (!n) return n.error();
    if (!*n) return newest;
    auto rows = gate_.connection().query("SELECT head, device FROM batch WHERE case_n = ?", **n);
    if (!rows) return rows.error();
    auto status = rows->each([&](Statement& row) -> core::Status {
        const auto author = device_of(row.int64(1));
        if (!author) return core::corrupt("log.damaged", "unknown device");
        auto bytes = whole_head(row.blob_view(0), *author);
        if (!bytes) return bytes.error();
        auto head = decode_head(*bytes);
        if (!head) return head.error();
        newest = std::max(newest, core::Instant{head->hlc.unix_ms()});
        return core::ok();
    });
    if (!status) return status.error();
    return newest;
}

core::Result<Digest> BatchLog::digest() {
    Hasher hasher;
    hasher.add(core::view("kakanai log digest 1")).add(site_.bytes);
    for (const auto& [device, head] : devices_) {
        if (head.sealed_seq == 0) continue;
        core::Writer seq;
        seq.u64(head.sealed_seq);
        hasher.add(device.bytes).add(seq.bytes()).add(head.sealed_chain);
    }
    auto marks = hollow_marks();
    if (!marks) return marks.error();
    auto ledger = ErasureLedger(gate_.connection()).digest();
    if (!ledger) return ledger.error();
    auto roster = RosterTable(gate_.connection()).digest();
    if (!roster) return roster.error();
    return hasher.add(*marks).add(*ledger).add(*roster).finish();
}

core::Result<LogStats> BatchLog::stats() {
    LogStats stats;
    const std::pair<const char*, std::int64_t*> figures[] = {
        {"SELECT count(*) FROM batch", &stats.batches},
        {"SELECT sum(length(head)) FROM batch", &stats.head_bytes},
        {"SELECT sum(length(body)) FROM batch", &stats.body_bytes},
        {"SELECT count(seal) FROM batch", &stats.seals},
        {"SELECT count(*) FROM key_record", &stats.key_records},
        {"SELECT count(*) FROM key_record WHERE record IS NULL", &stats.erased_keys},
        {"SELECT count(*) FROM attachment", &stats.attachments},
        {"SELECT count(*) FROM attachment WHERE state = 0", &stats.attachments_wanted},
        {"SELECT sum(length(bytes)) FROM attachment_piece", &stats.attachment_bytes},
        {"SELECT count(*) FROM case_id", &stats.cases},
        {"SELECT count(*) FROM erasure", &stats.erasures},
    };
    for (const auto& [sql, figure] : figures) {
        auto number = gate_.connection().number(sql);
        if (!number) return number.error();
        *figure = number->value_or(0);
    }
    return stats;
}

}  // namespace storage
