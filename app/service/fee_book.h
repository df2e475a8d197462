// Fees of a visit as lines that are only added: what the certificates asked for cost by the table in force,
// what is booked, and how a wrong line is taken back by another. No amount is guessed where the city's table
// says none. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/service/counter_settings.h"
#include "app/service/counter_views.h"
#include "forms/casework/case_file.h"

namespace app {

using WantedItems = std::vector<std::pair<std::string, int>>;  // item, copies

// "世帯全員の写し:2" lines, as certificates_of() gives them.
WantedItems wanted_items(const std::string& lines);

// `day`: of the table. What is booked and not taken back is no longer due.
FeesView fees_of(const forms::CaseFile& file, const WantedItems& wanted, const CounterSettings& settings,
                 core::Date day);

// The fact that books a line. "fees.no_table", "fees.no_price" (detail: item), "fees.no_exemption",
// "fees.no_receipt", "fees.no_count".
core::Result<forms::Fact> fee_fact(const CounterSettings& settings, core::Date day, const std::string& item,
                                   int count, const std::string& exemption, const std::string& receipt);
// The fact that takes a booked line back. "fees.no_line", "fees.taken_back"
core::Result<forms::Fact> correcting_fact(const forms::CaseFile& file, const std::string& line,
                                          core::Date day);

std::int64_t total_of(const std::vector<FeeView>& lines);

}  // namespace app
