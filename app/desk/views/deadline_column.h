// 期限 of the rows on screen: asked for what is drawn, on the slow lane and never in the way of a key, and
// kept until a newer answer is there. A list of 100,000 asks for some fifteen. UI thread only.
#pragma once

#include <wx/timer.h>

#include <functional>
#include <map>
#include <set>
#include <string>

#include "app/desk/shell.h"

namespace app::desk {

class DeadlineColumn {
  public:
    // `arrived`: draw again. Both must outlive this.
    DeadlineColumn(wxWindow* list, Shell& shell, std::function<void()> arrived);

    std::string of(const QueueRow& row) const;  // as last heard
    void drawn(const QueueRow& row);            // it is on screen
    void list_read();  // what was heard may be old: the rows on screen are asked again

  private:
    void ask();

    wxWindow* list_;
    Shell& shell_;
    std::function<void()> arrived_;
    std::map<core::CaseId, std::string> heard_;
    std::set<core::CaseId> asked_;  // since the list was read
    std::set<core::CaseId> wanted_;
    wxTimer pause_;
};

}  // namespace app::desk
