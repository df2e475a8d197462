// The cases of a simulated desk, folded by the product's own code, and the truth they are held against: a
// list of every write that was ever called saved, each with its author's whole vector. No clock and no packed
// stamp is asked; what stands is what no later author had seen.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "forms/casework/case_file.h"
#include "storage/log/batch.h"

namespace sim {

class CaseBook {
  public:
    void apply(const storage::Batch& batch, const core::VersionVector& context);
    void forget(const core::CaseId& id) { cases_.erase(id); }
    void clear() { cases_.clear(); }
    const forms::CaseFile& file(const core::CaseId& id) const;
    const std::map<core::CaseId, forms::CaseFile>& cases() const { return cases_; }
    std::string difference(const CaseBook& other) const;  // empty: byte-equal

  private:
    std::map<core::CaseId, forms::CaseFile> cases_;
};

class Truth {
  public:
    void note(const core::CaseId& id, const storage::BatchHead& head, const forms::Change& change,
              const core::VersionVector& saw);
    // Whether just the undominated writes among those that `heads` covers stand in `book`. Empty: yes.
    std::string check(const CaseBook& book, const core::VersionVector& heads,
                      const std::set<core::CaseId>& erased) const;

  private:
    struct Written {
        core::Dot dot;
        core::VersionVector saw;
        std::set<core::Dot> unseen;
    };
    std::map<std::pair<core::CaseId, forms::Place>, std::vector<Written>> writes_;
};

}  // namespace sim
