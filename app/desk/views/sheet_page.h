// The page of one sheet as it will print, fetched anew only when the case or the room for it changed. Keeps
// the digest of what stands on the screen, which a signature names. UI thread only.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/desk/controls/page_view.h"
#include "app/desk/shell.h"

namespace app::desk {

class SheetPage : public PageView {
  public:
    SheetPage(wxWindow* parent, int id, Shell& shell, std::function<void()> loaded);

    void show_sheet(const CaseView& view, const SheetView* sheet);  // null: there is none yet
    void forget() { shown_.clear(); }                               // the next one is fetched in any case
    std::string digest(const std::string& form) const;              // "" until its page has been shown
    const std::vector<std::string>& missing_glyphs() const { return glyphs_; }

  private:
    Shell& shell_;
    std::function<void()> loaded_;
    std::map<std::string, std::string> digests_;  // case and form to digest
    std::string case_;
    std::vector<std::string> glyphs_;
    std::string shown_;  // case, form, state and width of the page
    int job_{0};         // the newest page asked for; older ones are dropped
};

}  // namespace app::desk
