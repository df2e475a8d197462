// Wrapped keys by the batch that introduced them: record | ERASED, and ERASED for ever. Kept apart from the
// batches, so that no segment or snapshot of the log carries a key. Who may unwrap them is not known here.
//
// Used by the writer thread; calls that write want an open WriteBlock.
#pragma once

#include <functional>
#include <vector>

#include "storage/log/batch.h"
#include "storage/sqlite/statement.h"

namespace storage {

struct StoredKey {
    core::BatchId id;  // batch that introduced it
    std::uint32_t part_class{0};
    std::uint64_t epoch{0};
    std::optional<std::int64_t> case_n;
    std::optional<Bytes> record;  // nothing: ERASED
};

class KeyTable {
  public:
    explicit KeyTable(Connection& connection) : connection_(connection) {}

    // "key.not_found" if no such key was ever introduced here.
    core::Result<StoredKey> find(const core::BatchId& id, std::uint32_t part_class);

    // The newest key of a class of a case that is not ERASED; nothing if there is none.
    core::Result<std::optional<StoredKey>> newest(std::int64_t case_n, std::uint32_t part_class);
    // The newest key of a class that belongs to no case (log keys by month): of one device, or of any.
    core::Result<std::optional<StoredKey>> newest_of_device(const core::DeviceId& device,
                                                            std::uint32_t part_class);
    core::Result<std::optional<StoredKey>> newest_common(std::uint32_t part_class);

    core::Result<std::vector<StoredKey>> of_case(std::int64_t case_n);

    // In order of device and seq, for the separate backup of keys and for wrapping anew under recovery.
    core::Status for_each(const std::function<core::Status(const StoredKey&)>& fn);

    // ---- for the log ----
    core::Status put(std::int64_t device, std::uint64_t seq, std::uint64_t epoch,
                     std::optional<std::int64_t> case_n, const KeyRecord& record);
    core::Result<std::vector<KeyRecord>> of_batch(std::int64_t device, std::uint64_t seq);
    // part_class 0: content, restricted and protected ones. Returns how many were destroyed.
    core::Result<std::int64_t> erase(std::int64_t case_n, std::uint32_t part_class);

  private:
    Connection& connection_;
};

}  // namespace storage
