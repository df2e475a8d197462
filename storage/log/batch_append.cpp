// Taking in what other devices wrote, and taking out what was erased.
#include <algorithm>

#include "storage/log/attachments.h"
#include "storage/log/batch_log.h"
#include "storage/log/erasure_ledger.h"
#include "storage/log/log_cut.h"
#include "storage/log/log_rows.h"

namespace storage {

// The seal must be the device's own, and its chain what our chain becomes with these heads. Two chains at one
// seq, both under the device's seal, prove that one log was continued in two places.
core::Status BatchLog::check_seal(const DeviceHead& head, const SealedRun& run,
                                  const std::vector<Digest>& hashes, const PublicKey& signer) {
    if (!verify(signer, seal_message(site_, run.device, run.seal.seq, run.seal.chain), run.seal.signature))
        return core::corrupt("log.bad_seal");
    const auto fork = core::Error{core::ErrorCode::conflict, "log.fork", "two chains under one device's seal",
                                  static_cast<std::int64_t>(run.seal.seq)};
    if (run.seal.seq <= head.seq) {
        auto ours = chain_at(run.device, run.seal.seq);
        if (!ours) return ours.error();
        if (*ours == run.seal.chain) return core::ok();
        return run.seal.seq <= head.sealed_seq ? fork : core::corrupt("log.broken_chain");
    }
    auto chain = chain_at(run.device, run.batches.front().head.seq - 1);
    if (!chain) return chain.error();
    bool same_past = true;
    for (std::size_t i = 0; i < run.batches.size(); ++i) {
        *chain = next_chain(*chain, hashes[i]);
        if (run.batches[i].head.seq == head.seq) same_past = *chain == head.chain;
    }
    if (*chain != run.seal.chain) return core::corrupt("log.broken_chain");
    return same_past ? core::ok() : fork;
}

// What must hold for every batch that is not here yet, before the first of them is stored.
core::Status BatchLog::check_past(const Batch& batch) const {
    for (const auto& entry : batch.head.context) {
        if (!heads_vector_.covers(within_end(entry)))
            return core::Error{core::ErrorCode::conflict, "log.past_missing", entry.device.hex(),
                               static_cast<std::int64_t>(entry.seq)};
    }
    return core::ok();
}

// Only what the ledger covers may be missing.
core::Status BatchLog::check_hollow(const Batch& batch) {
    for (std::size_t k = 0; k < batch.parts.size(); ++k) {
        const PartInfo& info = batch.head.parts[k];
        if (batch.parts[k] || info.length > part_inline_max) continue;
        auto erased = is_erased(batch.head, info.part_class);
        if (!erased) return erased.error();
        if (!*erased) return core::Error{core::ErrorCode::conflict, "log.hollow"};
    }
    for (const KeyRecord& record : batch.keys) {
        if (record.wrapped) continue;
        auto erased = is_erased(batch.head, record.part_class);
        if (!erased) return erased.error();
        if (!*erased) return core::Error{core::ErrorCode::conflict, "log.keys_missing"};
    }
    return core::ok();
}

// What must hold before anything of a run is looked at: its log's head, where the run may be appended.
core::Result<DeviceHead*> BatchLog::begin_run(const SealedRun& run) {
    if (!gate_.open()) return no_block();
    if (!is_stretch(run)) return core::corrupt("batch.malformed", "not a stretch of one log");
    // Believed before the revocation was heard of, and still on its way here.
    if (const auto end = ends_.find(run.device); end != ends_.end() && run.seal.seq > end->second)
        return core::denied("log.beyond_end", run.device.hex());
    auto head = touch(run.device);
    if (!head) return head.error();
    const std::uint64_t first = run.batches.front().head.seq;
    if (first > (*head)->seq + 1) return core::corrupt("log.gap");
    if (first <= (*head)->cut_seq) return core::corrupt("log.gap", "below the oldest kept cut");
    return *head;
}

core::Result<BatchLog::RunOutcome> BatchLog::append_run(const SealedRun& run, const PublicKey& signer,
                                                        const BatchSink& sink) {
    auto head = begin_run(run);
    if (!head) return head.error();
    std::vector<CheckedRun::Head> heads;
    std::vector<Digest> hashes;
    for (const Batch& batch : run.batches) {
        Bytes bytes = encode_head(batch.head);
        hashes.push_back(hash(bytes));
        heads.push_back({std::move(bytes), hashes.back()});
    }
    const std::uint64_t first = run.batches.front().head.seq;
    const auto known =
        static_cast<std::size_t>(std::min<std::uint64_t>((*head)->seq + 1 - first, heads.size()));
    if (auto status = check_seal(**head, run, hashes, signer); !status) return status.error();
    for (std::size_t i = known; i < run.batches.size(); ++i) {
        if (auto status = check_past(run.batches[i]); !status) return status.error();
        if (auto status = check_parts(run.batches[i]); !status) return status.error();
    }
    return append_checked(**head, run, heads, known, sink);
}

core::Result<BatchLog::RunOutcome> BatchLog::append_run(const CheckedRun& run, const BatchSink& sink) {
    auto head = begin_run(*run);
    if (!head) return head.error();
    const bool continues =
        run->batches.front().head.seq == (*head)->seq + 1 && run.before() == (*head)->chain;
    if (!continues) return append_run(*run, run.signer(), sink);  // known in part, or another history
    for (const Batch& batch : run->batches) {
        if (auto status = check_past(batch); !status) return status.error();
    }
    return append_checked(**head, *run, run.heads(), 0, sink);
}

core::Result<BatchLog::RunOutcome> BatchLog::append_checked(DeviceHead& head, const SealedRun& run,
                                                            const std::vector<CheckedRun::Head>& heads,
                                                            std::size_t known, const BatchSink& sink) {
    for (std::size_t i = known; i < run.batches.size(); ++i) {
        if (auto status = check_hollow(run.batches[i]); !status) return status.error();
    }
    RunOutcome outcome;
    outcome.known = known;
    for (std::size_t i = known; i < run.batches.size(); ++i) {
        const Batch& batch = run.batches[i];
        const Seal* seal = i + 1 == run.batches.size() ? &run.seal : nullptr;
        auto status = store(head, batch, heads[i].bytes, heads[i].hash, seal, outcome.hollowed);
        if (!status) return status.error();
        ++outcome.added;
        if (!sink) continue;
        core::VersionVector context = head.context;
        context.set(run.device, batch.head.seq - 1);
        status = sink(batch, context);
        if (!status) return status.error();
    }
    return outcome;
}

std::vector<core::BatchId> BatchLog::missing_past(const SealedRun& run) const {
    core::VersionVector needed;
    for (const Batch& batch : run.batches) {
        for (const auto& entry : batch.head.context) needed.raise(entry.device, entry.seq);
    }
    if (!run.batches.empty()) needed.raise(run.device, run.batches.front().head.seq - 1);
    std::vector<core::BatchId> out;
    for (const auto& [device, seq] : needed.entries()) {
        if (!heads_vector_.covers(within_end({device, seq})))
            out.push_back({device, heads_vector_.of(device) + 1});
    }
    return out;
}

// ---- erasure ----

core::Result<Digest> BatchLog::hollow_marks() { return storage::hollow_marks(gate_.connection()); }

core::Status BatchLog::mark_hollow(const BatchHead& head, const std::vector<bool>& parts) {
    auto marks = hollow_marks();
    if (!marks) return marks.error();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i]) join_mark(*marks, hollow_mark(head, i));
    }
    return set_hollow_marks(gate_.connection(), *marks);
}

core::Result<std::int64_t> BatchLog::hollow(std::int64_t case_n, std::uint32_t part_class) {
    if (!gate_.open()) return no_block();
    any_erased_ = true;
    std::int64_t count = 0;
    Attachments attachments(gate_.connection());
    std::vector<std::pair<std::int64_t, Bytes>> bodies;
    auto status = for_case(case_n, [&](StoredBatch& stored) -> core::Status {
        const Batch& batch = stored.batch;
        std::vector<bool> taken(batch.parts.size(), false);
        std::vector<bool> absent(batch.parts.size(), false);
        bool any = false;
        for (std::size_t i = 0; i < batch.parts.size(); ++i) {
            const PartInfo& info = batch.head.parts[i];
            const bool in_class = erasure_takes(part_class, info.part_class);
            const bool attached = info.length > part_inline_max;
            absent[i] = in_class || !batch.parts[i];
            // A part that an earlier erasure made hollow carries its mark already.
            taken[i] = in_class && batch.parts[i].has_value();
            if (in_class && attached) {
                auto found = attachments.find(info.hash);
                if (!found) return found.error();
                taken[i] = *found && (*found)->state != AttachmentState::erased;
            }
            any = any || taken[i];
        }
        if (!any) return core::ok();
        count += std::count(taken.begin(), taken.end(), true);
        bodies.emplace_back(stored.place, stored_body(batch, absent));
        return mark_hollow(batch.head, taken);
    });
    for (const auto& [place, body] : bodies) {
        if (!status) break;
        status = gate_.connection().run("UPDATE batch SET body = ? WHERE place = ?", ByteView(body), place);
    }
    if (status) status = hollow_below_cut(gate_.connection(), case_n, part_class);
    if (!status) return status.error();
    return count;
}

}  // namespace storage
