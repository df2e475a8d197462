// The people of a case in one line, a large household in more: Alt+digit or a click chooses one, Page keys
// walk. UI thread only.
#pragma once

#include <wx/window.h>

#include <functional>
#include <string>
#include <vector>

#include "app/service/desk_views.h"

namespace app::desk {

class PersonStrip : public wxWindow {
  public:
    PersonStrip(wxWindow* parent, int id, std::function<void(forms::Subject)> chosen);

    void show(const CaseView& view);
    bool choose_number(int n);  // 1: the visitor
    bool step(int by);
    forms::Subject chosen() const { return chosen_; }
    void choose(forms::Subject person);
    bool AcceptsFocus() const override { return false; }

  private:
    struct Person {
        forms::Subject subject{0};
        std::string words;
        std::size_t open{0};
        bool operator==(const Person&) const = default;
    };
    struct Parts {
        wxString number;
        wxString left;  // 残り5, or that nothing is
    };
    Parts parts_of(std::size_t at) const;
    int width_of(wxDC& dc, std::size_t at, int name_size) const;
    void arrange();  // the place of each, and the height that takes
    void on_paint();
    void on_click(wxMouseEvent& event);

    std::vector<Person> persons_;
    std::vector<wxRect> spots_;
    forms::Subject chosen_{0};
    std::function<void(forms::Subject)> told_;
};

}  // namespace app::desk
