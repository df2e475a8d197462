// Content and log keys at a desk: which one a new part is written under, and which one opens a part.
//
// Invariants:
// * One random key per (case, class), wrapped once, in the batch that introduces it. A part is written under
//   the newest key of its case and class while that was wrapped in the current epoch; after a new epoch (a
//   device was revoked) the case gets a new key with its next write.
// * A trace is written under this device's log key of the month (Japan time), whatever case it is about.
// * A key that is ERASED, or absent, is never replaced under its place: parts under it stay shut for ever.
// * Before an erased key could be used again from memory, forget() must have been called.
//
// Own batches have gap-free numbers, so a key that this ring introduced in a batch that was then undone is
// noticed when its number is used again. Used by the writer thread.
#pragma once

#include <map>

#include "storage/keys/key_cache.h"

namespace storage {

struct KeyRow {
    KeyPlace place;
    std::uint64_t epoch{0};
    std::optional<Bytes> record;  // nothing: ERASED
    core::Hlc introduced;         // stamp of the batch that introduced it; asked of keys without a case only
};

// What the ring asks of the store; see storage/log/key_table.h.
struct KeyRecordStore {
    virtual ~KeyRecordStore() = default;
    virtual core::Result<KeyRow> record(const KeyPlace& place) = 0;  // "key.not_found"
    // The newest one of this case and class that is not ERASED.
    virtual core::Result<std::optional<KeyRow>> newest(const core::CaseId& case_id,
                                                       std::uint32_t part_class) = 0;
    // Parts of this class on no case.
    virtual core::Result<std::optional<KeyRow>> newest_without_case(const core::DeviceId& device,
                                                                    std::uint32_t part_class) = 0;
    virtual core::Result<core::RunId> run_of(const core::DeviceId& device, std::uint64_t run_seq) = 0;
};

class KeyRing {
  public:
    // `store` and `random` outlive the ring.
    KeyRing(const core::SiteId& site, KeyRecordStore& store, core::Random& random,
            std::size_t cached_keys = 8192);

    // At sign-in and whenever the roster changed. Takes the keys over; drops none that were held.
    void use(EpochKeys keys, const Roster& roster);
    // The roster's epoch is one that this desk was not granted: it writes under the newest it has.
    bool waiting_for_grant() const { return waiting_for_grant_; }
    const EpochKeys& epochs() const { return epochs_; }

    // Seals `plain` as the next part of `batch`, whose head is complete but for parts and keys (see
    // BatchLog::draft): adds the part, its bytes and, where a new key is due, its record. `run` is this
    // program start's. "key.no_epoch" if no epoch key was ever granted; "part.too_large"; errors of the
    // store.
    core::Status add_part(Batch& batch, const core::RunId& run, std::uint32_t part_class, ByteView plain);
    // The same under the newest key that the case has, of whatever epoch, and never under a new one: for
    // copies of what stands under it already (state snapshots). "key.not_found" if there is none.
    core::Status add_part_under_newest(Batch& batch, const core::RunId& run, std::uint32_t part_class,
                                       ByteView plain);
    // The same under a fresh key that only these accounts and the recovery sheet open (支援措置).
    core::Status add_protected_part(Batch& batch, const core::RunId& run,
                                    const std::vector<Audience>& audience, const PublicKey& recovery_box_key,
                                    ByteView plain);

    // Opens one part. Key records in `batch` itself are used before the store is asked. "part.hollow",
    // "part.damaged", "key.erased", "key.not_found", "key.no_epoch", "key.damaged".
    core::Result<Bytes> open_part(const Batch& batch, std::size_t index);
    core::Result<Bytes> open_protected_part(const Batch& batch, std::size_t index,
                                            const core::AccountId& account, const BoxKey& mine);

    // After an erasure, where batches were taken back, and before the desk is left: no content key stays in
    // memory.
    void forget() {
        cache_.clear();
        runs_.clear();
        log_key_.reset();
    }

  private:
    core::Result<KeyPlace> place_for_write(const Batch& batch, std::uint32_t part_class);
    core::Result<std::optional<KeyPlace>> standing_key(const BatchHead& head, std::uint32_t part_class);
    core::Result<KeyPlace> introduce(Batch& batch, std::uint32_t part_class);
    core::Status append(Batch& batch, const core::RunId& run, std::uint32_t part_class, const KeyPlace& place,
                        ByteView content_key, ByteView plain);
    core::Result<ByteView> key_at(const KeyPlace& place, const std::optional<core::CaseId>& case_id,
                                  const Batch* batch);
    core::Result<ByteView> unwrap(const KeyRow& row, const std::optional<core::CaseId>& case_id);
    core::Result<KeyRow> row_of(const KeyPlace& place, const Batch* batch);
    core::Result<PartPlace> part_place(const Batch& batch, std::size_t index);

    core::SiteId site_;
    KeyRecordStore* store_;
    core::Random* random_;
    EpochKeys epochs_;
    std::multimap<std::uint64_t, RecordCipher> ciphers_;  // by epoch number
    std::optional<std::pair<std::uint64_t, KeyCheck>> write_epoch_;
    std::optional<RecordCipher> write_cipher_;
    bool waiting_for_grant_{false};
    KeyCache cache_;
    std::map<std::pair<core::DeviceId, std::uint64_t>, core::RunId> runs_;
    struct LogKey {
        KeyPlace place;
        std::int64_t month{0};
        std::uint64_t epoch{0};
    };
    std::optional<LogKey> log_key_;
};

}  // namespace storage
