// What a page of the resident's display is made of: words in the chosen language with the Japanese below,
// large buttons that say the same, and a panel that lays them out so that nothing is cut: long languages and
// large print make the letters smaller down to a floor, never the sentence shorter. UI thread only.
#pragma once

#include <wx/button.h>
#include <wx/panel.h>
#include <wx/sizer.h>

#include <functional>
#include <vector>

#include "app/desk/native_text.h"
#include "app/desk/resident/resident_words.h"

namespace app::desk {

// How the words of the chosen language look; the Japanese below is smaller and soft.
native::TextLook look_of(const ResidentWords& words, int size_px, bool bold = false);
native::TextLook japanese_look(int size_px);

class BigText : public wxWindow {
  public:
    BigText(wxWindow* parent, const Said& said, native::TextLook look);
    void say(const Said& said);
    void fit(int width, int percent);  // sets its least height; percent of the wished size
    bool AcceptsFocus() const override { return false; }

  private:
    void on_paint();
    int height_of(int width) const;

    Said said_;
    native::TextLook wished_;
    native::TextLook look_;
    native::TextLook below_;
};

wxButton* big_button(wxWindow* parent, int id, const Said& said, const ResidentWords& words, bool primary,
                     std::function<void()> told);

class ResidentPanel : public wxPanel {
  public:
    ResidentPanel(wxWindow* parent, const ResidentWords& words);

    void title(const Said& said, wxWindow* beside = nullptr);
    BigText* text(const Said& said, int size_px, theme::Rgb ink);
    void body(wxWindow* window, int left_right_px);  // takes what is left of the height
    void room() { column_->AddStretchSpacer(); }
    // All of one size, in a row at the bottom.
    void buttons(const std::vector<wxButton*>& row);
    const ResidentWords& words() const { return words_; }

  private:
    void lay_out();

    const ResidentWords& words_;
    wxBoxSizer* column_;
    std::vector<std::pair<BigText*, int>> texts_;  // and what stands beside each, in px
};

}  // namespace app::desk
