// Surnames and given names that are common enough to weigh for a doubtful reading. Data: data/surnames.txt,
// data/given_names.txt, words between blanks; a city adds its own.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "forms/core/result.h"

namespace app {

class NameLists {
  public:
    NameLists() = default;  // knows none
    // Errors: picture.templates (a list is not there).
    static core::Result<NameLists> load(const std::string& folder);

    bool surname(const std::string& text) const { return surnames_.contains(text); }
    bool given(const std::string& text) const { return given_.contains(text); }

  private:
    std::set<std::string> surnames_, given_;
};

}  // namespace app
