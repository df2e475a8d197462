// One item of a document as it was pictured, six times the size of its print, and below it what was read, as
// large: whether both say the same is seen at a glance. A long line goes on below, with the last millimetres
// repeated, so that no letter is cut; what has no room at six times is shown somewhat smaller. UI thread
// only.
#pragma once

#include <wx/bitmap.h>
#include <wx/image.h>
#include <wx/window.h>

#include <string>

#include "forms/core/bytes.h"

namespace app::desk {

class PrintStrip : public wxWindow {
  public:
    PrintStrip(wxWindow* parent, int id, const std::string& name);

    // A picture that cannot be decoded is left out; `text` stands alone then.
    void show(const core::Bytes& png, double dots_per_mm, const std::string& text);
    void put(const std::string& text);  // another reading of the same picture
    void clear();                       // keeps nothing

  private:
    struct Plan {  // how the picture is cut into rows
        double scale{0};
        int rows{0}, row_width{0}, row_height{0}, step{0};
        int height() const;
    };
    Plan plan_for(double times, int width) const;
    void on_paint();
    int text_height(wxDC& dc, int width);

    wxImage picture_;
    wxBitmap shown_;
    double shown_scale_{0};
    double dots_per_mm_{18};
    std::string text_;
};

}  // namespace app::desk
