#include "app/node/closed_identity.h"

#include <algorithm>

namespace app {

namespace {

constexpr std::string_view closed_name = "identity.closed";
constexpr std::string_view closed_key_name = "device.key.closed";

}  // namespace

core::Result<std::optional<core::DeviceId>> ClosedIdentity::id() {
    auto bytes = settings_.bytes(closed_name);
    if (!bytes) return bytes.error();
    if (!*bytes) return std::optional<core::DeviceId>{};
    core::DeviceId id;
    if ((*bytes)->size() != id.bytes.size()) return core::corrupt("device_key.damaged");
    std::copy((*bytes)->begin(), (*bytes)->end(), id.bytes.begin());
    return std::optional(id);
}

core::Result<std::optional<storage::DeviceKey>> ClosedIdentity::key() {
    auto bytes = secrets_.find(closed_key_name);
    if (!bytes) return bytes.error();
    if (!*bytes) return std::optional<storage::DeviceKey>{};
    auto key = storage::DeviceKey::from_bytes((*bytes)->view());
    if (!key) return key.error();
    return std::optional(std::move(*key));
}

core::Status ClosedIdentity::close(const core::DeviceId& mine) {
    return settings_.set(closed_name, mine.bytes);
}

core::Status ClosedIdentity::replace(const storage::DeviceKey& old, const storage::DeviceKey& fresh) {
    if (auto kept = secrets_.set(closed_key_name, old.bytes().view()); !kept) return kept;
    return secrets_.set(device_key_name, fresh.bytes().view());
}

core::Status ClosedIdentity::settle() {
    if (auto gone = secrets_.remove(closed_key_name); !gone) return gone;
    return settings_.remove(closed_name);
}

core::Result<bool> same_history(storage::BatchLog& log, const core::DeviceId& device, std::uint64_t seq,
                                core::ByteView chain_start) {
    if (seq > log.heads().of(device)) return false;
    auto chain = log.chain_at(device, seq);
    if (!chain) return chain.error();
    return std::equal(chain_start.begin(), chain_start.end(), chain->begin());
}

core::Result<std::uint64_t> last_common(storage::BatchLog& log, const storage::SealedRun& run) {
    std::uint64_t common = run.batches.front().head.seq - 1;
    for (const auto& batch : run.batches) {
        if (batch.head.seq > log.heads().of(run.device)) break;
        auto ours = log.batch(batch.head.id());
        if (!ours) return ours.error();
        if (storage::encode_head(ours->batch.head) != storage::encode_head(batch.head)) break;
        common = batch.head.seq;
    }
    return common;
}

}  // namespace app
