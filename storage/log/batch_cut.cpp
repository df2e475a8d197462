// Taking out what does not belong to a log: beyond the end of a revoked device's, or of a closed identity's.
#include <algorithm>
#include <set>

#include "storage/log/attachments.h"
#include "storage/log/batch_log.h"
#include "storage/log/log_cut.h"
#include "storage/log/log_rows.h"
#include "storage/log/set_aside.h"

namespace storage {

void BatchLog::end_log(const core::DeviceId& device, std::uint64_t seq) {
    const auto [at, fresh] = ends_.try_emplace(device, seq);
    if (!fresh) at->second = std::min(at->second, seq);
}

core::BatchId BatchLog::within_end(core::BatchId past) const {
    const auto end = ends_.find(past.device);
    if (end != ends_.end()) past.seq = std::min(past.seq, end->second);
    return past;
}

core::Result<BatchLog::Aside> BatchLog::cut_back(const core::DeviceId& device, std::uint64_t seq,
                                                 core::Instant now) {
    if (!gate_.open()) return no_block();
    end_log(device, seq);
    return set_aside(device, seq, aside_why::beyond_cut, now);
}

// The batch as it travels, with its pictures in it: what leaves the log leaves the picture table, too.
core::Status BatchLog::take_pictures(Batch& batch) {
    Attachments attachments(gate_.connection());
    for (std::size_t i = 0; i < batch.parts.size(); ++i) {
        const PartInfo& info = batch.head.parts[i];
        if (info.length <= part_inline_max) continue;
        auto whole = attachments.whole(info.hash);
        if (!whole) return whole.error();
        batch.parts[i] = std::move(*whole);
        if (auto gone = attachments.forget(info.hash); !gone) return gone;
    }
    return core::ok();
}

// What an erasure took from a batch that leaves the log counts no longer: others never had that batch.
core::Status BatchLog::take_marks(const Batch& batch) {
    std::vector<bool> gone;
    for (std::size_t i = 0; i < batch.parts.size(); ++i) {
        auto part = is_gone(gate_.connection(), batch, i);
        if (!part) return part.error();
        gone.push_back(*part);
    }
    return mark_hollow(batch.head, gone);  // marks are joined by XOR: twice is not at all
}

core::Result<BatchLog::Aside> BatchLog::set_aside(const core::DeviceId& device, std::uint64_t after_seq,
                                                  std::string_view why, core::Instant now) {
    if (!gate_.open()) return no_block();
    Aside out;
    const auto at = devices_.find(device);
    if (at == devices_.end() || at->second.seq <= after_seq) return out;
    DeviceHead& head = at->second;
    if (after_seq < head.cut_seq) return core::invalid("log.gap", "below the oldest kept cut");
    auto context = context_at({device, after_seq + 1});
    if (!context) return context.error();
    std::set<core::CaseId> cases;
    SetAside table(gate_.connection());
    for (std::uint64_t seq = after_seq + 1; seq <= head.seq; ++seq) {
        auto stored = batch({device, seq});
        if (!stored) return stored.error();
        Batch& taken = stored->batch;
        for (const auto& entry : taken.head.context) context->raise(entry.device, entry.seq);
        context->set(device, seq - 1);
        if (taken.head.case_id) cases.insert(*taken.head.case_id);
        out.places.push_back(stored->place);
        if (auto done = take_marks(taken); !done) return done.error();
        if (auto done = take_pictures(taken); !done) return done.error();
        const AsideBatch one{0, std::string(why), now, *context, std::move(taken)};
        if (auto kept = table.add(one, stored->seal); !kept) return kept.error();
    }
    out.cases.assign(cases.begin(), cases.end());
    remember(head);
    if (auto status = cut_rows(head, after_seq); !status) return status.error();
    return out;
}

core::Status BatchLog::cut_rows(DeviceHead& head, std::uint64_t after_seq) {
    Connection& connection = gate_.connection();
    for (const char* sql :
         {"DELETE FROM batch WHERE device = ? AND seq > ?", "DELETE FROM run WHERE device = ? AND seq > ?",
          "DELETE FROM key_record WHERE device = ? AND seq > ?",
          "UPDATE device SET kept_seq = cut_seq, kept_chain = cut_chain, kept_context = cut_context "
          "WHERE ordinal = ? AND kept_seq > ?"}) {
        if (auto status = connection.run(sql, head.ordinal, after_seq); !status) return status;
    }
    auto row = connection.query(
        "SELECT ordinal, id, kept_seq, kept_chain, kept_context, cut_seq FROM device WHERE ordinal = ?",
        head.ordinal);
    if (!row) return row.error();
    if (auto found = row->step(); !found) return found.error();
    auto before = read_device(*row);
    if (!before) return before.error();
    head = std::move(*before);
    if (auto status = walk_head(head); !status) return status;
    heads_vector_.set(head.device, head.seq);
    return core::ok();
}

}  // namespace storage
