#include "tests/sim/sim_log.h"

#include <algorithm>

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

core::BatchId SimLog::within_end(core::BatchId past) const {
    const auto end = ends_.find(past.device);
    if (end != ends_.end()) past.seq = std::min(past.seq, end->second);
    return past;
}

bool SimLog::beyond_end(const storage::SealedRun& run) const {
    const auto end = ends_.find(run.device);
    return end != ends_.end() && run.seal.seq > end->second;
}

void SimLog::hollow(storage::Batch& batch) const {
    for (auto& part : batch.parts) part.reset();
}

std::string SimLog::append(const storage::SealedRun& run, const core::Digest& authentic, const Sink& sink) {
    core::Digest chain = chain_of(run.device);
    std::uint64_t seq = heads_.of(run.device);
    if (beyond_end(run)) return "a run beyond the end of a revoked log";
    for (const auto& batch : run.batches) {
        if (batch.head.device != run.device || batch.head.seq != ++seq) return "a gap or an overlap";
        for (const auto& past : batch.head.context)
            if (!heads_.covers(within_end(past))) return "a batch before what its author had seen";
        if (!storage::check_parts(batch)) return "a part that is not the head's";
        const bool empty =
            std::any_of(batch.parts.begin(), batch.parts.end(), [](const auto& part) { return !part; });
        if (empty && (!batch.head.case_id || !erased(*batch.head.case_id)))
            return "a hollow part without an erasure";
        chain = storage::next_chain(chain, storage::hash(storage::encode_head(batch.head)));
    }
    if (run.seal.seq != seq || run.seal.chain != chain) return "a seal on another chain";
    if (chain != authentic) return "what its author never sealed";
    chains_[run.device] = chain;
    heads_.set(run.device, seq);
    runs_.push_back(run);
    auto& context = contexts_[run.device];
    for (auto& batch : runs_.back().batches) {
        for (const auto& past : batch.head.context) context.raise(past.device, past.seq);
        context.set(run.device, batch.head.seq - 1);
        if (batch.head.case_id && erased(*batch.head.case_id) && !keeps_late_content) hollow(batch);
        if (sink) sink(batch, context);
    }
    return {};
}

void SimLog::erase(const core::CaseId& id) {
    erased_.insert(id);
    for (auto& run : runs_)
        for (auto& batch : run.batches)
            if (batch.head.case_id == id) hollow(batch);
}

bool SimLog::holds_content_of(const core::CaseId& id) const {
    for (const auto& run : runs_)
        for (const auto& batch : run.batches)
            if (batch.head.case_id == id &&
                std::any_of(batch.parts.begin(), batch.parts.end(), [](const auto& part) { return part; }))
                return true;
    return false;
}

bool SimLog::cut_back(const core::DeviceId& device, std::uint64_t seq) {
    const auto [end, fresh] = ends_.try_emplace(device, seq);
    if (!fresh) end->second = seq = std::min(end->second, seq);
    if (heads_.of(device) <= seq) return false;
    std::erase_if(runs_, [&](const auto& run) { return run.device == device && run.seal.seq > seq; });
    chains_.erase(device);
    if (const auto begun = cut_chains_.find(device); begun != cut_chains_.end()) chains_.insert(*begun);
    for (const auto& run : runs_)
        if (run.device == device) chains_[device] = run.seal.chain;
    heads_.set(device, seq);
    contexts_ = replay([](const auto&, const auto&) {});
    return true;
}

SimLog::Contexts SimLog::replay(const Sink& sink) const {
    Contexts contexts = cut_contexts_;
    for (const auto& run : runs_)
        for (const auto& batch : run.batches) {
            auto& context = contexts[run.device];
            for (const auto& past : batch.head.context) context.raise(past.device, past.seq);
            context.set(run.device, batch.head.seq - 1);
            sink(batch, context);
        }
    return contexts;
}

void SimLog::drop_below(const core::VersionVector& cut, const Sink& sink) {
    std::erase_if(runs_, [&](const auto& run) {
        if (cut.of(run.device) < run.seal.seq) return false;
        auto& context = cut_contexts_[run.device];
        for (const auto& batch : run.batches) {
            for (const auto& past : batch.head.context) context.raise(past.device, past.seq);
            context.set(run.device, batch.head.seq - 1);
            sink(batch, context);
        }
        cut_.set(run.device, run.seal.seq);
        cut_chains_[run.device] = run.seal.chain;
        return true;
    });
}

void SimLog::begin_where(const SimLog& other) {
    heads_ = cut_ = other.heads_;
    chains_ = cut_chains_ = other.chains_;
    contexts_ = cut_contexts_ = other.contexts_;
    ends_ = other.ends_;
    erased_.insert(other.erased_.begin(), other.erased_.end());
    runs_.clear();
}

std::vector<storage::SealedRun> SimLog::read_missing(const core::VersionVector& have,
                                                     std::size_t bytes_max) const {
    std::vector<storage::SealedRun> out;
    for (const auto& [device, seq] : cut_.entries())
        if (have.of(device) < seq) return out;  // what would come first is not here
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
