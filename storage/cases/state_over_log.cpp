#include "storage/cases/state_over_log.h"

#include "storage/log/attachments.h"
#include "storage/log/log_rows.h"

namespace storage {

namespace {

std::vector<bool> all_but_traces(const BatchHead& head) {
    std::vector<bool> absent;
    for (const auto& part : head.parts) absent.push_back(part.part_class != part_class::trace);
    return absent;
}

core::Status leave_traces(BatchLog& log, const core::VersionVector& cut) {
    std::vector<std::pair<std::int64_t, Bytes>> bodies;
    auto status = log.for_each([&](StoredBatch& stored) {
        const BatchHead& head = stored.batch.head;
        if (head.seq <= cut.of(head.device))
            bodies.emplace_back(stored.place, stored_body(stored.batch, all_but_traces(head)));
        return core::ok();
    });
    for (const auto& [place, body] : bodies) {
        if (!status) break;
        status =
            log.gate().connection().run("UPDATE batch SET body = ? WHERE place = ?", ByteView(body), place);
    }
    return status;
}

core::Status drop_pictures(BatchLog& log, const std::vector<Erasure>& ledger) {
    Attachments attachments(log.gate().connection());
    for (const auto& erasure : ledger) {
        auto n = log.find_case(erasure.case_id);
        if (!n) return n.error();
        if (!*n) continue;
        if (auto gone = attachments.erase(**n, erasure.part_class); !gone) return gone.error();
    }
    return core::ok();
}

}  // namespace

core::Status check_leads_on(BatchLog& log, const StateManifest& manifest) {
    const core::VersionVector heads = log.heads();
    if (heads.entries().empty()) return core::ok();
    const core::VersionVector at = vector_of(manifest.cuts);
    for (const auto& [device, seq] : heads.entries()) {
        if (at.of(device) < log.head(device)->cut_seq) return core::denied("snapshot.not_newer");
    }
    for (const LogCut& cut : manifest.cuts) {
        if (cut.seq > heads.of(cut.device)) {
            if (cut.device == log.self()) return core::denied("snapshot.other_history", cut.device.hex());
            continue;
        }
        auto chain = log.chain_at(cut.device, cut.seq);
        if (!chain) return chain.error();
        if (*chain != cut.chain) return core::denied("snapshot.other_history", cut.device.hex());
    }
    return heads.covers(at) ? core::denied("snapshot.not_newer") : core::ok();
}

core::Status make_way(BatchLog& log, const StateManifest& manifest) {
    Connection& connection = log.gate().connection();
    auto status = leave_traces(log, vector_of(manifest.cuts));
    if (status) status = connection.run("DELETE FROM case_base");
    if (status) status = connection.run("DELETE FROM part_mark");
    if (status) status = drop_pictures(log, manifest.ledger);
    return status;
}

core::Result<Digest> marks_beyond(BatchLog& log, const core::VersionVector& cut) {
    Digest marks{};
    auto status = log.for_each([&](StoredBatch& stored) -> core::Status {
        const Batch& batch = stored.batch;
        if (batch.head.seq <= cut.of(batch.head.device)) return core::ok();
        for (std::size_t i = 0; i < batch.parts.size(); ++i) {
            auto gone = is_gone(log.gate().connection(), batch, i);
            if (!gone) return gone.error();
            if (*gone) join_mark(marks, hollow_mark(batch.head, i));
        }
        return core::ok();
    });
    if (!status) return status.error();
    return marks;
}

}  // namespace storage
