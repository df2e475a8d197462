#include "app/service/case_keys.h"

namespace app {

CaseKeys::CaseKeys(NodeStore& node, core::Random& random)
    : node_(node), table_(node.database().writer()), ring_(node.roster().site(), *this, random) {
    roster_changed();
}

void CaseKeys::roster_changed() {
    ring_.use(storage::EpochKeys::open(node_.roster(), node_.device().id, node_.device().box),
              node_.roster());
}

core::Result<storage::Secret> CaseKeys::digest_key() const {
    const auto keys = ring_.epochs().all();
    if (keys.empty()) return core::denied("key.no_epoch");
    return storage::derive_key(keys.front()->key, "state digest");
}

core::Result<storage::KeyRow> CaseKeys::row(const storage::StoredKey& key) {
    auto introduced = node_.log().batch(key.id);
    if (!introduced && introduced.error().code == core::ErrorCode::not_found)  // below the cut of its log
        return storage::KeyRow{{key.id, key.part_class}, key.epoch, key.record, {}};
    if (!introduced) return introduced.error();
    return storage::KeyRow{{key.id, key.part_class}, key.epoch, key.record, introduced->batch.head.hlc};
}

core::Result<storage::KeyRow> CaseKeys::record(const storage::KeyPlace& place) {
    auto found = table_.find(place.batch, place.part_class);
    if (!found && aside_ != nullptr && aside_->contains(place.batch)) return aside_row(place);
    if (!found) return found.error();
    return storage::KeyRow{place, found->epoch, found->record, {}};
}

core::Result<storage::KeyRow> CaseKeys::aside_row(const storage::KeyPlace& place) {
    const storage::Batch& batch = *aside_->at(place.batch);
    for (const auto& record : batch.keys) {
        if (record.part_class == place.part_class)
            return storage::KeyRow{place, batch.head.epoch, record.wrapped, batch.head.hlc};
    }
    return core::Error{core::ErrorCode::not_found, "key.not_found"};
}

core::Result<std::optional<storage::KeyRow>> CaseKeys::newest(const core::CaseId& case_id,
                                                              std::uint32_t part_class) {
    const auto number = node_.log().find_case(case_id);
    if (!number) return number.error();
    if (!*number) return std::optional<storage::KeyRow>{};
    auto found = table_.newest(**number, part_class);
    if (!found) return found.error();
    if (!*found) return std::optional<storage::KeyRow>{};
    return std::optional(
        storage::KeyRow{{(*found)->id, part_class}, (*found)->epoch, std::move((*found)->record), {}});
}

core::Result<std::optional<storage::KeyRow>> CaseKeys::newest_without_case(const core::DeviceId& device,
                                                                           std::uint32_t part_class) {
    auto found = table_.newest_of_device(device, part_class);
    if (!found) return found.error();
    if (!*found) return std::optional<storage::KeyRow>{};
    auto made = row(**found);
    if (!made) return made.error();
    return std::optional(std::move(*made));
}

core::Result<core::RunId> CaseKeys::run_of(const core::DeviceId& device, std::uint64_t run_seq) {
    auto run = node_.log().run_of(device, run_seq);
    if (!run) return run.error();
    if (!*run && aside_ != nullptr) {
        const auto at = aside_->find({device, run_seq});
        if (at != aside_->end() && at->second->head.run) return *at->second->head.run;
    }
    if (!*run) return core::corrupt("log.damaged", "a run was never announced");
    return **run;
}

// What may be shut for good reason changes nothing; what should open and does not is an error.
core::Result<std::optional<core::Bytes>> CaseKeys::open(const storage::Batch& batch, std::size_t index) {
    const std::uint32_t part_class = batch.head.parts[index].part_class;
    if (part_class == storage::part_class::protected_) return std::optional<core::Bytes>{};
    auto plain = ring_.open_part(batch, index);
    if (plain) return std::optional(std::move(*plain));
    const std::string& reason = plain.error().reason;
    const bool shut = reason == "part.hollow" || reason == "key.erased" || reason == "key.no_epoch";
    if (shut) return std::optional<core::Bytes>{};
    return plain.error();
}

core::Status CaseKeys::seal(storage::Batch& record, const core::RunId& run, core::ByteView state) {
    const core::Error missing{core::ErrorCode::not_found, "key.not_found"};
    if (!record.head.case_id) return missing;
    const auto number = node_.log().find_case(*record.head.case_id);
    if (!number) return number.error();
    if (!*number) return missing;
    auto keys = table_.of_case(**number);
    if (!keys) return keys.error();
    for (const auto& key : *keys) {
        if (key.record && key.part_class >= storage::part_class::content)
            return ring_.add_part_under_newest(record, run, key.part_class, state);
    }
    return missing;
}

}  // namespace app
