// A decoded case in the case store's memory. Internal to storage/cases.
#pragma once

#include "storage/cases/case_store.h"

namespace storage {

// A change that the log holds and that is not folded into the case yet.
struct UnfoldedChange {
    core::BatchId batch;
    core::Hlc hlc;
    core::VersionVector saw;
    core::AccountId author;  // of the trace beside it, for a content that names none
    std::uint32_t first_index{0};
    Bytes content;
    std::int64_t place{0};
};

// What a changed case is about to be in its tables.
struct CaseRows {
    Bytes state;  // empty: a case that nothing was ever said of
    CaseColumns columns;
};

// Between CaseStore::settle() and the next change it belongs to the store's thread, else to the second
// hand's.
struct CaseStore::Entry {
    core::CaseId id;
    forms::CaseFile file;
    std::vector<UnfoldedChange> unfolded;  // to be folded into `file`, in this order
    Bytes stored;                          // as in case_state; empty: no row yet
    bool packed{false};                    // file and columns are still to be read from `stored`
    CaseColumns columns;                   // of `stored`
    std::optional<CaseRows> rows;          // of `file`, where they were made already
    std::optional<core::Error> broken;     // `stored` makes no sense
    std::vector<std::pair<std::int64_t, core::Error>> faults;  // places whose content makes none
    bool dirty{false};                                         // store's thread only

    // Both look at nothing else.
    void fold();
    void make_rows();
};

struct CaseStore::Aside {
    Entry* entry;
    UnfoldedChange change;
};

}  // namespace storage
