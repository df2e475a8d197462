// 支援措置: a case about a person who must not be found. Everybody but a supervisor sees 係長確認 and nothing
// else; a supervisor may let one clerk prepare and print one document, once. Pure.
//
// Holds: protecting beats any concurrent end of it (the set is add-wins and an end lists what it ends); the
// protection does not end with its last day, a person ends it; a release is spent by the print that it was
// given for, or by its time.
#pragma once

#include <string>
#include <vector>

#include "forms/casework/case_file.h"

namespace forms {

namespace set_number {
inline constexpr std::uint32_t protections = 6;  // record {person: 16 hex digits, "" = all, until: ISO or ""}
}  // namespace set_number
namespace fact_kind {
inline constexpr std::uint32_t protection_release = 20;  // clerk, form, reason, until (unix ms)
inline constexpr std::uint32_t release_spent = 21;       // release: the dot of the release, as text
}  // namespace fact_kind

bool is_protected(const CaseFile& file);
std::vector<core::Dot> protections_of(const CaseFile& file);  // what an end of the protection must list

struct Release {
    core::Dot dot;
    core::AccountId clerk;
    std::string form;
    std::int64_t until_ms{0};
};
// Neither spent nor out of time, the oldest first.
std::vector<Release> open_releases(const CaseFile& file, std::int64_t now_ms);

// What this account may do with the case. `form`: of the only sheet that may be shown and printed.
struct Access {
    bool open{true};
    std::string form{};  // "" = every one
};
Access access_to(const CaseFile& file, const core::AccountId& account, bool supervisor, std::int64_t now_ms);

Fact release_fact(const core::AccountId& clerk, const std::string& form, const std::string& reason,
                  std::int64_t until_ms);
Fact spent_fact(const Release& release);

}  // namespace forms
