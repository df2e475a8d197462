// 来庁者と対象者: who stands here, for whom, and proven how. Left the visitor, in the middle the persons
// concerned or the card being read, below the identity documents (kinds only, no numbers, no copies), at the
// right what is still open.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/desk/controls/box_sheet.h"
#include "app/desk/controls/row_list.h"
#include "app/desk/controls/text_pane.h"
#include "app/desk/views/card_panel.h"
#include "app/desk/views/case_page.h"
#include "app/desk/views/people_questions.h"
#include "app/desk/views/picture_panel.h"
#include "app/desk/views/place_entry.h"

namespace app::desk {

class PeopleView : public CasePage {
  public:
    PeopleView(wxWindow* parent, Shell& shell);

    std::string title() const override { return "来庁者と対象者"; }
    void entered() override;
    void left() override;
    void case_changed() override;
    bool digit(int n) override;
    bool jump(int n) override;
    std::string main_action() const override {
        return picture_->showing() ? "ここまでを取り込む" : "聞き取りへ進む";
    }

  protected:
    bool own(Command command) override;
    bool offers_also(Command command) const override;
    std::string help_words() const override;
    void step_back() override;
    void question_given_up() override;

  private:
    void show_identity();
    void save_identity();
    void show_middle();
    void picture_changed();
    void focus_next_of_visitor();
    void draw_person(wxDC& dc, const wxRect& rect, std::size_t at) const;
    void remove_person();
    void ask_event();

    PeopleQuestions questions_;
    BoxSheet* visitor_{nullptr};
    std::unique_ptr<PlaceEntry> places_;
    RowList* persons_{nullptr};
    CardPanel* card_{nullptr};
    PicturePanel* picture_{nullptr};
    wxSizer* blocks_{nullptr};
    wxPanel* identity_{nullptr};
    ChoiceBox* documents_{nullptr};
    std::vector<std::pair<std::string, std::string>> offered_;
    std::vector<PersonView> shown_persons_;  // as the lists stand
    std::string shown_seen_;
    TextPane* right_{nullptr};
};

}  // namespace app::desk
