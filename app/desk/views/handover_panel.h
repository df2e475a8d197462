// 手渡しの一覧: a digit ticks one line once it is durable, 0 all of them. Shown once every sheet is printed.
// UI thread only.
#pragma once

#include <wx/panel.h>

#include "app/desk/controls/choice_box.h"
#include "app/desk/shell.h"

namespace app::desk {

class HandoverPanel : public wxPanel {
  public:
    HandoverPanel(wxWindow* parent, Shell& shell, int list_id);

    void show(const CaseView& view);  // hides itself where there is nothing to hand over
    bool open() const;                // something is still unticked
    void put_focus();

  private:
    void tick();
    void tick_all();

    Shell& shell_;
    int list_id_;
    ChoiceBox* list_{nullptr};
    std::vector<HandoverView> lines_;
};

}  // namespace app::desk
