// How one city's core system wants its files: a data file (forms/data/linkage/*.json), never code. A profile
// has groups, one file each; a group takes the cases that hold a form and writes one row a case, or one a
// person of it.
//
//   {"id", "title", "charset": "UTF-8"|"CP932", "bom": false, "groups": [{"id", "form", "file":
//   "idou_{sequence}.csv",
//    "per_person": true, "columns": [{"header", "item", "shape", "codes": {"male": "1"}, "max": 100,
//    "required": true}]}]}
//
// item: a field id of fields.json, or one of record_id, reception_number, filing_date …, which the service
// provides. shape: text · wide (full-width, for Ｎ items) · date (YYYY-MM-DD) · wareki7 · digits · code
// (through `codes`) · fixed (item is the value)
#pragma once

#include <map>
#include <string>
#include <vector>

#include "forms/core/result.h"

namespace forms {

struct LinkageColumn {
    std::string header;
    std::string item;
    std::string shape;
    std::map<std::string, std::string> codes;
    std::size_t letters_max{0};  // counted as people count letters; 0: no limit
    bool required{false};
};
struct LinkageGroup {
    std::string id;
    std::string form;
    std::string file;  // "{sequence}" is filled in
    bool per_person{false};
    std::vector<LinkageColumn> columns;
};
struct LinkageProfile {
    std::string id;
    std::string title;
    std::string charset;
    bool byte_order_mark{false};
    std::vector<LinkageGroup> groups;
};

// "linkage.malformed" with Error::detail naming what is wrong.
core::Result<LinkageProfile> parse_profile(std::string_view json);
core::Result<std::map<std::string, std::string>> parse_substitutes(std::string_view json);

}  // namespace forms
