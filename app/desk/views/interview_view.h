// 聞き取り: the next question in spoken Japanese with its reason, the answers of one person at a time, and at
// the right what is still open. Nothing is asked in a fixed order: every box may be filled at any time.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "app/desk/controls/box_sheet.h"
#include "app/desk/controls/household_grid.h"
#include "app/desk/controls/person_strip.h"
#include "app/desk/controls/still_panel.h"
#include "app/desk/controls/text_pane.h"
#include "app/desk/views/case_page.h"
#include "app/desk/views/place_entry.h"
#include "app/service/auto_changes.h"

namespace app::desk {

class QuestionBar : public StillPanel {
  public:
    explicit QuestionBar(wxWindow* parent);
    void show(const std::string& ask, const std::string& because, std::size_t open, std::size_t later);

  private:
    void on_paint();
    std::string ask_;
    std::string because_;
    std::size_t open_{0};
    std::size_t later_{0};
};

class InterviewView : public CasePage {
  public:
    InterviewView(wxWindow* parent, Shell& shell);

    std::string title() const override { return "聞き取り"; }
    void entered() override;
    void case_changed() override;
    bool jump(int n) override;
    bool digit(int) override { return false; }
    void open_box(const std::string& field, forms::Subject person) override;
    std::string main_action() const override { return "確認へ進む"; }

  protected:
    bool own(Command command) override;
    bool offers_also(Command command) const override;
    std::string help_words() const override;
    void step_back() override;

  private:
    const QuestionView* next_question() const;
    void show_person();
    void show_progress();
    void go_to_next();
    void go_to_next_once_saved();
    void ask_whether_visitor_is_concerned();
    void note_visitor(forms::Subject person);
    void to_review();
    void skip(const AnswerView& answer);
    void save_cell(const AnswerView& answer, const std::string& value);
    bool undo();
    void candidates();

    QuestionBar* question_{nullptr};
    HouseholdGrid* household_{nullptr};
    PersonStrip* strip_{nullptr};
    BoxSheet* sheet_{nullptr};
    TextPane* right_{nullptr};
    std::unique_ptr<PlaceEntry> places_;
    bool heard_{false};                                       // only what was heard is shown
    std::set<std::pair<std::string, forms::Subject>> later_;  // skipped in this sitting
    AutoChanges changed_;                                     // shown until the clerk goes on to the review
    core::CaseId shown_;
    core::CaseId visitor_asked_;  // whether the visitor is concerned was asked in this sitting
};

}  // namespace app::desk
