// CSV as the core systems take it (RFC 4180 with fixed choices): comma, CRLF, every field in quotes, quotes
// doubled. The reader is strict: it gives back exactly what such a writer wrote, and refuses the rest with
// the number of the line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/core/result.h"

namespace forms {

using CsvRow = std::vector<std::string>;

std::string csv_line(const CsvRow& row);
// "csv.malformed" with Error::count the line (from 1). Rows may differ in length; an empty text has no rows.
core::Result<std::vector<CsvRow>> read_csv(std::string_view text);

}  // namespace forms
