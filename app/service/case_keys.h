// The key ring over this store's tables: where the ring finds wrapped records and runs, and how the case
// store opens parts. Store thread only.
#pragma once

#include <map>

#include "app/node/node_store.h"
#include "storage/cases/case_store.h"
#include "storage/cases/state_sealer.h"
#include "storage/keys/key_ring.h"
#include "storage/log/key_table.h"

namespace app {

class CaseKeys final : public storage::KeyRecordStore,
                       public storage::PartOpener,
                       public storage::StateSealer {
  public:
    // `node` and `random` outlive this object. Takes the epoch keys that the roster grants to this device.
    CaseKeys(NodeStore& node, core::Random& random);

    storage::KeyRing& ring() { return ring_; }
    void roster_changed();

    // 32 bytes, equal on all desks of the site; "key.no_epoch" before the first grant.
    core::Result<storage::Secret> digest_key() const;

    core::Result<storage::KeyRow> record(const storage::KeyPlace& place) override;
    core::Result<std::optional<storage::KeyRow>> newest(const core::CaseId& case_id,
                                                        std::uint32_t part_class) override;
    core::Result<std::optional<storage::KeyRow>> newest_without_case(const core::DeviceId& device,
                                                                     std::uint32_t part_class) override;
    core::Result<core::RunId> run_of(const core::DeviceId& device, std::uint64_t run_seq) override;

    core::Result<std::optional<core::Bytes>> open(const storage::Batch& batch, std::size_t index) override;

    core::Status seal(storage::Batch& record, const core::RunId& run, core::ByteView state) override;

    // While one lives, keys and runs are also found in these batches, which have left the log.
    using AsideBatches = std::map<core::BatchId, const storage::Batch*>;
    class Aside {
      public:
        Aside(CaseKeys& keys, const AsideBatches& batches) : keys_(keys) { keys_.aside_ = &batches; }
        ~Aside() {
            keys_.aside_ = nullptr;
            keys_.ring_.forget();
        }
        Aside(const Aside&) = delete;
        Aside& operator=(const Aside&) = delete;

      private:
        CaseKeys& keys_;
    };

  private:
    core::Result<storage::KeyRow> aside_row(const storage::KeyPlace& place);
    core::Result<storage::KeyRow> row(const storage::StoredKey& key);

    NodeStore& node_;
    const AsideBatches* aside_{nullptr};
    storage::KeyTable table_;
    storage::KeyRing ring_;
};

}  // namespace app
