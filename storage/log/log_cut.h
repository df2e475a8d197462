// Cuts: places in every device's log below which it need not be held, because a state of the cases made there
// stands for it. A cut lies on seals and holds, per device, number, chain and the author's whole vector, so
// that what comes after it can be taken in and verified as if the rest were here.
//
// Below a cut only batches with ink, pictures or protected parts stay, whole (`stays_below`); keys, program
// starts and the ledger stay always. What has gone is remembered by its marks (table part_mark).
//
// Used by the writer thread; calls that write want an open WriteBlock.
#pragma once

#include <map>

#include "storage/log/batch_log.h"

namespace storage {

struct LogCut {
    core::DeviceId device;
    std::uint64_t seq{0};
    Digest chain{};
    core::VersionVector context;  // of the batch at seq: what its author had seen, own entry left out
    bool operator==(const LogCut&) const = default;
};

core::VersionVector vector_of(const std::vector<LogCut>& cuts);

// Where everything that is under seals ends now.
core::Result<std::vector<LogCut>> cut_here(BatchLog& log);

// Makes logs begin at these cuts, where they begin below them now. What is here below a cut is no longer
// counted as log. The log must be opened anew afterwards: what it holds in memory is not changed.
core::Status begin_at(BatchLog& log, const std::vector<LogCut>& cuts);

core::VersionVector begins(const BatchLog& log);  // entries only where something is no longer held

// Whether a batch is needed beside a state that was folded from it.
bool stays_below(const BatchHead& head);

using PartMarks = std::map<std::uint32_t, Digest>;  // by class
// Of everything that is here and would go with a cut at the seals, older cuts included.
core::Result<std::map<std::int64_t, PartMarks>> marks_below(BatchLog& log);
void add_marks(PartMarks& marks, const BatchHead& head);  // of all its content parts
core::Status put_marks(Connection& connection, std::int64_t case_n, const PartMarks& marks);

// Whether an erasure took this part, so that its mark counts.
core::Result<bool> is_gone(Connection& connection, const Batch& batch, std::size_t part);
// All marks of parts that are gone, as they go into the digest of the log.
core::Result<Digest> hollow_marks(Connection& connection);
core::Status set_hollow_marks(Connection& connection, const Digest& marks);
// Of an erasure: what stood below the cut counts as gone now.
core::Status hollow_below_cut(Connection& connection, std::int64_t case_n, std::uint32_t erased_class);

}  // namespace storage
