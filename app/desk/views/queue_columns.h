// How one row of 受付一覧 looks: columns, their headings and the words a screen reader says.
#pragma once

#include <wx/dc.h>
#include <wx/panel.h>

#include <string>

#include "app/desk/controls/still_panel.h"
#include "app/service/desk_views.h"

namespace app::desk {

class QueueHeader : public StillPanel {
  public:
    explicit QueueHeader(wxWindow* parent);
    void show_for(bool supervisor);

  private:
    bool supervisor_{false};
};

class Rule : public StillPanel {  // a thin line between two parts of a screen
  public:
    explicit Rule(wxWindow* parent);
};

// A supervisor sees two columns more: what is wanted of them, and how much waits for the same skill.
void draw_queue_row(wxDC& dc, const wxRect& rect, const QueueRow& row, bool supervisor);
std::string queue_row_words(const QueueRow& row, bool supervisor);

}  // namespace app::desk
