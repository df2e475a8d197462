// Characters of names that stand for one another on cards and in older systems: 高 and 髙, 葛 and 葛󠄀.
// Data: forms/data/names.json; a city adds its own. Never used to change a name, only to offer and to
// compare.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "forms/core/result.h"

namespace forms {

class NameFamilies {
  public:
    NameFamilies() = default;  // knows none
    // `json` is names.json: {"families": [["高", "髙"], …]}, the first of a family being the common form.
    // Errors: forms.data_broken, forms.family_twice (a letter in two families), the line in Error::count.
    static core::Result<NameFamilies> parse(std::string_view json);
    static core::Result<NameFamilies> load(const std::string& data_folder);

    // The letters (base with its selector) that may stand for this one, the common form first, itself among
    // them. Empty: none.
    const std::vector<std::string>& family_of(const std::string& letter) const;

    // Text with each letter in its common form: a search key, never a name.
    std::string fold(std::string_view text) const;
    bool same_name(std::string_view a, std::string_view b) const;  // but for variants and spaces

  private:
    std::vector<std::vector<std::string>> families_;
    std::map<std::string, std::size_t, std::less<>> family_of_;
};

}  // namespace forms
