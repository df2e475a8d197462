#include "app/node/store_inspection.h"

namespace app {

namespace {

constexpr std::size_t run_bytes = 1024 * 1024;

// One device's log from its first batch to its newest seal.
core::Status walk(NodeStore& node, const core::DeviceId& device, const storage::PublicKey& signer,
                  ChainCheck& check) {
    const core::SiteId& site = node.roster().site();
    storage::Digest chain = storage::first_chain(site, device);
    std::uint64_t seq = 0;
    const auto fault = [&](const std::string& what) {
        check.faults.push_back("device " + device.hex() + " batch " + std::to_string(seq) + ": " + what);
    };
    for (;;) {
        auto run = node.log().read_run(device, seq, run_bytes);
        if (!run) return run.error();
        if (run->batches.empty()) return core::ok();
        for (const auto& batch : run->batches) {
            ++seq;
            ++check.batches;
            if (batch.head.seq != seq || batch.head.device != device) fault("number");
            chain = storage::next_chain(chain, storage::hash(storage::encode_head(batch.head)));
            if (!storage::check_parts(batch)) fault("part");
        }
        ++check.seals;
        if (run->seal.seq != seq || run->seal.chain != chain) fault("chain");
        if (!storage::verify(signer, storage::seal_message(site, device, seq, chain), run->seal.signature))
            fault("seal");
    }
}

}  // namespace

core::Result<ChainCheck> verify_chains(NodeStore& node) {
    ChainCheck check;
    const core::VersionVector heads = node.log().sealed_heads();
    for (const auto& [device, seq] : heads.entries()) {
        const auto* member = node.roster().member(device);
        ++check.devices;
        if (member == nullptr) {
            check.faults.push_back("device " + device.hex() + ": not in the roster");
            continue;
        }
        if (auto walked = walk(node, device, member->device.sign_key, check); !walked) return walked.error();
    }
    return check;
}

}  // namespace app
