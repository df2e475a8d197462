// What was erased, by which act and rule, and when: case ids and classes only. The ledger never expires and
// is applied before anything that comes back (a late batch, a snapshot, an old copy) is taken in. Whether an
// act is valid is the caller's question; here it is carried out.
//
// Used by the writer thread; calls that write want an open WriteBlock.
#pragma once

#include <vector>

#include "storage/log/batch.h"
#include "storage/sqlite/statement.h"

namespace storage {

// part_class 0 stands for all classes but trace.
inline constexpr std::uint32_t every_content_class = 0;

struct Erasure {
    core::CaseId case_id;
    std::uint32_t part_class{every_content_class};
    core::Instant at;
    std::string rule;
    core::BatchId act;     // the batch that carried the confirmed act
    std::int64_t late{0};  // parts that came afterwards and were not taken in
};

class ErasureLedger {
  public:
    explicit ErasureLedger(Connection& connection) : connection_(connection) {}

    core::Result<bool> covers(const core::CaseId& case_id, std::uint32_t part_class);
    core::Result<bool> covers_any(const core::CaseId& case_id);
    core::Result<std::vector<Erasure>> entries();

    core::Status add(const Erasure& erasure);  // no effect if there is one
    core::Status count_late(const core::CaseId& case_id, std::int64_t parts);
    core::Result<Digest> digest();  // over case ids and classes

  private:
    Connection& connection_;
};

struct ErasureOutcome {
    std::int64_t keys{0};
    std::int64_t parts{0};
    std::int64_t attachments{0};
};
class BatchLog;
// Ledger entry, key records to ERASED, parts of the class hollowed, attachments dropped. The caller erases
// the projections in the same block (CaseStore::erase), then frees the pages: Database::vacuum_slice and a
// truncating checkpoint.
core::Result<ErasureOutcome> carry_out(BatchLog& log, const Erasure& erasure);

// A part of a class that an erasure of `erased_class` takes away.
bool erasure_takes(std::uint32_t erased_class, std::uint32_t part_class);

}  // namespace storage
