#include "storage/log/key_table.h"

#include "storage/log/log_rows.h"

namespace storage {

namespace {

constexpr const char* find_sql =
    "SELECT d.id, k.seq, k.part_class, k.epoch, k.case_n, k.record FROM key_record k "
    "JOIN device d ON d.ordinal = k.device WHERE d.id = ? AND k.seq = ? AND k.part_class = ?";
constexpr const char* newest_sql =
    "SELECT d.id, k.seq, k.part_class, k.epoch, k.case_n, k.record FROM key_record k "
    "JOIN device d ON d.ordinal = k.device WHERE k.case_n = ? AND k.part_class = ? AND k.record NOT NULL "
    "ORDER BY k.epoch DESC, k.seq DESC, d.id LIMIT 1";
constexpr const char* newest_common_sql =
    "SELECT d.id, k.seq, k.part_class, k.epoch, k.case_n, k.record FROM key_record k "
    "JOIN device d ON d.ordinal = k.device "
    "WHERE k.case_n IS NULL AND k.part_class = ? AND k.record NOT NULL "
    "ORDER BY k.epoch DESC, k.seq DESC, d.id LIMIT 1";
constexpr const char* newest_of_device_sql =
    "SELECT d.id, k.seq, k.part_class, k.epoch, k.case_n, k.record FROM key_record k "
    "JOIN device d ON d.ordinal = k.device "
    "WHERE d.id = ? AND k.part_class = ? AND k.case_n IS NULL AND k.record NOT NULL "
    "ORDER BY k.seq DESC LIMIT 1";
constexpr const char* of_case_sql =
    "SELECT d.id, k.seq, k.part_class, k.epoch, k.case_n, k.record FROM key_record k "
    "JOIN device d ON d.ordinal = k.device WHERE k.case_n = ? ORDER BY d.id, k.seq, k.part_class";
constexpr const char* all_sql =
    "SELECT d.id, k.seq, k.part_class, k.epoch, k.case_n, k.record FROM key_record k "
    "JOIN device d ON d.ordinal = k.device ORDER BY d.id, k.seq, k.part_class";

StoredKey read_key(Statement& row) {
    StoredKey key;
    key.id = {row.id<core::DeviceId>(0), static_cast<std::uint64_t>(row.int64(1))};
    key.part_class = static_cast<std::uint32_t>(row.int64(2));
    key.epoch = static_cast<std::uint64_t>(row.int64(3));
    key.case_n = row.optional_int64(4);
    if (!row.is_null(5)) key.record = row.blob(5);
    return key;
}

core::Result<std::optional<StoredKey>> first(core::Result<Statement> rows) {
    if (!rows) return rows.error();
    auto found = rows->step();
    if (!found) return found.error();
    if (!*found) return std::optional<StoredKey>{};
    return std::optional(read_key(*rows));
}

}  // namespace

core::Result<StoredKey> KeyTable::find(const core::BatchId& id, std::uint32_t part_class) {
    auto key = first(connection_.query(find_sql, id.device, id.seq, part_class));
    if (!key) return key.error();
    if (!*key) return core::Error{core::ErrorCode::not_found, "key.not_found"};
    return **key;
}

core::Result<std::optional<StoredKey>> KeyTable::newest(std::int64_t case_n, std::uint32_t part_class) {
    return first(connection_.query(newest_sql, case_n, part_class));
}

core::Result<std::optional<StoredKey>> KeyTable::newest_common(std::uint32_t part_class) {
    return first(connection_.query(newest_common_sql, part_class));
}

core::Result<std::optional<StoredKey>> KeyTable::newest_of_device(const core::DeviceId& device,
                                                                  std::uint32_t part_class) {
    return first(connection_.query(newest_of_device_sql, device, part_class));
}

core::Result<std::vector<StoredKey>> KeyTable::of_case(std::int64_t case_n) {
    auto rows = connection_.query(of_case_sql, case_n);
    if (!rows) return rows.error();
    std::vector<StoredKey> keys;
    auto status = rows->each([&](Statement& row) { keys.push_back(read_key(row)); });
    if (!status) return status.error();
    return keys;
}

core::Status KeyTable::for_each(const std::function<core::Status(const StoredKey&)>& fn) {
    auto rows = connection_.query(all_sql);
    if (!rows) return rows.error();
    return rows->each([&](Statement& row) -> core::Status { return fn(read_key(row)); });
}

core::Status KeyTable::put(std::int64_t device, std::uint64_t seq, std::uint64_t epoch,
                           std::optional<std::int64_t> case_n, const KeyRecord& record) {
    auto insert = connection_.prepare(
        "INSERT INTO key_record (device, seq, part_class, case_n, epoch, record) VALUES (?, ?, ?, ?, ?, ?)");
    if (!insert) return insert.error();
    insert->bind_all(device, seq, record.part_class, case_n, epoch);
    if (record.wrapped) insert->bind(6, ByteView(*record.wrapped));
    return insert->run();
}

core::Result<std::vector<KeyRecord>> KeyTable::of_batch(std::int64_t device, std::uint64_t seq) {
    auto rows = connection_.query(
        "SELECT part_class, record FROM key_record WHERE device = ? AND seq = ? ORDER BY part_class", device,
        seq);
    if (!rows) return rows.error();
    std::vector<KeyRecord> keys;
    auto status = rows->each([&](Statement& row) {
        KeyRecord record{static_cast<std::uint32_t>(row.int64(0)), std::nullopt};
        if (!row.is_null(1)) record.wrapped = row.blob(1);
        keys.push_back(std::move(record));
    });
    if (!status) return status.error();
    return keys;
}

core::Result<std::int64_t> KeyTable::erase(std::int64_t case_n, std::uint32_t part_class) {
    auto status = part_class == 0 ? connection_.run(
                                        "UPDATE key_record SET record = NULL WHERE case_n = ? "
                                        "AND part_class <> ? AND record NOT NULL",
                                        case_n, part_class::trace)
                                  : connection_.run(
                                        "UPDATE key_record SET record = NULL WHERE case_n = ? "
                                        "AND part_class = ? AND record NOT NULL",
                                        case_n, part_class);
    if (!status) return status.error();
    return connection_.changed_rows();
}

}  // namespace storage
