// Where a resident writes the name: the largest box of 3 to 1 that fits, at least 120 × 40 mm on a screen of
// 96 dpi. Strokes are millimetres from its upper left corner, in writing order. UI thread only.
#pragma once

#include <wx/window.h>

#include "app/desk/native_text.h"
#include "app/desk/resident/pages.h"

namespace app::desk {

class SignaturePanel : public wxWindow {
  public:
    static constexpr double width_mm = 120;
    static constexpr double height_mm = 40;

    SignaturePanel(wxWindow* parent, int id);
    void clear();
    void hint(const std::string& words, native::TextLook look);  // inside the empty box
    bool empty() const { return strokes_.empty(); }
    const Strokes& strokes() const { return strokes_; }

  private:
    void on_paint();
    void begin(wxMouseEvent& event);
    void move(wxMouseEvent& event);
    void add(const wxPoint& at);
    wxRect box() const;

    Strokes strokes_;
    std::string hint_;
    native::TextLook hint_look_;
    bool writing_{false};
};

}  // namespace app::desk
