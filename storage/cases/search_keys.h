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
    reception = 5,      // "B-014"
    procedure = 6,      // form id
    reading_start = 7,  // the first kana of each reading, and the first two
    name_start = 8,     // the first character of each name
    guarded = 9         // of a protected case: "case", and each person's folded name with the birth date
};

struct SearchKey {
    SearchKind kind{SearchKind::reading};
    std::string key;
    auto operator<=>(const SearchKey&) const = default;
};

std::string fold_name(std::string_view name);

// A short beginning fits a large part of all cases. Such beginnings are keys of their own, so that the newest
// hits are found without walking all of them: up to so many characters.
inline constexpr std::size_t reading_start_max = 2, name_start_max = 1;
std::string first_characters(std::string_view text, std::size_t count);  // all of it if it has no more

std::set<SearchKey> search_keys(const forms::CaseSummary& summary);

// A protected case is found by its numbers only; and it makes its persons known again in another case.
inline constexpr std::string_view guarded_case = "case";
std::string guarded_person(std::string_view name, std::string_view birth_date);  // "" unless both are known
std::set<SearchKey> guarded_keys(const forms::CaseSummary& summary);

}  // namespace storage
