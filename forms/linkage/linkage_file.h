// Records of cases to the files of a profile: rows shaped, checked and converted, with the list of what had
// to be replaced. Pure; the same records give the same bytes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "forms/linkage/charset.h"
#include "forms/linkage/linkage_profile.h"

namespace forms {

using LinkageItems = std::map<std::string, std::string>;  // item id -> value (dates ISO, "" unknown)

struct LinkageRecord {
    std::string form;              // F03
    std::string reception_number;  // for the lists
    LinkageItems items;
    std::vector<LinkageItems> persons;  // of a per_person group; items not found there are taken from `items`
};

struct LinkageReplacement {
    std::string reception_number;
    std::string header;
    Substitution substitution;
};

// A row that was left out, by the four kinds of the standard's interface: E0001 missing, E0002 character
// kind, E0003 length, E0004 items that contradict.
struct LinkageProblem {
    std::string reception_number;
    std::string header;
    std::string code;
};

struct LinkageFile {
    std::string group;
    std::string name;
    std::string bytes;
    std::size_t rows{0};
    std::vector<LinkageReplacement> replacements;
    std::vector<LinkageProblem> problems;
};

core::Result<std::vector<LinkageFile>> write_files(const LinkageProfile& profile,
                                                   const Substitutes& substitutes,
                                                   const std::vector<LinkageRecord>& records,
                                                   std::uint64_t sequence);

// The list of replaced characters as CSV in UTF-8: record, item, from, to, code points, decided.
std::string replacement_list(const LinkageFile& file);

}  // namespace forms
