#include "storage/log/log_check.h"

#include "storage/log/attachments.h"
#include "storage/log/log_cut.h"
#include "storage/log/log_rows.h"

namespace storage {

core::Result<bool> LogChecker::step(std::size_t count) {
    core::Status status = core::ok();
    switch (phase_) {
        case Phase::begin:
            status = read_cuts();
            phase_ = Phase::batches;
            break;
        case Phase::batches:
            status = look_at_batches(count);
            break;
        case Phase::attachments:
            status = look_at_attachments(count);
            break;
        case Phase::done:
            return false;
    }
    if (!status) return status.error();
    return phase_ != Phase::done;
}

void LogChecker::note(const char* reason, std::string subject, std::int64_t number) {
    if (++out_.found <= static_cast<std::int64_t>(findings_max))
        out_.findings.push_back({reason, std::move(subject), number});
}
void LogChecker::note(const char* reason, const BatchHead& head) {
    note(reason, head.device.hex(), static_cast<std::int64_t>(head.seq));
}

// Heads are compared in the very step that sees the last batch: nothing comes between.
core::Status LogChecker::look_at_batches(std::size_t count) {
    std::size_t seen = 0;
    auto status = log_.for_each(
        [&](StoredBatch& stored) {
            ++seen;
            place_ = stored.place;
            return look_at(stored);
        },
        place_, count);
    if (!status && status.error().code != core::ErrorCode::corrupt) return status;
    if (!status) note("check.unreadable", "place", place_);
    if (status && seen == count) return core::ok();
    compare_heads();
    phase_ = Phase::attachments;
    return core::ok();
}

core::Status LogChecker::read_cuts() {
    auto rows = log_.gate().connection().query("SELECT id, cut_seq, cut_chain FROM device");
    if (!rows) return rows.error();
    return rows->each([&](Statement& row) {
        Walk& walk = walk_of(row.id<core::DeviceId>(0));
        walk.head.seq = walk.head.sealed_seq = static_cast<std::uint64_t>(row.int64(1));
        if (walk.head.seq == 0) return;
        if (!read_digest(row.blob_view(2), walk.head.chain))
            note("check.chain", walk.head.device.hex(), row.int64(1));
        here_.set(walk.head.device, walk.head.seq);
    });
}

LogChecker::Walk& LogChecker::walk_of(const core::DeviceId& device) {
    const auto at = walks_.find(device);
    if (at != walks_.end()) return at->second;
    Walk& walk = walks_[device];
    walk.head.device = device;
    walk.head.chain = first_chain(log_.site(), device);
    walk.signer = signer_of_(device);
    return walk;
}

core::Status LogChecker::look_at(const StoredBatch& stored) {
    const BatchHead& head = stored.batch.head;
    Walk& walk = walk_of(head.device);
    ++out_.batches;
    if (const DeviceHead* known = log_.head(head.device); known != nullptr && head.seq <= known->cut_seq)
        return look_below(stored.batch);  // its chain ended at the cut
    for (const auto& entry : head.context) {
        if (!here_.covers(log_.within_end(entry))) note("check.order", head);
    }
    if (!advance(walk.head, head, hash(encode_head(head)))) {
        note("check.gap", head);
        walk.head.seq = head.seq;
    }
    here_.set(head.device, head.seq);
    if (walk.first_unsealed == 0) walk.first_unsealed = head.seq;
    if (stored.seal) look_at_seal(walk, *stored.seal);
    return look_at_parts(stored.batch);
}

void LogChecker::look_at_seal(Walk& walk, const Seal& seal) {
    ++out_.seals;
    const auto seq = static_cast<std::int64_t>(seal.seq);
    walk.first_unsealed = 0;
    walk.head.sealed_seq = seal.seq;
    if (seal.chain != walk.head.chain) note("check.chain", walk.head.device.hex(), seq);
    walk.head.chain = seal.chain;  // one break is one finding
    const auto message = seal_message(log_.site(), walk.head.device, seal.seq, seal.chain);
    if (walk.signer && !verify(*walk.signer, message, seal.signature))
        note("check.seal", walk.head.device.hex(), seq);
}

// Kept for its parts, or for its traces alone.
core::Status LogChecker::look_below(const Batch& batch) {
    if (stays_below(batch.head)) return look_at_parts(batch);
    if (!check_parts(batch)) note("check.part", batch.head);
    return core::ok();
}

core::Status LogChecker::look_at_parts(const Batch& batch) {
    if (!check_parts(batch)) note("check.part", batch.head);
    for (std::size_t i = 0; i < batch.parts.size(); ++i) {
        const PartInfo& info = batch.head.parts[i];
        ++out_.parts;
        if (batch.parts[i] || info.length > part_inline_max) continue;
        ++out_.hollow;
        auto erased = log_.is_erased(batch.head, info.part_class);
        if (!erased) return erased.error();
        if (!*erased) note("check.hollow", batch.head);
    }
    for (const KeyRecord& record : batch.keys) {
        ++out_.keys;
        if (record.wrapped) continue;
        auto erased = log_.is_erased(batch.head, record.part_class);
        if (!erased) return erased.error();
        if (!*erased) note("check.key", batch.head);
    }
    return core::ok();
}

void LogChecker::compare_heads() {
    for (const auto& [device, walk] : walks_) {
        if (walk.head.seq == 0) continue;
        ++out_.devices;
        const DeviceHead* held = log_.head(device);
        if (held == nullptr || held->seq != walk.head.seq || held->sealed_seq != walk.head.sealed_seq)
            note("check.head", device.hex(), static_cast<std::int64_t>(walk.head.seq));
        if (!walk.signer) note("check.unknown", device.hex(), 0);
        if (walk.first_unsealed != 0 && device != log_.self())
            note("check.unsealed", device.hex(), static_cast<std::int64_t>(walk.first_unsealed));
    }
}

core::Status LogChecker::look_at_attachments(std::size_t count) {
    Attachments attachments(log_.gate().connection());
    std::size_t seen = 0;
    auto rows = log_.gate().connection().query(
        "SELECT hash FROM attachment WHERE state = 1 AND hash > ? ORDER BY hash LIMIT ?",
        ByteView(attachment_), static_cast<std::int64_t>(count));
    if (!rows) return rows.error();
    auto status = rows->each([&](Statement& row) -> core::Status {
        Digest name{};
        ++seen;
        ++out_.attachments;
        attachment_ = row.blob(0);
        auto whole = read_digest(row.blob_view(0), name) ? attachments.whole(name)
                                                         : core::Result<std::optional<Bytes>>(std::nullopt);
        if (!whole) return whole.error();
        if (!*whole || hash(**whole) != name) note("check.attachment", core::to_hex(name), 0);
        return core::ok();
    });
    if (status && seen < count) phase_ = Phase::done;
    return status;
}

core::Result<LogCheck> check_log(BatchLog& log, const SignerOf& signer_of) {
    constexpr std::size_t slice = 2'000;
    LogChecker checker(log, signer_of);
    for (;;) {
        auto more = checker.step(slice);
        if (!more) return more.error();
        if (!*more) return checker.found();
    }
}

}  // namespace storage
