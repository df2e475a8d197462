#include "storage/log/context_history.h"

#include <algorithm>

#include "storage/log/log_rows.h"

namespace storage {

void ContextHistory::note(const BatchHead& head) {
    if (head.context.empty()) return;
    auto& steps = seen_[head.device];
    for (const auto& entry : head.context) steps[entry.device].push_back({head.seq, entry.seq});
}

core::VersionVector ContextHistory::before(const core::BatchId& id) const {
    core::VersionVector vector;
    if (const auto author = seen_.find(id.device); author != seen_.end()) {
        for (const auto& [device, steps] : author->second) {
            const auto after =
                std::upper_bound(steps.begin(), steps.end(), id.seq,
                                 [](std::uint64_t seq, const Step& step) { return seq < step.at; });
            if (after != steps.begin()) vector.set(device, std::prev(after)->seq);
        }
    }
    vector.set(id.device, id.seq - 1);
    return vector;
}

core::Result<ContextHistory> ContextHistory::read(BatchLog& log) {
    ContextHistory history;
    Connection& connection = log.gate().connection();
    auto cuts = connection.query("SELECT id, cut_seq, cut_context FROM device WHERE cut_seq > 0");
    if (!cuts) return cuts.error();
    auto status = cuts->each([&](Statement& row) -> core::Status {
        auto context = decode_vector(row.blob_view(2));
        if (!context) return context.error();
        auto& steps = history.seen_[row.id<core::DeviceId>(0)];
        for (const auto& [device, seq] : context->entries())
            steps[device].push_back({static_cast<std::uint64_t>(row.int64(1)), seq});
        return core::ok();
    });
    if (!status) return status.error();
    auto rows = connection.query(
        "SELECT b.head, d.id FROM batch b JOIN device d ON d.ordinal = b.device WHERE b.seq > d.cut_seq "
        "ORDER BY b.place");
    if (!rows) return rows.error();
    status = rows->each([&](Statement& row) -> core::Status {
        auto bytes = whole_head(row.blob_view(0), row.id<core::DeviceId>(1));
        if (!bytes) return bytes.error();
        auto head = decode_head(*bytes);
        if (!head) return core::corrupt("log.damaged", head.error().reason);
        history.note(*head);
        return core::ok();
    });
    if (!status) return status.error();
    return history;
}

}  // namespace storage
