// 自動で変わった項目: what the rules changed by themselves since the clerk last had it in view: values nobody
// typed that became other ones or went away, and forms that came or went. A value that is filled for the
// first time is no change. Pure; one object for each screen that shows a case.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/service/desk_views.h"

namespace app {

class AutoChanges {
  public:
    void look(const CaseView& now);  // another case: starts anew
    void seen() { lines_.clear(); }
    const std::vector<std::string>& lines() const { return lines_; }  // oldest first, at most twelve

  private:
    using Item = std::pair<std::string, forms::Subject>;
    void add(std::string line);

    core::CaseId id_;
    std::map<Item, std::string> derived_;
    std::map<std::string, std::string> forms_;  // id, title
    std::vector<std::string> lines_;
};

}  // namespace app
