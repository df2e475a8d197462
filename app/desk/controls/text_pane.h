// A column of headed, wrapped lines for reading: the right-hand panes. Scrolls down only, never sideways.
// What it says is also its description for screen readers. UI thread only.
#pragma once

#include <wx/scrolwin.h>

#include <string>
#include <vector>

#include "app/desk/layout_helpers.h"

namespace app::desk {

struct PaneLine {
    enum class Kind { title, heading, body, name, help, good, warning, error, rule, gap };
    Kind kind{Kind::body};
    std::string text;
    std::string mark;  // stands before the line: ✓ ● ▲; words never depend on colour alone
    bool operator==(const PaneLine&) const = default;
};

class TextPane : public wxScrolledCanvas {
  public:
    TextPane(wxWindow* parent, int id, const std::string& name);
    void show(std::vector<PaneLine> lines);

  private:
    struct Placed {
        std::size_t line{0};
        int y{0};
        std::vector<wxString> rows;
    };
    void lay_out();
    void on_paint();

    std::vector<PaneLine> lines_;
    std::vector<Placed> placed_;
    int laid_width_{-1};
};

}  // namespace app::desk
