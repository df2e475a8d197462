#include "storage/log/node_state.h"

#include "storage/log/device_heads.h"

namespace storage {

namespace {

core::Result<std::optional<Bytes>> one_blob(core::Result<Statement> row) {
    if (!row) return row.error();
    auto found = row->step();
    if (!found) return found.error();
    if (!*found) return std::optional<Bytes>{};
    return std::optional(row->blob(0));
}

core::Result<std::int64_t> or_zero(core::Result<std::optional<std::int64_t>> number) {
    if (!number) return number.error();
    return number->value_or(0);
}

}  // namespace

// ---- settings ----

core::Result<std::optional<Bytes>> SettingTable::bytes(std::string_view name) {
    return one_blob(connection_.query("SELECT value FROM setting WHERE name = ?", name));
}

core::Result<std::string> SettingTable::text(std::string_view name) {
    auto value = bytes(name);
    if (!value) return value.error();
    return *value ? std::string(core::text(**value)) : std::string{};
}

core::Result<std::optional<std::int64_t>> SettingTable::number(std::string_view name) {
    auto value = bytes(name);
    if (!value) return value.error();
    if (!*value) return std::optional<std::int64_t>{};
    core::Reader in(**value);
    const std::int64_t number = in.zigzag();
    if (!in.done()) return core::corrupt("store.damaged", "setting");
    return std::optional(number);
}

core::Status SettingTable::set(std::string_view name, ByteView value) {
    return connection_.run(
        "INSERT INTO setting (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name, value);
}

core::Status SettingTable::set_number(std::string_view name, std::int64_t number) {
    core::Writer out;
    out.zigzag(number);
    return set(name, out.bytes());
}

core::Status SettingTable::remove(std::string_view name) {
    return connection_.run("DELETE FROM setting WHERE name = ?", name);
}

// ---- secrets ----

core::Result<std::optional<Secret>> SecretTable::find(std::string_view name) {
    auto row = connection_.query("SELECT bytes FROM secret WHERE name = ?", name);
    if (!row) return row.error();
    auto found = row->step();
    if (!found) return found.error();
    if (!*found) return std::optional<Secret>{};
    return std::optional(Secret::copy_of(row->blob_view(0)));
}

core::Status SecretTable::set(std::string_view name, ByteView secret) {
    return connection_.run(
        "INSERT INTO secret (name, bytes) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes",
        name, secret);
}

core::Status SecretTable::remove(std::string_view name) {
    return connection_.run("DELETE FROM secret WHERE name = ?", name);
}

// ---- counters ----

core::Result<std::int64_t> Counters::next(std::string_view name, std::int32_t day) {
    return or_zero(
        connection_.number("INSERT INTO counter (name, day, value) VALUES (?, ?, 1) "
                           "ON CONFLICT (name, day) DO UPDATE SET value = value + 1 RETURNING value",
                           name, day));
}

core::Result<std::int64_t> Counters::value(std::string_view name, std::int32_t day) {
    return or_zero(connection_.number("SELECT value FROM counter WHERE name = ? AND day = ?", name, day));
}

core::Status Counters::raise(std::string_view name, std::int32_t day, std::int64_t at_least) {
    return connection_.run(
        "INSERT INTO counter (name, day, value) VALUES (?, ?, ?) "
        "ON CONFLICT (name, day) DO UPDATE SET value = max(value, excluded.value)",
        name, day, at_least);
}

core::Result<std::int32_t> Counters::newest_day(std::string_view name) {
    auto day = or_zero(connection_.number("SELECT max(day) FROM counter WHERE name = ?", name));
    if (!day) return day.error();
    return static_cast<std::int32_t>(*day);
}

// ---- roster ----

core::Status RosterTable::add(const Digest& digest, ByteView entry) {
    return connection_.run(
        "INSERT INTO roster_entry (digest, bytes) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
        ByteView(digest), entry);
}

core::Result<std::vector<Bytes>> RosterTable::entries() {
    auto rows = connection_.query("SELECT bytes FROM roster_entry ORDER BY n");
    if (!rows) return rows.error();
    std::vector<Bytes> out;
    auto status = rows->each([&](Statement& row) { out.push_back(row.blob(0)); });
    if (!status) return status.error();
    return out;
}

core::Result<std::optional<Bytes>> RosterTable::find(const Digest& digest) {
    return one_blob(connection_.query("SELECT bytes FROM roster_entry WHERE digest = ?", ByteView(digest)));
}

core::Result<Digest> RosterTable::digest() {
    auto rows = connection_.query("SELECT digest FROM roster_entry ORDER BY digest");
    if (!rows) return rows.error();
    Hasher hasher;
    hasher.add(core::view("kakanai roster set 1"));
    auto status = rows->each([&](Statement& row) { hasher.add(row.blob_view(0)); });
    if (!status) return status.error();
    return hasher.finish();
}

// ---- peers ----

core::Status PeerTable::put(const PeerRecord& peer) {
    return connection_.run(
        "INSERT INTO peer (device, vector, seen_ms, clock_ms, address) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (device) DO UPDATE SET vector = excluded.vector, seen_ms = excluded.seen_ms, "
        "clock_ms = excluded.clock_ms, address = excluded.address",
        peer.device, ByteView(encode_vector(peer.durable)), peer.seen.unix_ms, peer.clock_ms,
        std::string_view(peer.address));
}

core::Result<std::vector<PeerRecord>> PeerTable::entries() {
    auto rows = connection_.query("SELECT device, vector, seen_ms, clock_ms, address FROM peer");
    if (!rows) return rows.error();
    std::vector<PeerRecord> out;
    auto status = rows->each([&](Statement& row) -> core::Status {
        auto vector = decode_vector(row.blob_view(1));
        if (!vector) return vector.error();
        out.push_back({row.id<core::DeviceId>(0), std::move(*vector), core::Instant{row.int64(2)},
                       row.int64(3), row.text(4)});
        return core::ok();
    });
    if (!status) return status.error();
    return out;
}

}  // namespace storage
