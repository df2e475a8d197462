// Makes a postal list from what a city downloads: Japan Post's CSV (KEN_ALL.CSV in CP932 or utf_ken_all.csv
// in UTF-8), or tab-separated lines with the header postal_code, city_code, prefecture, city, city_kana, town
// and perhaps town_kana.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/address/postal_list.h"

namespace forms {

// Limits: 64 MiB, 1,000,000 rows. "以下に掲載がない場合" and what stands in brackets are no part of a town's
// name; a row whose brackets go on in the next one ends there. "address.source_broken", Error::count the
// line.
core::Result<std::vector<PostalEntry>> read_postal_source(std::string_view file);

// The bytes of the list. Order and duplicates of the rows do not matter. "address.source_broken": no row, a
// code that is none, or more cities than fit.
core::Result<core::Bytes> make_postal_list(std::vector<PostalEntry> rows, std::string_view edition);

// ヤマガタケン for 山形県; empty for anything else.
std::string prefecture_kana(std::string_view prefecture);

}  // namespace forms
