// The cases of a desk, folded from the log as it grows: state, plain columns, search words, figures and acts
// change in the same block that stores the batch. Everything here can be made again from log and keys
// (rebuild), and equal logs give equal states on every desk.
//
// Invariants
//   case_state holds encode_case of the fold of all batches of the case that could be opened, in place order;
//   case_row, search_key and service_line are what case_columns() makes of that state;
//   an erased case has none of them but service lines without a case.
//
// Used by the writer thread; other threads read through CaseViews. Changes of one block are folded in memory
// and written once per case when the block commits, so views see a block only after its commit. Many cases
// are folded and encoded by two threads, each case by one of them.
#pragma once

#include <array>
#include <memory>
#include <unordered_map>

#include "forms/casework/case_file.h"
#include "storage/cases/case_columns.h"
#include "storage/cases/second_hand.h"
#include "storage/log/batch_log.h"
#include "storage/log/context_history.h"

namespace storage {

// Opens parts; implemented over the key ring. Must outlive its users.
struct PartOpener {
    virtual ~PartOpener() = default;
    // The plain text of batch.parts[index]; nothing if the part is hollow or not here yet, its key is ERASED
    // or not for this desk. An error where it should open and does not.
    virtual core::Result<std::optional<Bytes>> open(const Batch& batch, std::size_t index) = 0;
};

using PlainParts = std::vector<std::optional<Bytes>>;  // beside batch.parts

// XOR over all cases whose id starts with the bucket's byte of keyed_hash(key, case id ‖ state), first 16
// bytes.
using StateDigest = std::array<std::array<std::uint8_t, 16>, 256>;
Digest digest_of(const StateDigest& buckets);  // the one line that is compared first

struct UnfoldedChange;

class CaseStore final : public WriteParticipant {
  public:
    // `digest_key`: 32 bytes, the same on all desks of the site.
    CaseStore(BatchLog& log, PartOpener& opener, Secret digest_key);
    ~CaseStore() override;

    // Takes a batch that the log has just stored, within the same block. Made to be a BatchSink. A part that
    // does not open or decode is noted in unread_batch and changes nothing; the batch stays valid.
    core::Status apply(const Batch& batch, const core::VersionVector& context);
    // The same for an author who holds the plain parts already.
    core::Status apply_plain(const Batch& batch, const core::VersionVector& context, const PlainParts& parts);

    // The case as the log knows it now, changes of an open block included. The pointer lives until the next
    // call that writes, commits or undoes. "case.not_found"; "case.erased".
    core::Result<const forms::CaseFile*> find(const core::CaseId& id);

    // Forgets a case whose key records the log has erased: state, columns, words. Wants a block.
    core::Status erase(const core::CaseId& id);

    // Reads every state once; afterwards it follows the changes. Not within a block.
    core::Result<StateDigest> state_digest();
    // The same in steps, so that others get their turn in between: reads up to `cases` states more. True once
    // state_digest() answers at once.
    core::Result<bool> prepare_digest(std::int64_t cases);

    BatchLog& log() { return log_; }

    core::Status before_commit() override;
    void committed() override;
    void rolled_back() override;

    // ---- the projections as a whole (rebuild.cpp) ----

    // True after a rebuild that did not finish, and where a newer release makes the rows otherwise.
    core::Result<bool> needs_rebuild();
    // Makes everything again from the log, in blocks of its own; each case is folded once and written once.
    // Started again from the beginning if it was cut off. `progress` may be empty.
    using Progress = std::function<void(std::int64_t done, std::int64_t all)>;
    core::Status rebuild(const Progress& progress = {});
    // Folds one case anew: after a large part arrived, or a class of it was erased. Wants a block.
    core::Status refold(const core::CaseId& id) { return refold(std::vector{id}); }
    core::Status refold(const std::vector<core::CaseId>& ids);
    // Batches at these places have left the log: their acts go, and the cases are folded anew. Wants a block.
    core::Status cut_back(const BatchLog::Cut& cut);
    // The fold of one case from the log alone, nothing stored. Used by the check.
    core::Result<forms::CaseFile> fold(std::int64_t n, const ContextHistory& history);
    // How many acts the traces of a batch hold that open and make sense.
    core::Result<std::int64_t> acts_in(const Batch& batch);

  private:
    struct Entry;
    struct Aside;
    using Entries = std::unordered_map<std::int64_t, std::unique_ptr<Entry>>;
    static constexpr std::int64_t no_place = 0;  // nothing is noted in unread_batch
    core::Result<forms::CaseFile> fold(std::int64_t n, const ContextHistory& history, bool note_faults);
    core::Result<Entry*> entry(std::int64_t n, const core::CaseId& id);
    void mark_dirty(std::int64_t n, Entry& entry);
    core::Result<PlainParts> open_parts(const Batch& batch, std::int64_t place);
    core::Result<std::vector<UnfoldedChange>> changes_in(const Batch& batch,
                                                         const core::VersionVector& context,
                                                         const PlainParts& parts, std::int64_t place);
    void hand_over();
    core::Status settle();              // nothing is with the second hand
    core::Status settle(Entry& entry);  // and this case is folded
    core::Status apply_trace(const Batch& batch, const PlainParts& parts, std::int64_t place);
    core::Status note_unread(std::int64_t place, const core::Error& error);
    core::Status write_back(const std::vector<std::pair<std::int64_t, Entry*>>& changed);
    core::Status write_rows(std::int64_t n, Entry& entry);
    core::Status write_row(std::int64_t n, const CaseColumns& columns, bool fresh);
    core::Status write_words(std::int64_t n, const Entry& entry, const CaseColumns& now);
    core::Status write_lines(std::int64_t n, const Entry& entry, const CaseColumns& now);
    core::Status drop_rows(std::int64_t n, const Entry& entry);
    core::Status note_version();
    core::Status clear_projections();
    core::Status rebuild_acts();
    void follow_digest(std::int64_t n, const core::CaseId& id, ByteView before, ByteView after);
    void forget_digest();
    void mix_into_digest(const core::CaseId& id, ByteView state);
    std::array<std::uint8_t, 16> state_hash(const core::CaseId& id, ByteView state) const;

    BatchLog& log_;
    PartOpener& opener_;
    Secret digest_key_;
    Entries entries_;
    std::vector<std::int64_t> dirty_;  // of these, changed in the open block
    StateDigest digest_{};             // of the cases up to
    std::int64_t digest_until_{0};     // this number; INT64_MAX: of all
    bool version_noted_{false};
    std::vector<Aside> aside_;  // changes of the open block that nobody folds yet
    SecondHand second_;         // ends first: it may hold entries
};

}  // namespace storage
