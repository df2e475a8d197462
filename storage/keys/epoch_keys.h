// The site's epoch keys as a desk holds them. An epoch key wraps content and log keys; a revocation begins a
// new epoch, whose record carries all older keys sealed under the new one, so one grant opens everything that
// came before. Two branches of a forked roster may each have begun an epoch of the same number: keys are told
// apart by their checks, and both stay readable.
//
//   older key := XChaCha20-Poly1305(derive_key(new key, "older epochs"), nonce,
//                "kakanai older epoch" ‖ site:16 ‖ new number:u64 ‖ number:u64 ‖ check:16, key:32)
//                nonce: first 24 bytes of keyed_hash(that key, "nonce" ‖ number:u64 ‖ check:16)
//
// A blind node has none of these. Not locked against threads; the desk's writer thread owns them.
#pragma once

#include <map>
#include <vector>

#include "storage/keys/account_secret.h"
#include "storage/keys/key_check.h"
#include "storage/roster/roster.h"

namespace storage {

struct EpochKey {
    std::uint64_t number{0};
    KeyCheck check{};
    Secret key;  // 32 bytes

    static EpochKey fresh(const core::SiteId& site, std::uint64_t number, core::Random& random);
};

class EpochKeys {
  public:
    explicit EpochKeys(const core::SiteId& site) : site_(site) {}

    // All keys that this device's grants lead to; possibly none. Grants that do not open are passed over.
    static EpochKeys open(const Roster& roster, const core::DeviceId& device, const BoxKey& mine);
    // All keys of the site, with the box key of the recovery sheet.
    static EpochKeys open_with_recovery(const Roster& roster, const BoxKey& recovery);

    void add(EpochKey key);  // no effect if held
    // The key of the roster's current epoch; nothing if it was not granted (yet).
    const EpochKey* current(const Roster& roster) const {
        return find(roster.epoch().number, roster.epoch().check);
    }
    const EpochKey* find(std::uint64_t number, const KeyCheck& check) const;
    std::vector<const EpochKey*> numbered(std::uint64_t number) const;  // more than one after a fork
    std::vector<const EpochKey*> all() const;                           // oldest first
    bool empty() const { return keys_.empty(); }
    std::size_t size() const { return keys_.size(); }
    const core::SiteId& site() const { return site_; }

    // ---- what goes into roster entries
    // The record of `next`, which need not be held yet: granted to `desks` and to the recovery sheet.
    EpochRecord record(const EpochKey& next, const std::vector<DeviceRecord>& desks,
                       const PublicKey& recovery_box_key) const;
    // The next epoch for all desks in force, ready for an entry of kind epoch.
    EpochKey next(const Roster& roster, core::Random& random) const;
    EpochFact fact(const Roster& roster, const EpochKey& next) const;
    // Every key held, boxed to one receiver: a new desk, or a new recovery sheet.
    std::vector<EpochGrant> grants(const PublicKey& to) const;

  private:
    void take_grants(const std::vector<EpochGrant>& grants, const BoxKey& mine);
    void take_older(const Roster& roster);
    core::SiteId site_;
    std::map<std::pair<std::uint64_t, KeyCheck>, EpochKey> keys_;
};

// An account blob as it travels (account_secret.h holds the inner one): sealed under an epoch key.
//   sealed := nonce:24 XChaCha20-Poly1305(derive_key(epoch key, "account blobs"), nonce,
//             "kakanai account travel" ‖ site:16 ‖ account:16 ‖ generation:u64 ‖ epoch:u64, inner blob)
AccountBlob seal_for_roster(const core::SiteId& site, const EpochKey& epoch, const core::AccountId& account,
                            std::uint64_t generation, ByteView inner, core::Random& random);
// The inner blob. "key.no_epoch" if the epoch key is not held, "account_blob.damaged".
core::Result<Bytes> open_from_roster(const EpochKeys& keys, const core::AccountId& account,
                                     const AccountBlob& blob);

}  // namespace storage
