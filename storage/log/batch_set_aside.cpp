// Taking back what turned out not to belong to a log: it leaves the chain and is kept beside it.
#include <algorithm>

#include "storage/log/attachments.h"
#include "storage/log/batch_log.h"
#include "storage/log/log_rows.h"

namespace storage {

core::Status BatchLog::keep_aside(const StoredBatch& stored, std::string_view why, core::Instant now) {
    const Batch& batch = stored.batch;
    std::optional<Bytes> seal;
    if (stored.seal) seal = encode_seal(*stored.seal);
    auto insert = gate_.connection().prepare(
        "INSERT OR IGNORE INTO set_aside (device, seq, why, at_ms, head, body, seal) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)");
    if (!insert) return insert.error();
    const Bytes head = encode_head(batch.head), body = encode_body(batch);
    insert->bind_all(batch.head.device, batch.head.seq, why, now.unix_ms, ByteView(head), ByteView(body));
    if (seal) insert->bind(7, ByteView(*seal));
    if (auto status = insert->run(); !status) return status;
    // Pictures belong to the batch that names them.
    for (const PartInfo& info : batch.head.parts) {
        if (info.length <= part_inline_max) continue;
        if (auto gone = Attachments(gate_.connection()).forget(info.hash); !gone) return gone;
    }
    return core::ok();
}

core::Result<BatchLog::Aside> BatchLog::set_aside(const core::DeviceId& device, std::uint64_t after_seq,
                                                  std::string_view why, core::Instant now) {
    if (!gate_.open()) return no_block();
    Aside aside;
    const auto at = devices_.find(device);
    if (at == devices_.end() || at->second.seq <= after_seq) return aside;
    DeviceHead& head = at->second;
    if (after_seq < head.cut_seq) return core::corrupt("log.gap", "below the oldest kept cut");
    for (std::uint64_t seq = after_seq + 1; seq <= head.seq; ++seq) {
        auto stored = batch({device, seq});
        if (!stored) return stored.error();
        if (auto kept = keep_aside(*stored, why, now); !kept) return kept.error();
        const auto& id = stored->batch.head.case_id;
        if (id && std::find(aside.cases.begin(), aside.cases.end(), *id) == aside.cases.end())
            aside.cases.push_back(*id);
        aside.places.push_back(stored->place);
    }
    remember(head);
    if (auto status = cut_rows(head, after_seq); !status) return status.error();
    return aside;
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

Draft BatchLog::draft_as(core::Hlc stamp, const core::VersionVector& context) const {
    Draft draft;
    BatchHead& head = draft.head;
    head.device = self_;
    head.seq = heads_vector_.of(self_) + 1;
    head.run_seq = run_seq_ != 0 ? run_seq_ : head.seq;
    if (run_seq_ == 0) head.run = run_;
    const DeviceHead* own = this->head(self_);
    draft.context = own == nullptr ? core::VersionVector{} : own->context;
    draft.context.merge(context);
    draft.context.set(self_, head.seq - 1);
    for (const auto& [device, seq] : draft.context.entries()) {
        const std::uint64_t told = own == nullptr ? 0 : own->context.of(device);
        if (device != self_ && seq > told) head.context.push_back({device, seq});
    }
    head.hlc = own == nullptr || stamp > own->hlc ? stamp : core::Hlc{own->hlc.packed + 1};
    return draft;
}

void BatchLog::become(const core::DeviceId& self, const core::RunId& run) {
    self_ = self;
    run_ = run;
    run_seq_ = 0;
}

}  // namespace storage
