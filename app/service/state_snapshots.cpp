#include "app/service/state_snapshots.h"

#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/node/erasure_work.h"
#include "app/node/store_inspection.h"
#include "app/service/closed_desk.h"
#include "storage/env/system_environment.h"

namespace app {

namespace {

core::Result<storage::StateInfo> fill(ClosedDesk& desk, const std::string& archive,
                                      const core::Clock& clock) {
    ErasureWork work(*desk.node);
    const auto clocks = work.clocks(clock.now());
    if (!clocks) return clocks.error();
    auto gone = work.carry_out_ready(
        *clocks, [&](const storage::EraseTarget& target) { return desk.cases->erase(target.case_id); });
    if (!gone) return gone.error();
    storage::SystemFileSystem files;
    return storage::StateArchive(files, archive)
        .restore(desk.node->log(), *desk.keys, signers_of(desk.node->roster()));
}

}  // namespace

bool holds_state(const std::string& archive) { return std::filesystem::exists(archive + "/state"); }

core::Result<storage::StateInfo> make_state(DeskEngine& engine, const std::string& archive,
                                            const std::vector<storage::HeldBy>& held, core::Instant now,
                                            core::Random& random) {
    if (auto all = storage::held_by_all(engine.node().log().heads(), held); !all) return all.error();
    std::error_code failed;
    std::filesystem::create_directories(archive, failed);
    if (failed) return core::Error{core::ErrorCode::io, "disk.no_folder", failed.message()};
    chmod(archive.c_str(), 0700);
    storage::SystemFileSystem files;
    return storage::StateArchive(files, archive)
        .create(engine.cases(), engine.keys(), engine.node().author().sign,
                core::fresh_id<core::RunId>(random), now);
}

core::Result<storage::StateInfo> check_state(NodeStore& node, const std::string& archive) {
    storage::SystemFileSystem files;
    return storage::StateArchive(files, archive).verify(node.roster().site(), signers_of(node.roster()));
}

core::Result<storage::StateInfo> take_state(const std::string& folder, const storage::Secret& store_key,
                                            const std::string& archive, const core::Clock& clock,
                                            core::Random& random) {
    auto before = ClosedDesk::open(folder, store_key, random);
    if (!before) return before.error();
    auto info = fill(*before, archive, clock);
    if (!info) return info.error();
    before->close();
    auto filled = ClosedDesk::open(folder, store_key, random);  // the log begins at the cut now
    if (!filled) return filled.error();
    if (auto folded = filled->cases->rebuild(); !folded) return folded.error();
    auto state = filled->cases->state_digest();
    if (!state) return state.error();
    auto ledger = storage::ErasureLedger(filled->node->database().writer()).entries();
    if (!ledger) return ledger.error();
    // Where more was erased since, or own work stands beyond, the digests must differ; the hourly comparison
    // with the others decides.
    const bool the_same = ledger->size() == info->erased && filled->node->log().heads() == info->at;
    if (the_same && storage::digest_of(*state) != info->digest)
        return core::corrupt("snapshot.damaged", "state");
    return info;
}

nlohmann::json to_json(const storage::StateInfo& info) {
    return {{"created_ms", info.created.unix_ms},
            {"maker", info.maker.hex()},
            {"cases", info.cases},
            {"bytes", info.bytes},
            {"files", info.files},
            {"state_digest", core::to_hex(info.digest)}};
}

}  // namespace app
