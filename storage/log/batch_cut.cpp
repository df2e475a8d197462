// Where the log of a revoked device ends: batches beyond it leave the log and are set aside.
#include <algorithm>
#include <set>

#include "storage/log/batch_log.h"
#include "storage/log/key_table.h"
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

core::Result<BatchLog::Cut> BatchLog::cut_back(const core::DeviceId& device, std::uint64_t seq,
                                               core::Instant now) {
    if (!gate_.open()) return no_block();
    Cut out;
    end_log(device, seq);
    const auto known = devices_.find(device);
    if (known == devices_.end() || known->second.seq <= seq) return out;
    DeviceHead& head = known->second;
    if (seq < head.cut_seq) return core::invalid("log.gap", "below the oldest kept cut");
    auto chain = chain_at(device, seq);
    if (!chain) return chain.error();
    core::VersionVector context;
    if (seq > 0) {
        auto at = context_at({device, seq});
        if (!at) return at.error();
        context = std::move(*at);
    }
    std::set<core::CaseId> cases;
    SetAside aside(gate_.connection());
    for (std::uint64_t next = seq + 1; next <= head.seq; ++next) {
        auto stored = batch({device, next});
        if (!stored) return stored.error();
        for (const auto& entry : stored->batch.head.context) context.raise(entry.device, entry.seq);
        context.set(device, next - 1);
        if (stored->batch.head.case_id) cases.insert(*stored->batch.head.case_id);
        out.places.push_back(stored->place);
        AsideBatch one{0, std::string(aside_why::beyond_cut), now, context, std::move(stored->batch)};
        if (auto kept = aside.add(one, stored->seal); !kept) return kept.error();
    }
    out.cases.assign(cases.begin(), cases.end());
    auto status = drop_beyond(head, seq);
    if (status) status = rewind(head, seq, *chain);
    if (!status) return status.error();
    return out;
}

core::Status BatchLog::drop_beyond(const DeviceHead& head, std::uint64_t seq) {
    for (const char* table : {"batch", "key_record", "run"}) {
        auto status = gate_.connection().run(
            std::string("DELETE FROM ") + table + " WHERE device = ? AND seq > ?", head.ordinal, seq);
        if (!status) return status;
    }
    return core::ok();
}

core::Status BatchLog::rewind(DeviceHead& head, std::uint64_t seq, const Digest& chain) {
    remember(head);
    core::VersionVector context;
    core::Hlc hlc;
    if (seq > head.cut_seq) {
        auto last = batch({head.device, seq});
        if (!last) return last.error();
        hlc = last->batch.head.hlc;
    }
    if (seq > 0) {
        auto before = context_at({head.device, seq});
        if (!before) return before.error();
        for (const auto& [device, known] : before->entries())
            if (device != head.device) context.set(device, known);
    }
    head.seq = head.sealed_seq = seq;
    head.chain = head.sealed_chain = chain;
    head.context = std::move(context);
    head.hlc = hlc;
    heads_vector_.set(head.device, seq);
    return head.kept_seq > seq ? keep_place(head) : core::ok();
}

}  // namespace storage
