#include "storage/log/checked_run.h"

#include <algorithm>

namespace storage {

bool is_stretch(const SealedRun& run) {
    if (run.batches.empty() || run.seal.seq != run.batches.back().head.seq) return false;
    std::uint64_t seq = run.batches.front().head.seq;
    return std::all_of(run.batches.begin(), run.batches.end(), [&](const Batch& batch) {
        return batch.head.device == run.device && batch.head.seq == seq++;
    });
}

std::optional<CheckedRun> CheckedRun::check(const core::SiteId& site, const Digest& before, SealedRun run,
                                            const PublicKey& signer) {
    if (!is_stretch(run)) return std::nullopt;
    CheckedRun checked(std::move(run), signer, before);
    Digest chain = before;
    checked.heads_.reserve(checked.run_.batches.size());
    for (const Batch& batch : checked.run_.batches) {
        Head head{encode_head(batch.head), {}};
        if (!decode_head(head.bytes) || !check_parts(batch)) return std::nullopt;
        head.hash = hash(head.bytes);
        chain = next_chain(chain, head.hash);
        checked.heads_.push_back(std::move(head));
    }
    Seal& seal = checked.run_.seal;
    seal.chain = chain;
    if (!verify(signer, seal_message(site, checked.run_.device, seal.seq, chain), seal.signature))
        return std::nullopt;
    return checked;
}

}  // namespace storage
