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
};

class Rule : public StillPanel {  // a thin line between two parts of a screen
  public:
    explicit Rule(wxWindow* parent);
};

void draw_queue_row(wxDC& dc, const wxRect& rect, const QueueRow& row);
std::string queue_row_words(const QueueRow& row);

}  // namespace app::desk
