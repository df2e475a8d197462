// A store of key records in memory, filled batch by batch as the log would: what a desk or the blind backup
// node holds.
#pragma once

#include <map>

#include "storage/keys/key_ring.h"

namespace tests {

class MemoryKeys : public storage::KeyRecordStore {
  public:
    void take(const storage::Batch& batch) {
        if (batch.head.run) runs[{batch.head.device, batch.head.seq}] = *batch.head.run;
        for (const auto& record : batch.keys) {
            const storage::KeyPlace place{batch.head.id(), record.part_class};
            rows[place] = {place, batch.head.epoch, record.wrapped, batch.head.hlc};
            const auto bound = storage::bound_case(record.part_class, batch.head.case_id);
            if (bound) cases[place] = *bound;
        }
    }
    void erase(const core::CaseId& case_id) {
        for (const auto& [place, bound] : cases) {
            if (bound == case_id) rows.at(place).record.reset();
        }
    }

    core::Result<storage::KeyRow> record(const storage::KeyPlace& place) override {
        ++asked;
        const auto it = rows.find(place);
        if (it == rows.end()) return core::Error{core::ErrorCode::not_found, "key.not_found"};
        return it->second;
    }
    core::Result<std::optional<storage::KeyRow>> newest(const core::CaseId& case_id,
                                                        std::uint32_t part_class) override {
        return newest_where([&](const storage::KeyPlace& place) {
            const auto it = cases.find(place);
            return place.part_class == part_class && it != cases.end() && it->second == case_id;
        });
    }
    core::Result<std::optional<storage::KeyRow>> newest_without_case(const core::DeviceId& device,
                                                                     std::uint32_t part_class) override {
        return newest_where([&](const storage::KeyPlace& place) {
            return place.part_class == part_class && place.batch.device == device && !cases.contains(place);
        });
    }
    core::Result<core::RunId> run_of(const core::DeviceId& device, std::uint64_t run_seq) override {
        const auto it = runs.find({device, run_seq});
        if (it == runs.end()) return core::Error{core::ErrorCode::not_found, "log.not_found"};
        return it->second;
    }

    std::map<storage::KeyPlace, storage::KeyRow> rows;
    std::map<storage::KeyPlace, core::CaseId> cases;
    std::map<std::pair<core::DeviceId, std::uint64_t>, core::RunId> runs;
    int asked{0};

  private:
    template <class Fits>
    core::Result<std::optional<storage::KeyRow>> newest_where(Fits fits) {
        std::optional<storage::KeyRow> best;
        for (const auto& [place, row] : rows) {
            if (!row.record || !fits(place)) continue;
            if (!best || row.introduced > best->introduced) best = row;
        }
        return best;
    }
};

}  // namespace tests
