// The waiting display: a second window for those who wait, with the numbers that are called and the desk that
// calls each. Digits, letters and an arrow only, so that nobody needs a language; no name, no purpose. The
// newest call stands alone and largest. What it shows comes from all desks (CounterRoom::called). UI thread
// only.
#pragma once

#include <wx/frame.h>
#include <wx/panel.h>

#include <string>
#include <vector>

#include "app/service/counter_views.h"

namespace app::desk {

class WaitingWindow : public wxFrame {
  public:
    explicit WaitingWindow(wxWindow* parent);

    void show(std::vector<CalledTicket> called);
    void turn_on();  // on the last screen that neither the clerk nor the resident uses, else beside the
                     // clerk's window
    void turn_off() { Hide(); }

  private:
    void on_paint();
    void draw_first(wxDC& dc, const wxRect& room) const;
    void draw_earlier(wxDC& dc, const wxRect& room) const;
    void tell();

    std::vector<CalledTicket> called_;
    wxPanel* canvas_{nullptr};
};

}  // namespace app::desk
