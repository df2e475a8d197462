// Heads in memory, local numbers, and the writing of one batch. Runs from others: batch_append.cpp; reading:
// batch_read.cpp.
#include "storage/log/batch_log.h"

#include <algorithm>

#include "storage/log/attachments.h"
#include "storage/log/erasure_ledger.h"
#include "storage/log/key_table.h"
#include "storage/log/log_rows.h"

namespace storage {

namespace {

constexpr std::int64_t clock_lead_max_ms = 5 * 60 * 1000;
constexpr std::uint64_t keep_every = 256;  // batches walked at start, at most, once sealed
constexpr std::size_t case_numbers_max = 200'000;

}  // namespace

BatchLog::BatchLog(WriteGate& gate, const core::SiteId& site, const core::DeviceId& self)
    : gate_(gate), site_(site), self_(self) {
    gate_.join(*this);
}

BatchLog::~BatchLog() { gate_.leave(*this); }

core::Result<std::unique_ptr<BatchLog>> BatchLog::open(WriteGate& gate, const core::SiteId& site,
                                                       const core::DeviceId& self) {
    std::unique_ptr<BatchLog> log(new BatchLog(gate, site, self));
    if (auto status = log->load(); !status) return status.error();
    return log;
}

core::Result<DeviceHead> BatchLog::read_device(Statement& row) {
    DeviceHead head;
    head.ordinal = row.int64(0);
    head.device = row.id<core::DeviceId>(1);
    head.seq = head.kept_seq = head.sealed_seq = static_cast<std::uint64_t>(row.int64(2));
    if (!read_digest(row.blob_view(3), head.chain)) return core::corrupt("log.damaged", "kept chain");
    head.sealed_chain = head.chain;
    auto context = decode_vector(row.blob_view(4));
    if (!context) return context.error();
    head.context = std::move(*context);
    head.cut_seq = static_cast<std::uint64_t>(row.int64(5));
    return head;
}

core::Status BatchLog::load() {
    auto rows = gate_.connection().query(
        "SELECT ordinal, id, kept_seq, kept_chain, kept_context, cut_seq FROM device");
    if (!rows) return rows.error();
    auto status = rows->each([&](Statement& row) -> core::Status {
        auto head = read_device(row);
        if (!head) return head.error();
        devices_.emplace(head->device, std::move(*head));
        return core::ok();
    });
    for (auto& [device, head] : devices_) {
        if (status) status = walk_head(head);
        if (head.seq > 0) heads_vector_.set(device, head.seq);
    }
    if (status) {
        auto count = gate_.connection().number("SELECT count(*) FROM erasure");
        if (!count) return count.error();
        any_erased_ = count->value_or(0) > 0;
    }
    return status;
}

core::Status BatchLog::walk_head(DeviceHead& head) {
    auto rows =
        gate_.connection().query("SELECT head, seal FROM batch WHERE device = ? AND seq >= ? ORDER BY seq",
                                 head.ordinal, head.kept_seq);
    if (!rows) return rows.error();
    return rows->each([&](Statement& row) -> core::Status {
        auto bytes = whole_head(row.blob_view(0), head.device);
        if (!bytes) return bytes.error();
        auto batch_head = decode_head(*bytes);
        if (!batch_head) return batch_head.error();
        if (batch_head->seq == head.kept_seq) {
            head.hlc = batch_head->hlc;
            return core::ok();
        }
        if (auto status = advance(head, *batch_head, hash(*bytes)); !status)
            return core::corrupt("log.damaged", "a batch is missing");
        if (!row.is_null(1)) {
            head.sealed_seq = head.seq;
            head.sealed_chain = head.chain;
        }
        return core::ok();
    });
}

core::Result<DeviceHead*> BatchLog::touch(const core::DeviceId& device) {
    if (const auto at = devices_.find(device); at != devices_.end()) return &at->second;
    if (!gate_.open()) return no_block();
    DeviceHead head;
    head.device = device;
    head.chain = head.sealed_chain = first_chain(site_, device);
    auto status = gate_.connection().run("INSERT INTO device (id, kept_chain, cut_chain) VALUES (?, ?, ?)",
                                         device, ByteView(head.chain), ByteView(head.chain));
    if (!status) return status.error();
    head.ordinal = gate_.connection().last_insert_id();
    undo_.try_emplace(device, std::nullopt);
    return &devices_.emplace(device, std::move(head)).first->second;
}

BatchHead BatchLog::next_head() const {
    BatchHead head;
    head.device = self_;
    head.seq = heads_vector_.of(self_) + 1;
    head.run_seq = run_seq_ != 0 ? run_seq_ : head.seq;
    if (run_seq_ == 0) head.run = run_;
    return head;
}

Draft BatchLog::draft(core::Instant now) const {
    Draft draft;
    BatchHead& head = draft.head;
    head = next_head();
    draft.context = heads_vector_;
    core::Hlc newest;
    const DeviceHead* own = this->head(self_);
    for (const auto& [device, other] : devices_) {
        const bool wild = other.hlc.unix_ms() > now.unix_ms + clock_lead_max_ms;
        if (device == self_ || !wild) newest = std::max(newest, other.hlc);
        const std::uint64_t told = own == nullptr ? 0 : own->context.of(device);
        if (device != self_ && other.seq > told) head.context.push_back({device, other.seq});
    }
    head.hlc = core::next_hlc(newest, now);
    return draft;
}

core::Status BatchLog::append_own(const Batch& batch) {
    auto stored = store_own(batch, nullptr);
    return stored ? core::ok() : core::Status(stored.error());
}

core::Result<Seal> BatchLog::append_sealed(const Batch& batch, const SigningKey& key) {
    return store_own(batch, &key);
}

// Sealed in the row's own insert, if there is a key: a second statement would write the row again.
core::Result<Seal> BatchLog::store_own(const Batch& batch, const SigningKey* key) {
    if (!gate_.open()) return no_block();
    if (batch.head.device != self_) return core::invalid("log.gap", "not an own batch");
    if (run_seq_ == 0 && batch.head.run != run_) return core::invalid("log.gap", "the run is not announced");
    if (auto status = check_parts(batch); !status) return status.error();
    auto head = touch(self_);
    if (!head) return head.error();
    const Bytes bytes = encode_head(batch.head);
    const Digest head_hash = hash(bytes);
    Seal seal{batch.head.seq, next_chain((*head)->chain, head_hash), {}};
    if (key != nullptr) seal.signature = key->sign(seal_message(site_, self_, seal.seq, seal.chain));
    std::size_t hollowed = 0;
    auto status = store(**head, batch, bytes, head_hash, key == nullptr ? nullptr : &seal, hollowed);
    if (!status) return status.error();
    if (batch.head.run) run_seq_ = batch.head.seq;
    return seal;
}

core::Result<Seal> BatchLog::seal(const SigningKey& key) {
    if (!gate_.open()) return no_block();
    const auto at = devices_.find(self_);
    if (at == devices_.end() || at->second.seq == 0) return core::invalid("log.gap", "nothing to seal");
    DeviceHead& head = at->second;
    remember(head);
    Seal seal{head.seq, head.chain, {}};
    seal.signature = key.sign(seal_message(site_, self_, seal.seq, seal.chain));
    if (head.sealed_seq == head.seq) return seal;
    auto status = gate_.connection().run("UPDATE batch SET seal = ? WHERE device = ? AND seq = ?",
                                         ByteView(encode_seal(seal)), head.ordinal, head.seq);
    if (!status) return status.error();
    head.sealed_seq = head.seq;
    head.sealed_chain = head.chain;
    return seal;
}

core::Status BatchLog::store(DeviceHead& head, const Batch& batch, ByteView head_bytes,
                             const Digest& head_hash, const Seal* seal, std::size_t& hollowed) {
    remember(head);
    if (auto status = advance(head, batch.head, head_hash); !status) return status;
    heads_vector_.set(head.device, head.seq);
    std::optional<std::int64_t> case_n;
    std::vector<bool> erased(batch.parts.size(), false);
    if (batch.head.case_id) {
        auto number = case_number(*batch.head.case_id);
        if (!number) return number.error();
        case_n = *number;
        auto taken = take_erased(batch, erased);
        if (!taken) return taken.error();
        hollowed += *taken;
    }
    const Bytes body = stored_body(batch, erased);
    std::optional<Bytes> seal_bytes;
    if (seal != nullptr) seal_bytes = encode_seal(*seal);
    auto insert = gate_.connection().prepare(
        "INSERT INTO batch (device, seq, case_n, head, body, seal) VALUES (?, ?, ?, ?, ?, ?)");
    if (!insert) return insert.error();
    const Bytes row_head = stored_head(head_bytes, head.device);
    insert->bind_all(head.ordinal, head.seq, case_n, ByteView(row_head), ByteView(body));
    if (seal_bytes) insert->bind(6, ByteView(*seal_bytes));
    if (auto status = insert->run(); !status) return status;
    last_place_ = gate_.connection().last_insert_id();
    if (seal != nullptr) {
        head.sealed_seq = head.seq;
        head.sealed_chain = head.chain;
    }
    return store_beside(head, batch, case_n, erased);
}

core::Status BatchLog::store_beside(const DeviceHead& head, const Batch& batch,
                                    std::optional<std::int64_t> case_n, const std::vector<bool>& erased) {
    if (batch.head.run) {
        auto status = gate_.connection().run("INSERT INTO run (device, seq, id) VALUES (?, ?, ?)",
                                             head.ordinal, head.seq, *batch.head.run);
        if (!status) return status;
    }
    KeyTable keys(gate_.connection());
    for (const KeyRecord& record : batch.keys) {
        auto kept = record;
        auto gone = is_erased(batch.head, record.part_class);
        if (!gone) return gone.error();
        if (*gone) kept.wrapped.reset();
        // A log key serves whatever its month brings: it belongs to no case, whichever batch introduced it.
        const bool log_key = record.part_class == part_class::trace;
        auto status =
            keys.put(head.ordinal, head.seq, batch.head.epoch, log_key ? std::nullopt : case_n, kept);
        if (!status) return status;
    }
    Attachments attachments(gate_.connection());
    for (std::size_t i = 0; i < batch.head.parts.size(); ++i) {
        const PartInfo& info = batch.head.parts[i];
        if (info.length <= part_inline_max || erased[i]) continue;
        auto status =
            batch.parts[i] ? attachments.put(info, case_n, *batch.parts[i]) : attachments.want(info, case_n);
        if (!status) return status;
    }
    return core::ok();
}

core::Result<bool> BatchLog::is_erased(const BatchHead& head, std::uint32_t part_class) {
    if (!any_erased_ || !head.case_id) return false;
    return ErasureLedger(gate_.connection()).covers(*head.case_id, part_class);
}

core::Result<std::size_t> BatchLog::take_erased(const Batch& batch, std::vector<bool>& erased) {
    std::size_t late = 0;
    for (std::size_t i = 0; i < batch.head.parts.size(); ++i) {
        auto gone = is_erased(batch.head, batch.head.parts[i].part_class);
        if (!gone) return gone.error();
        erased[i] = *gone;
        late += *gone ? 1 : 0;
    }
    if (late == 0) return late;
    ErasureLedger ledger(gate_.connection());
    if (auto status = ledger.count_late(*batch.head.case_id, static_cast<std::int64_t>(late)); !status)
        return status.error();
    if (auto status = mark_hollow(batch.head, erased); !status) return status.error();
    return late;
}

core::Result<std::int64_t> BatchLog::case_number(const core::CaseId& id) {
    if (const auto at = case_numbers_.find(id); at != case_numbers_.end()) return at->second;
    std::int64_t n = 0;
    if (gate_.open()) {  // mostly it is a new one
        auto status =
            gate_.connection().run("INSERT INTO case_id (id) VALUES (?) ON CONFLICT (id) DO NOTHING", id);
        if (!status) return status.error();
        if (gate_.connection().changed_rows() > 0) n = gate_.connection().last_insert_id();
        if (n != 0 && first_new_case_ == 0) first_new_case_ = n;
    }
    if (n == 0) {
        auto found = gate_.connection().number("SELECT n FROM case_id WHERE id = ?", id);
        if (!found) return found.error();
        n = found->value_or(0);
        if (n == 0) return no_block();
    }
    if (case_numbers_.size() >= case_numbers_max) case_numbers_.clear();
    case_numbers_.emplace(id, n);
    return n;
}

core::Result<std::optional<std::int64_t>> BatchLog::find_case(const core::CaseId& id) {
    if (const auto at = case_numbers_.find(id); at != case_numbers_.end()) return std::optional(at->second);
    return gate_.connection().number("SELECT n FROM case_id WHERE id = ?", id);
}

core::Result<core::CaseId> BatchLog::case_id(std::int64_t n) {
    auto row = gate_.connection().query("SELECT id FROM case_id WHERE n = ?", n);
    if (!row) return row.error();
    auto found = row->step();
    if (!found) return found.error();
    if (!*found) return core::Error{core::ErrorCode::not_found, "log.not_found", "case"};
    return row->id<core::CaseId>(0);
}

core::Result<std::int64_t> BatchLog::device_ordinal(const core::DeviceId& device) {
    auto head = touch(device);
    if (!head) return head.error();
    return (*head)->ordinal;
}

std::optional<core::DeviceId> BatchLog::device_of(std::int64_t ordinal) const {
    for (const auto& [device, head] : devices_) {
        if (head.ordinal == ordinal) return device;
    }
    return std::nullopt;
}

const DeviceHead* BatchLog::head(const core::DeviceId& device) const {
    const auto at = devices_.find(device);
    return at == devices_.end() ? nullptr : &at->second;
}

core::VersionVector BatchLog::sealed_heads() const {
    core::VersionVector out;
    for (const auto& [device, head] : devices_) {
        if (head.sealed_seq > 0) out.set(device, head.sealed_seq);
    }
    return out;
}

core::Status BatchLog::keep_place(DeviceHead& head) {
    remember(head);
    auto status = gate_.connection().run(
        "UPDATE device SET kept_seq = ?, kept_chain = ?, kept_context = ? "
        "WHERE ordinal = ?",
        head.seq, ByteView(head.chain), ByteView(encode_vector(head.context)), head.ordinal);
    if (status) head.kept_seq = head.seq;
    return status;
}

core::Status BatchLog::before_commit() {
    core::Status status = core::ok();
    for (auto& [device, head] : devices_) {
        const bool due = head.seq >= head.kept_seq + keep_every && head.seq == head.sealed_seq;
        if (status && due) status = keep_place(head);
    }
    return status;
}

// A head as it was when the block began; a device first met in the block was not there.
void BatchLog::remember(const DeviceHead& head) { undo_.try_emplace(head.device, head); }

// From memory, not from the file: a block is undone just when the disk does not answer.
void BatchLog::rolled_back() {
    for (auto& [device, before] : undo_) {
        if (before)
            devices_[device] = std::move(*before);
        else
            devices_.erase(device);
    }
    undo_.clear();
    first_new_case_ = 0;
    case_numbers_.clear();
    heads_vector_ = {};
    for (const auto& [device, head] : devices_) {
        if (head.seq > 0) heads_vector_.set(device, head.seq);
    }
    if (run_seq_ > heads_vector_.of(self_)) run_seq_ = 0;  // the announcing batch was undone
}

}  // namespace storage
