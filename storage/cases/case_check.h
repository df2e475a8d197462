// The check of all projections against a new fold of the log: whether every list, search and report shows
// what the batches say. Reads everything, changes nothing; what it finds, CaseStore::rebuild mends.
//
//   check.state   a case is not what its batches make it        case id
//   check.row     its line in the lists is not                  case id
//   check.words   its search words are not                      case id, or "" with the surplus in all
//   check.lines   its figures are not                           case id
//   check.acts    the acts of a batch are not those of its trace    place
//   check.unread  a part did not open or made no sense          place
#pragma once

#include "storage/cases/case_store.h"
#include "storage/log/log_check.h"

namespace storage {

struct CaseCheck {
    std::int64_t cases{0};
    std::int64_t acts{0};
    std::int64_t found{0};
    std::vector<Finding> findings;
    bool whole() const { return found == 0; }
};

// Not within a block.
core::Result<CaseCheck> check_cases(CaseStore& cases, const CaseStore::Progress& progress = {});

}  // namespace storage
