#include "storage/log/set_aside.h"

#include "storage/log/device_heads.h"
#include "storage/log/log_rows.h"

namespace storage {

core::Status SetAside::add(const AsideBatch& aside, const std::optional<Seal>& seal) {
    const Batch& batch = aside.batch;
    std::optional<Bytes> seal_bytes;
    if (seal) seal_bytes = encode_seal(*seal);
    auto insert = connection_.prepare(
        "INSERT INTO set_aside (device, seq, why, at_ms, head, body, seal, context) VALUES (?, ?, ?, ?, ?, "
        "?, "
        "?, ?) ON CONFLICT DO NOTHING");
    if (!insert) return insert.error();
    const Bytes head = encode_head(batch.head);
    const Bytes body = encode_body(batch);
    const Bytes context = encode_vector(aside.context);
    insert->bind_all(batch.head.device, batch.head.seq, std::string_view(aside.why), aside.at.unix_ms,
                     ByteView(head), ByteView(body));
    if (seal_bytes) insert->bind(7, ByteView(*seal_bytes));
    insert->bind(8, ByteView(context));
    return insert->run();
}

core::Result<std::vector<AsideBatch>> SetAside::of(const core::DeviceId& device, std::string_view why) {
    auto rows = connection_.query(
        "SELECT id, at_ms, head, body, context FROM set_aside WHERE device = ? AND why = ? ORDER BY seq",
        device, why);
    if (!rows) return rows.error();
    std::vector<AsideBatch> out;
    auto status = rows->each([&](Statement& row) -> core::Status {
        auto batch = decode_batch(row.blob_view(2), row.blob_view(3));
        if (!batch) return core::corrupt("log.damaged", "set aside");
        auto context = decode_vector(row.blob_view(4));
        if (!context) return context.error();
        out.push_back(
            {row.int64(0), std::string(why), {row.int64(1)}, std::move(*context), std::move(*batch)});
        return core::ok();
    });
    if (!status) return status.error();
    return out;
}

core::Result<std::int64_t> SetAside::count(const core::DeviceId& device, std::string_view why) {
    auto found =
        connection_.number("SELECT count(*) FROM set_aside WHERE device = ? AND why = ?", device, why);
    if (!found) return found.error();
    return found->value_or(0);
}

core::Status SetAside::erase(const core::CaseId& id) {
    auto rows = connection_.query("SELECT id, head FROM set_aside");
    if (!rows) return rows.error();
    std::vector<std::int64_t> doomed;
    auto status = rows->each([&](Statement& row) -> core::Status {
        auto head = decode_head(row.blob_view(1));
        if (!head) return core::corrupt("log.damaged", "set aside");
        if (head->case_id == id) doomed.push_back(row.int64(0));
        return core::ok();
    });
    for (const std::int64_t row : doomed)
        if (status) status = connection_.run("DELETE FROM set_aside WHERE id = ?", row);
    return status;
}

core::Status SetAside::change(std::int64_t id, std::string_view why) {
    return connection_.run("UPDATE OR REPLACE set_aside SET why = ? WHERE id = ?", why, id);
}

}  // namespace storage
