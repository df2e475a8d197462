// A decoded case in the case store's memory. Internal to storage/cases.
#pragma once

#include "storage/cases/case_store.h"

namespace storage {

struct CaseStore::Entry {
    core::CaseId id;
    forms::CaseFile file;
    Bytes stored;         // as in case_state; empty: no row yet
    CaseColumns columns;  // of `stored`
    bool dirty{false};
};

}  // namespace storage
