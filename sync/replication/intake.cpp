#include "sync/replication/intake.h"

#include <algorithm>

namespace peers {
namespace {
constexpr std::size_t parked_runs_max = 256;  // retrying walks them all

// What an author saw of a revoked device's log beyond its end is not waited for.
bool holds(const core::VersionVector& have, const core::BatchId& past, const Members& members) {
    const Member* member = members.find(past.device);
    const bool ended = member != nullptr && member->revoked_after;
    return have.of(past.device) >= (ended ? std::min(past.seq, *member->revoked_after) : past.seq);
}

}  // namespace

void Intake::reset(const std::vector<LogHead>& heads) {
    lines_.clear();
    parked_.clear();
    emitted_ = {};
    parked_bytes_ = unstored_bytes_ = 0;
    for (const auto& head : heads) {
        if (head.seq == 0) continue;
        lines_[head.device] = Line{head.chain, head.chain, {}};
        emitted_.set(head.device, head.seq);
    }
    durable_ = emitted_;
}

Intake::Line& Intake::line_of(const core::DeviceId& device) {
    const auto [it, fresh] = lines_.try_emplace(device);
    if (fresh) it->second.emitted_chain = it->second.durable_chain = storage::first_chain(site_, device);
    return it->second;
}

void Intake::add_local(const storage::SealedRun& run) {
    if (run.seal.seq <= durable_.of(self_)) return;
    auto& line = line_of(self_);
    line.emitted_chain = line.durable_chain = run.seal.chain;
    emitted_.raise(self_, run.seal.seq);
    durable_.raise(self_, run.seal.seq);
}

void Intake::set_durable(const core::VersionVector& durable) {
    for (auto& [device, line] : lines_) {
        const std::uint64_t upto = durable.of(device);
        while (!line.in_store.empty() && line.in_store.front().seq <= upto) {
            const auto& done = line.in_store.front();
            line.durable_chain = done.chain;
            durable_.raise(device, done.seq);
            unstored_bytes_ -= done.bytes;
            line.in_store.pop_front();
        }
    }
}

Verdict Intake::offer(storage::SealedRun run, std::size_t bytes, const Members& members,
                      std::vector<StoreRun>& ready) {
    std::optional<storage::CheckedRun> checked;
    const Verdict verdict = judge(run, members, checked);
    if (verdict == Verdict::taken) {
        emit(std::move(*checked), bytes, members, ready);
        retry_parked(members, ready);
    } else if (verdict == Verdict::parked) {
        const bool waits_already = std::any_of(parked_.begin(), parked_.end(), [&](const Parked& other) {
            return other.run.device == run.device && other.run.seal.seq == run.seal.seq &&
                   other.run.batches.size() >= run.batches.size();
        });
        if (waits_already) return verdict;
        if (parked_bytes_ + bytes > parked_bytes_max_ || parked_.size() >= parked_runs_max)
            return Verdict::dropped;
        parked_bytes_ += bytes;
        parked_.push_back({std::move(run), bytes});
    }
    return verdict;
}

void Intake::retry_parked(const Members& members, std::vector<StoreRun>& ready) {
    for (bool moved = true; moved;) {
        moved = false;
        for (auto it = parked_.begin(); it != parked_.end();) {
            std::optional<storage::CheckedRun> checked;
            const Verdict verdict = judge(it->run, members, checked);
            if (verdict == Verdict::parked) {
                ++it;
                continue;
            }
            const std::size_t bytes = it->bytes;
            it = parked_.erase(it);
            parked_bytes_ -= bytes;
            if (verdict != Verdict::taken) continue;
            emit(std::move(*checked), bytes, members, ready);
            moved = true;
        }
    }
}

// On `taken` the run was moved into `checked`, cut to what is new.
Verdict Intake::judge(storage::SealedRun& run, const Members& members,
                      std::optional<storage::CheckedRun>& checked) const {
    if (run.batches.empty()) return Verdict::known;
    const Member* author = members.find(run.device);
    if (!author) return Verdict::stranger;
    const std::uint64_t have = emitted_.of(run.device);
    if (run.seal.seq <= have || run.device == self_) return Verdict::known;
    if (author->revoked_after && run.seal.seq > *author->revoked_after) return Verdict::revoked;
    const std::uint64_t first = run.batches.front().head.seq;
    if (first > have + 1 || !rests_on_emitted(run, members)) return Verdict::parked;
    run.batches.erase(run.batches.begin(),
                      run.batches.begin() + static_cast<std::ptrdiff_t>(have + 1 - first));
    if (hollow_without_leave(run)) return Verdict::hollow;
    checked = storage::CheckedRun::check(site_, emitted_chain(run.device), std::move(run), author->signing);
    return checked ? Verdict::taken : Verdict::forged;
}

bool Intake::rests_on_emitted(const storage::SealedRun& run, const Members& members) const {
    return std::all_of(run.batches.begin(), run.batches.end(), [&](const auto& batch) {
        return std::all_of(batch.head.context.begin(), batch.head.context.end(),
                           [&](const auto& past) { return holds(emitted_, past, members); });
    });
}

bool Intake::rests_on_durable(const storage::SealedRun& run, const Members& members) const {
    if (durable_.of(run.device) + 1 < run.batches.front().head.seq) return false;
    return std::all_of(run.batches.begin(), run.batches.end(), [&](const auto& batch) {
        return std::all_of(batch.head.context.begin(), batch.head.context.end(),
                           [&](const auto& past) { return holds(durable_, past, members); });
    });
}

// A large part may be missing for a while; the store keeps the batch and goes on wanting it.
bool Intake::hollow_without_leave(const storage::SealedRun& run) const {
    return std::any_of(run.batches.begin(), run.batches.end(), [&](const storage::Batch& batch) {
        if (batch.head.case_id && erased_.contains(*batch.head.case_id)) return false;
        for (std::size_t i = 0; i < batch.parts.size(); ++i)
            if (!batch.parts[i] && batch.head.parts[i].length <= storage::part_inline_max) return true;
        return std::any_of(batch.keys.begin(), batch.keys.end(),
                           [](const auto& key) { return !key.wrapped.has_value(); });
    });
}

core::Digest Intake::emitted_chain(const core::DeviceId& device) const {
    const auto line = lines_.find(device);
    return line != lines_.end() ? line->second.emitted_chain : storage::first_chain(site_, device);
}

void Intake::emit(storage::CheckedRun run, std::size_t bytes, const Members& members,
                  std::vector<StoreRun>& ready) {
    auto& line = line_of(run->device);
    const Lane lane = rests_on_durable(*run, members) ? Lane::live : Lane::backlog;
    line.emitted_chain = run->seal.chain;
    line.in_store.push_back({run->seal.seq, run->seal.chain, bytes});
    unstored_bytes_ += bytes;
    emitted_.raise(run->device, run->seal.seq);
    ready.push_back({0, lane, std::move(run)});
}

std::vector<LogHead> Intake::durable_heads() const {
    std::vector<LogHead> heads;
    for (const auto& [device, line] : lines_)
        if (const auto seq = durable_.of(device); seq > 0) heads.push_back({device, seq, line.durable_chain});
    return heads;
}

core::Digest Intake::durable_chain(const core::DeviceId& device) const {
    const auto it = lines_.find(device);
    return it != lines_.end() ? it->second.durable_chain : storage::first_chain(site_, device);
}

}  // namespace peers
