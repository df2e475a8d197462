// The log of all devices as this node holds it: append-only, one gap-free chain per device, believed from
// seal to seal. The backup node links this and can open nothing in it.
//
// Invariants
//   a device's batches are 1..seq without gaps (from its cut on), their chain ends in the head's chain;
//   every batch of another device lies under a seal that was checked with its key;
//   a batch is there only if its author's whole context was there before it: place order is a causal order;
//   a key record that a batch introduces is there with it, or is ERASED under an entry of the ledger;
//   a part may be hollow only under an entry of the ledger, or while its attachment is still wanted.
//
// Used by the writer thread. Calls that write want an open WriteBlock ("store.no_block" otherwise); what they
// wrote counts only after its commit, and a block undone is forgotten here as well.
//
// Reasons: log.gap, log.broken_chain, log.bad_seal, log.fork, log.past_missing, log.hollow, log.keys_missing,
// log.damaged, batch.malformed, batch.part_mismatch, and those of Connection.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

#include "storage/log/checked_run.h"
#include "storage/log/device_heads.h"
#include "storage/log/write_gate.h"

namespace storage {

// The head of the next own batch, complete but for case, epoch, parts and keys; and the whole vector that its
// author holds, own entry seq - 1.
struct Draft {
    BatchHead head;
    core::VersionVector context;
};

struct StoredBatch {
    std::int64_t place{0};
    std::optional<std::int64_t> case_n;
    Batch batch;
    std::optional<Seal> seal;
};

struct LogStats {
    std::int64_t batches{0};
    std::int64_t head_bytes{0};
    std::int64_t body_bytes{0};
    std::int64_t seals{0};
    std::int64_t key_records{0};
    std::int64_t erased_keys{0};
    std::int64_t attachments{0};
    std::int64_t attachments_wanted{0};
    std::int64_t attachment_bytes{0};
    std::int64_t cases{0};
    std::int64_t erasures{0};
};

// Called for each batch that was new, right after it is stored and still within the block, with the author's
// whole vector before it. An error undoes nothing by itself: it is returned, and the caller drops the block.
using BatchSink = std::function<core::Status(const Batch&, const core::VersionVector& context)>;

class BatchLog final : public WriteParticipant {
  public:
    // Reads the heads. `self` may be a device that has written nothing yet.
    static core::Result<std::unique_ptr<BatchLog>> open(WriteGate& gate, const core::SiteId& site,
                                                        const core::DeviceId& self);
    ~BatchLog() override;

    // ---- own batches ----

    // Announced by the first batch of this program start; to be called once before the first draft.
    void start_run(const core::RunId& run) { run_ = run; }

    // A clock more than five minutes ahead of `now` is not followed.
    Draft draft(core::Instant now) const;

    // Stores what draft() began. Parts above part_inline_max go to the attachments.
    core::Status append_own(const Batch& batch);
    core::Result<Seal> append_sealed(const Batch& batch, const SigningKey& key);  // the same, and seal()

    // Where the batch stored last stands; for the sink and after append_own.
    std::int64_t last_place() const { return last_place_; }

    // A draft that says another moment and less knowledge than this log has: for what is issued anew.
    // `context` must hold what this log's author said before.
    Draft draft_as(core::Hlc stamp, const core::VersionVector& context) const;

    // From now on this log's own batches are this device's, announced as a program start of their own.
    void become(const core::DeviceId& self, const core::RunId& run);

    // Seals the own head; the same seal again if nothing came since. "log.gap" if nothing was ever written.
    core::Result<Seal> seal(const SigningKey& key);

    // ---- other devices' batches ----

    struct RunOutcome {
        std::size_t known{0};     // batches at the front that were here already
        std::size_t added{0};     // after them
        std::size_t hollowed{0};  // parts not taken in because their case is erased
    };
    // Takes in one sealed stretch as a whole, or nothing of it. Overlap with what is here is fine if it is
    // the same. log.fork: the seal is genuine and the chain is another than ours; the run is the proof, keep
    // it. log.past_missing: a batch rests on one that is not here; store its past first (see missing_past).
    core::Result<RunOutcome> append_run(const SealedRun& run, const PublicKey& signer,
                                        const BatchSink& sink = {});

    // The same for one that was checked already: where it continues this log, neither seal nor parts are
    // looked at again.
    core::Result<RunOutcome> append_run(const CheckedRun& run, const BatchSink& sink = {});

    // The first batch of each device that `run` rests on and that is neither here nor in the run itself.
    std::vector<core::BatchId> missing_past(const SealedRun& run) const;

    // ---- revoked devices ----

    // From now on this log ends at `seq`: what others' batches saw beyond it is not waited for. To be told at
    // every opening, for every revoked device; needs no block.
    void end_log(const core::DeviceId& device, std::uint64_t seq);
    struct Aside {
        std::vector<core::CaseId> cases;   // to be folded anew by the caller in the same block
        std::vector<std::int64_t> places;  // of the batches that went: what was made of them goes, too
    };
    using Cut = Aside;
    // Takes what `device` wrote after `after_seq` out of its log: the head goes back as if it had never come,
    // the batches lie in table set_aside (set_aside.h) under `why`, with their keys and pictures. Nothing
    // beyond `after_seq`: empty. Wants a block.
    core::Result<Aside> set_aside(const core::DeviceId& device, std::uint64_t after_seq, std::string_view why,
                                  core::Instant now);
    // Both: the log ends at `seq`, and what is here beyond it is set aside.
    core::Result<Aside> cut_back(const core::DeviceId& device, std::uint64_t seq, core::Instant now);
    core::BatchId within_end(core::BatchId past) const;  // the same, or the last of its ended log

    // ---- what is here ----

    const core::SiteId& site() const { return site_; }
    const core::DeviceId& self() const { return self_; }
    const core::VersionVector& heads() const { return heads_vector_; }  // own unsealed batches included
    core::VersionVector sealed_heads() const;                           // what others can have
    const DeviceHead* head(const core::DeviceId& device) const;         // nothing if never heard of
    core::Result<Digest> chain_at(const core::DeviceId& device, std::uint64_t seq);
    core::Result<core::VersionVector> context_at(const core::BatchId& id);  // before that batch
    core::Result<StoredBatch> batch(const core::BatchId& id);               // "log.not_found"
    core::Result<std::optional<core::RunId>> run_of(const core::DeviceId& device, std::uint64_t run_seq);

    // The next stretch of `device` after `after_seq`, ending at a seal; as many sealed stretches as fit into
    // bytes_max, at least one; no batches if there is none.
    core::Result<SealedRun> read_run(const core::DeviceId& device, std::uint64_t after_seq,
                                     std::size_t bytes_max);

    // What a node that holds `have` lacks, in an order in which it can take it in; stops near bytes_max. Ask
    // again with `have` raised by what was given; empty: nothing is missing.
    core::Result<std::vector<SealedRun>> read_missing(const core::VersionVector& have, std::size_t bytes_max);

    // In place order. fn's error ends the walk.
    using Visit = std::function<core::Status(StoredBatch&)>;
    core::Status for_each(const Visit& fn, std::int64_t after_place = 0, std::size_t count_max = SIZE_MAX);
    core::Status for_case(std::int64_t case_n, const Visit& fn);
    // The latest stamp on a batch of this case; the beginning of time if none is here.
    core::Result<core::Instant> newest_of_case(const core::CaseId& id);

    // One hash over sealed heads, hollow marks, erasure ledger and roster: equal on all nodes that hold the
    // same.
    core::Result<Digest> digest();
    core::Result<LogStats> stats();

    // ---- local numbers ----

    core::Result<std::int64_t> case_number(const core::CaseId& id);  // given at first sight (wants a block)
    core::Result<std::optional<std::int64_t>> find_case(const core::CaseId& id);
    bool numbered_now(std::int64_t n) const {  // in the open block: no other row can know it yet
        return first_new_case_ != 0 && n >= first_new_case_;
    }
    core::Result<core::CaseId> case_id(std::int64_t n);                       // "log.not_found"
    core::Result<std::int64_t> device_ordinal(const core::DeviceId& device);  // given at first sight
    std::optional<core::DeviceId> device_of(std::int64_t ordinal) const;

    // Whether the ledger covers this class of the head's case. Cheap while nothing was ever erased.
    core::Result<bool> is_erased(const BatchHead& head, std::uint32_t part_class);

    // Takes the parts of a class (every_content_class: all but traces) of a case out of the batches; heads,
    // and with them chain and seals, stay. Part of an erasure (erasure_ledger.h), never called alone.
    core::Result<std::int64_t> hollow(std::int64_t case_n, std::uint32_t part_class);

    WriteGate& gate() { return gate_; }

    core::Status before_commit() override;
    void committed() override {
        undo_.clear();
        first_new_case_ = 0;
    }
    void rolled_back() override;

  private:
    BatchLog(WriteGate& gate, const core::SiteId& site, const core::DeviceId& self);
    core::Status load();
    core::Result<Seal> store_own(const Batch& batch, const SigningKey* key);
    BatchHead next_head() const;  // our next batch by device, number and run; nothing else of it yet
    core::Status walk_head(DeviceHead& head);
    static core::Result<DeviceHead> read_device(Statement& row);
    core::Status take_pictures(Batch& batch);
    core::Status take_marks(const Batch& batch);
    core::Status cut_rows(DeviceHead& head, std::uint64_t after_seq);
    core::Result<DeviceHead*> touch(const core::DeviceId& device);
    core::Status store(DeviceHead& head, const Batch& batch, ByteView head_bytes, const Digest& head_hash,
                       const Seal* seal, std::size_t& hollowed);
    core::Status store_beside(const DeviceHead& head, const Batch& batch, std::optional<std::int64_t> case_n,
                              const std::vector<bool>& erased);
    core::Result<std::size_t> take_erased(const Batch& batch, std::vector<bool>& erased);
    core::Status mark_hollow(const BatchHead& head, const std::vector<bool>& parts);
    core::Status keep_place(DeviceHead& head);
    void remember(const DeviceHead& head);
    core::Result<DeviceHead*> begin_run(const SealedRun& run);
    core::Result<RunOutcome> append_checked(DeviceHead& head, const SealedRun& run,
                                            const std::vector<CheckedRun::Head>& heads, std::size_t known,
                                            const BatchSink& sink);
    core::Status check_past(const Batch& batch) const;
    core::Status check_hollow(const Batch& batch);
    core::Result<StoredBatch> read_row(Statement& row);
    core::Status fill_keys(StoredBatch& stored);
    core::Status check_seal(const DeviceHead& head, const SealedRun& run, const std::vector<Digest>& hashes,
                            const PublicKey& signer);
    core::Result<Digest> hollow_marks();

    WriteGate& gate_;
    core::SiteId site_;
    core::DeviceId self_;
    std::optional<core::RunId> run_;
    std::map<core::DeviceId, DeviceHead> devices_;
    core::VersionVector heads_vector_;
    std::map<core::DeviceId, std::uint64_t> ends_;  // of revoked devices' logs
    std::unordered_map<core::CaseId, std::int64_t> case_numbers_;
    std::int64_t first_new_case_{0};  // of the open block; numbers only go up
    std::uint64_t run_seq_{0};        // seq that announced run_; 0: not yet
    std::int64_t last_place_{0};
    bool any_erased_{false};
    std::map<core::DeviceId, std::optional<DeviceHead>> undo_;  // heads before the open block
};

}  // namespace storage
