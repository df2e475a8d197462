// The end of the log's keeping: what a state snapshot stands for, every member holds and the audit period no
// longer covers leaves this desk's log (storage/cases/log_truncation.h). Backup nodes drop nothing.
//
// Reasons besides those of drop_below:
//   log.keep_longer   fewer days than `audit_days_min`, or than the roster's minimum retention of cases
#pragma once

#include "app/node/erasure_work.h"
#include "app/service/held_by.h"
#include "storage/cases/log_truncation.h"

namespace app {

inline constexpr std::int64_t audit_days = 5 * 365 + 1;  // unless the city says otherwise
inline constexpr std::int64_t audit_days_min = 365;

// How many of the last days stay, in a site whose cases stay for `minimum_retention_days`.
core::Result<std::int64_t> kept_days(std::int64_t asked, std::uint64_t minimum_retention_days);

// The earlier of both clocks decides: one that runs ahead makes nothing old.
core::Instant end_of_audit_period(const Clocks& clocks, std::int64_t days);

// As the roster, the clocks and the peers stand now. Any thread but the store's.
core::Result<storage::TruncationTerms> trim_terms(DeskEngine& engine, core::Instant now, std::int64_t days);

// On the closed store of `folder`; the state snapshot lies in `archive`.
core::Result<storage::Truncated> trim_log(const std::string& folder, const storage::Secret& store_key,
                                          const std::string& archive, const storage::TruncationTerms& terms,
                                          core::Random& random);

}  // namespace app
