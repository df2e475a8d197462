// The check of all projections against a new fold of the log: whether every list, search and report shows
// what the batches say. Reads everything, changes nothing; what it finds, CaseStore::rebuild mends.
//
//   check.state   a case is not what its batches make it        case id
//   check.row     its line in the lists is not                  case id
//   check.words   its search words are not                      case id, with how many there are too many
//   check.lines   its figures are not                           case id
//   check.acts    the acts of a batch are not those of its trace    place
//   check.unread  a part did not open or made no sense          place
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "storage/cases/case_columns.h"
#include "storage/cases/case_store.h"
#include "storage/log/context_history.h"
#include "storage/log/log_check.h"

namespace storage {

struct CaseCheck {
    std::int64_t cases{0};
    std::int64_t acts{0};
    std::int64_t found{0};
    std::vector<Finding> findings;
    bool whole() const { return found == 0; }
};

// The check in slices, so that a desk at work is not held up: batches that come in between are followed.
// Not within a block; one thread, as the log.
class CaseChecker {
  public:
    explicit CaseChecker(CaseStore& cases);
    // Looks at up to `count` cases or batches more; false: all was looked at.
    core::Result<bool> step(std::int64_t count);
    const CaseCheck& found() const { return out_; }

  private:
    enum class Phase : std::uint8_t { cases, acts, words, unread, done };
    void note(const char* reason, std::string subject, std::int64_t number = 0);
    core::Status follow_log();
    core::Result<std::int64_t> cases_known();
    core::Status look_at_cases(std::int64_t count);
    core::Status look_at(std::int64_t n);
    core::Status look_at_columns(std::int64_t n, const core::CaseId& id, const CaseColumns& columns);
    core::Status look_at_lines(std::int64_t n, const core::CaseId& id, const CaseColumns& columns);
    core::Status look_at_acts(std::int64_t count);
    core::Status count_words();
    core::Status list_unread();

    CaseStore& cases_;
    BatchLog& log_;
    Connection& connection_;
    CaseCheck out_;
    Phase phase_{Phase::cases};
    std::optional<ContextHistory> history_;  // up to log_place_
    std::int64_t log_place_{0};
    std::int64_t next_case_{1};
    std::int64_t acts_place_{0};
    std::vector<std::size_t> words_;  // by case number, as they should be
    std::set<std::int64_t> changed_;  // cases written since the check began
};

// All of it at once. Not within a block.
core::Result<CaseCheck> check_cases(CaseStore& cases, const CaseStore::Progress& progress = {});

}  // namespace storage
