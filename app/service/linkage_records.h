// Cases as records for the core system, and the files with their manifest. Only what is signed and free of
// conflict goes out.
#pragma once

#include "app/service/desk_service.h"
#include "forms/catalog/catalog.h"
#include "forms/linkage/linkage_file.h"

namespace app {

struct LinkageOperator {
    std::string account;
    std::string day;   // ISO
    std::string time;  // HH:MM:SS
};

// One record for each form of the case that was printed as 正 and holds no conflict.
std::vector<forms::LinkageRecord> linkage_records(const forms::Catalog& catalog, const core::CaseId& id,
                                                  const forms::CaseFile& file, core::Date today,
                                                  const LinkageOperator& who);

// Writes files, lists of replaced characters and manifest.json (rows, SHA-256 of each) into `folder`.
core::Result<ExportResult> keep_linkage_files(core::FileSystem& disk, const std::string& folder,
                                              const forms::LinkageProfile& profile,
                                              const std::vector<forms::LinkageFile>& files,
                                              std::int64_t sequence, const LinkageOperator& who);

}  // namespace app
