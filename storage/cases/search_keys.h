// The words under which a case is found. Readings are folded as 住民記録システム標準仕様書 2.1.2 asks
// (core::fold_reading); names lose spaces and variation selectors and common variant kanji count as one.
// Folds serve the search only: names themselves are never changed.
#pragma once

#include <compare>
#include <set>
#include <string>
#include <string_view>

#include "forms/casework/case_summary.h"

namespace storage {

enum class SearchKind : std::uint8_t {  // on disk
    reading = 1,     // folded; whole, and from each later word on: a given name alone finds
    name = 2,        // folded; whole, and from each later word on
    birth_date = 3,  // "19930501"
    ticket = 4,
    reception = 5,  // "B-014"
    procedure = 6   // form id
};

struct SearchKey {
    SearchKind kind{SearchKind::reading};
    std::string key;
    auto operator<=>(const SearchKey&) const = default;
};

std::string fold_name(std::string_view name);

std::set<SearchKey> search_keys(const forms::CaseSummary& summary);

}  // namespace storage
