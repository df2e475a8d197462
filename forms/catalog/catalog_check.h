// `kakanai-admin form check`: whether the data files fit together. Each finding names file and line. What the
// reading itself found (Catalog::read) comes first.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "forms/catalog/catalog.h"

namespace forms {

// `derivations` and `validations` are the names that the program knows (interview/derive, catalog/validate).
// A pure function of the files; an empty list means that all is well.
Problems check_catalog(const std::string& folder, std::span<const std::string_view> derivations,
                       std::span<const std::string_view> validations);

// English, for logs and for whoever edits the files: "forms/F03.json:12: no field has this id (new_adress)".
std::string describe(const Problem& problem);

}  // namespace forms
