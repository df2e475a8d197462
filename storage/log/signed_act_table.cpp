#include "storage/log/signed_act_table.h"

#include "storage/log/log_rows.h"

namespace storage {

namespace {

constexpr const char* columns = "digest, bytes, seen_ms, seen_elsewhere_ms, device, seq, done_ms";

core::Result<KeptAct> read_act(Statement& row) {
    KeptAct act;
    if (!read_digest(row.blob_view(0), act.digest)) return core::corrupt("log.damaged", "signed act");
    act.bytes = row.blob(1);
    if (const auto at = row.optional_int64(2)) act.seen = core::Instant{*at};
    act.seen_elsewhere = {row.optional_int64(3).value_or(0)};
    if (!row.is_null(4))
        act.batch = core::BatchId{row.id<core::DeviceId>(4), static_cast<std::uint64_t>(row.int64(5))};
    if (const auto at = row.optional_int64(6)) act.done = core::Instant{*at};
    return act;
}

std::optional<std::int64_t> ms(const std::optional<core::Instant>& at) {
    return at ? std::optional(at->unix_ms) : std::nullopt;
}

}  // namespace

core::Result<std::vector<KeptAct>> SignedActTable::acts() {
    auto rows = connection_.query(std::string("SELECT ") + columns + " FROM signed_act ORDER BY digest");
    if (!rows) return rows.error();
    std::vector<KeptAct> out;
    auto status = rows->each([&](Statement& row) -> core::Status {
        auto act = read_act(row);
        if (!act) return act.error();
        out.push_back(std::move(*act));
        return core::ok();
    });
    if (!status) return status.error();
    return out;
}

core::Result<std::optional<KeptAct>> SignedActTable::find(const Digest& digest) {
    auto rows = connection_.query(std::string("SELECT ") + columns + " FROM signed_act WHERE digest = ?",
                                  ByteView(digest));
    if (!rows) return rows.error();
    auto found = rows->step();
    if (!found) return found.error();
    if (!*found) return std::optional<KeptAct>{};
    auto act = read_act(*rows);
    if (!act) return act.error();
    return std::optional(std::move(*act));
}

core::Status SignedActTable::put(const KeptAct& act) {
    auto insert = connection_.prepare(std::string("INSERT OR REPLACE INTO signed_act (") + columns +
                                      ") VALUES (?, ?, ?, ?, ?, ?, ?)");
    if (!insert) return insert.error();
    insert->bind_all(ByteView(act.digest), ByteView(act.bytes), ms(act.seen), act.seen_elsewhere.unix_ms,
                     act.batch ? std::optional(act.batch->device) : std::nullopt,
                     act.batch ? std::optional(static_cast<std::int64_t>(act.batch->seq)) : std::nullopt,
                     ms(act.done));
    return insert->run();
}

core::Result<std::vector<KeptMark>> SignedActTable::marks() {
    auto rows =
        connection_.query("SELECT act, device, at_ms, signature FROM erase_mark ORDER BY act, device");
    if (!rows) return rows.error();
    std::vector<KeptMark> out;
    auto status = rows->each([&](Statement& row) -> core::Status {
        KeptMark mark;
        const ByteView signature = row.blob_view(3);
        if (!read_digest(row.blob_view(0), mark.act) || signature.size() != mark.signature.size())
            return core::corrupt("log.damaged", "erase mark");
        mark.device = row.id<core::DeviceId>(1);
        mark.at = {row.int64(2)};
        std::copy(signature.begin(), signature.end(), mark.signature.begin());
        out.push_back(mark);
        return core::ok();
    });
    if (!status) return status.error();
    return out;
}

core::Result<bool> SignedActTable::add_mark(const KeptMark& mark) {
    auto status = connection_.run(
        "INSERT INTO erase_mark (act, device, at_ms, signature) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        ByteView(mark.act), mark.device, mark.at.unix_ms, ByteView(mark.signature));
    if (!status) return status.error();
    return connection_.changed_rows() > 0;
}

}  // namespace storage
