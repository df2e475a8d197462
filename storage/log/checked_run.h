// A stretch of another device's log that was checked once, wherever it came in: its heads are canonical, its
// parts and key records are those the heads name, and its chain, continued from `before`, ends under its
// author's seal. Only check() makes one, so whoever is given one need not look again. What lies outside the
// stretch is not checked here: whether the log stands at `before`, whether all it rests on is there, and what
// may be hollow.
//
// A value; any thread.
#pragma once

#include <optional>

#include "storage/log/batch.h"

namespace storage {

class CheckedRun {
  public:
    // Nothing where something does not hold. The seal's chain is computed here, whatever it said.
    static std::optional<CheckedRun> check(const core::SiteId& site, const Digest& before, SealedRun run,
                                           const PublicKey& signer);

    const SealedRun& operator*() const { return run_; }
    const SealedRun* operator->() const { return &run_; }
    const PublicKey& signer() const { return signer_; }
    const Digest& before() const { return before_; }  // the chain before the first batch
    struct Head {
        Bytes bytes;  // encode_head
        Digest hash{};
    };
    const std::vector<Head>& heads() const { return heads_; }  // beside the batches

  private:
    CheckedRun(SealedRun run, const PublicKey& signer, const Digest& before)
        : run_(std::move(run)), signer_(signer), before_(before) {}

    SealedRun run_;
    PublicKey signer_{};
    Digest before_{};
    std::vector<Head> heads_;
};

bool is_stretch(const SealedRun& run);  // batches of one device without a gap, the last one sealed

}  // namespace storage
