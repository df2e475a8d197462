#include "app/node/snapshots.h"

#include <sys/stat.h>

#include <filesystem>

namespace app {

Snapshots::Snapshots(NodeStore& node, core::FileSystem& files, std::string folder)
    : node_(node), folder_(std::move(folder)), archive_(files, folder_) {}

storage::SignerOf Snapshots::signers() const {
    return [this](const core::DeviceId& device) -> std::optional<storage::PublicKey> {
        const auto* member = node_.roster().member(device);
        return member != nullptr ? std::optional(member->device.sign_key) : std::nullopt;
    };
}

core::Result<std::uint64_t> Snapshots::named(std::uint64_t number) {
    if (number != 0) return number;
    auto all = archive_.list();
    if (!all) return all.error();
    if (all->empty()) return core::Error{core::ErrorCode::not_found, "snapshot.none"};
    return all->back().number;
}

core::Result<storage::SnapshotInfo> Snapshots::create(core::Instant now) {
    std::error_code failed;
    std::filesystem::create_directories(folder_, failed);
    if (failed) return core::Error{core::ErrorCode::io, "disk.no_folder", failed.message()};
    chmod(folder_.c_str(), 0700);
    return archive_.create(node_.log(), node_.device().sign, now);
}

core::Result<std::vector<storage::SnapshotInfo>> Snapshots::list() { return archive_.list(); }

core::Result<storage::SnapshotInfo> Snapshots::verify(std::uint64_t number) {
    auto which = named(number);
    return which ? archive_.verify(*which, signers()) : which.error();
}

core::Result<std::size_t> Snapshots::prune(std::size_t keep) { return archive_.prune(keep); }

core::Result<storage::SnapshotInfo> Snapshots::restore(std::uint64_t number, const Clocks& clocks,
                                                       const storage::BatchSink& sink,
                                                       const ErasureWork::Projections& projections) {
    auto which = named(number);
    if (!which) return which.error();
    ErasureWork work(node_);
    if (auto gone = work.carry_out_ready(clocks, projections); !gone) return gone.error();
    auto info = archive_.restore(*which, node_.log(), signers(), sink);
    if (!info) return info.error();
    if (auto gone = work.carry_out_ready(clocks, projections); !gone) return gone.error();
    return info;
}

}  // namespace app
