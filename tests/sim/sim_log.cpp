#include "tests/sim/sim_log.h"

namespace sim {
namespace {

std::size_t size_of(const storage::SealedRun& run) {
    std::size_t size = 100;
    for (const auto& batch : run.batches)
        for (const auto& part : batch.parts) size += 40 + (part ? part->size() : 0);
    return size;
}

}  // namespace

core::Digest SimLog::chain_of(const core::DeviceId& device) const {
    const auto it = chains_.find(device);
    return it == chains_.end() ? storage::first_chain(site_, device) : it->second;
}

std::string SimLog::append(const storage::SealedRun& run, const core::Digest& authentic) {
    core::Digest chain = chain_of(run.device);
    std::uint64_t seq = heads_.of(run.device);
    for (const auto& batch : run.batches) {
        if (batch.head.device != run.device || batch.head.seq != ++seq) return "a gap or an overlap";
        for (const auto& past : batch.head.context)
            if (!heads_.covers(past)) return "a batch before what its author had seen";
        if (!storage::check_parts(batch)) return "a part that is not the head's";
        chain = storage::next_chain(chain, storage::hash(storage::encode_head(batch.head)));
    }
    if (run.seal.seq != seq || run.seal.chain != chain) return "a seal on another chain";
    if (chain != authentic) return "what its author never sealed";
    chains_[run.device] = chain;
    heads_.set(run.device, seq);
    runs_.push_back(run);
    return {};
}

std::vector<storage::SealedRun> SimLog::read_missing(const core::VersionVector& have,
                                                     std::size_t bytes_max) const {
    std::vector<storage::SealedRun> out;
    std::size_t bytes = 0;
    for (const auto& run : runs_) {
        if (have.of(run.device) >= run.seal.seq) continue;
        bytes += size_of(run);
        if (!out.empty() && bytes > bytes_max) break;
        out.push_back(run);
    }
    return out;
}

std::vector<peers::LogHead> SimLog::log_heads() const {
    std::vector<peers::LogHead> heads;
    for (const auto& [device, chain] : chains_) heads.push_back({device, heads_.of(device), chain});
    return heads;
}

}  // namespace sim
