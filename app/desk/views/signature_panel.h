// Where a resident writes the name: a box of 120 × 40 mm on the screen. Strokes are millimetres from its
// upper left corner, in writing order. UI thread only.
#pragma once

#include <wx/window.h>

#include "app/desk/resident_window.h"

namespace app::desk {

class SignaturePanel : public wxWindow {
  public:
    static constexpr double width_mm = 120;
    static constexpr double height_mm = 40;

    SignaturePanel(wxWindow* parent, int id);
    void clear();
    bool empty() const { return strokes_.empty(); }
    const Strokes& strokes() const { return strokes_; }

  private:
    void on_paint();
    void begin(wxMouseEvent& event);
    void move(wxMouseEvent& event);
    void add(const wxPoint& at);

    Strokes strokes_;
    bool writing_{false};
};

}  // namespace app::desk
