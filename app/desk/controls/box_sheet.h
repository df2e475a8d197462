// The answers of one person or one part of a case, in two columns that scroll down. Keeps the caret where it
// is when a newer picture comes; Enter goes to the next open box. UI thread only.
#pragma once

#include <wx/scrolwin.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/desk/controls/answer_box.h"

namespace app::desk {

class BoxSheet : public wxScrolledCanvas {
  public:
    BoxSheet(wxWindow* parent, int id, const std::string& name, Shell& shell, int columns);

    void show(std::vector<AnswerView> answers);
    bool focus(const std::string& field, forms::Subject person);  // false: not on this sheet
    void focus_first_open();
    AnswerBox* current() const;  // the box with the caret, or null
    bool undo();                 // the box with the caret: typing first, then the last change
    void on_end(std::function<void()> told) { at_end_ = std::move(told); }
    // From a box that a question asks for, Enter leads to the next question, which the owner finds in
    // on_end(): the answer may have made the boxes between unnecessary.
    void by_questions() { by_questions_ = true; }
    void on_skip(std::function<void(const AnswerView&)> told) { skipped_ = std::move(told); }
    void on_place(std::function<void(const AnswerView&, const std::string&)> told) {
        told_.place = std::move(told);
    }
    AnswerBox* box_of(const std::string& field, forms::Subject person) const;  // null: not on this sheet
    void on_focus(std::function<void(const AnswerView&)> told) { focused_ = std::move(told); }

  private:
    void rebuild(std::vector<AnswerView> answers);
    void place();
    void go_on(AnswerBox& from, int direction);
    bool step(AnswerBox& from, int direction);  // Tab: every box in the order of the screen
    void save(const AnswerView& of, const AnswerBox::Typed& typed);
    void settle(const AnswerView& of, const core::Dot& chosen);
    bool still_asked(const AnswerBox& box) const;
    bool in_questions(const AnswerBox& box) const;
    void reveal(AnswerBox& box);

    Shell& shell_;
    int columns_;
    AnswerBox::Told told_;
    std::vector<AnswerBox*> boxes_;
    bool by_questions_{false};
    bool was_asked_{false};  // of the box with the caret, when the caret came to it
    std::function<void()> at_end_;
    std::function<void(const AnswerView&)> skipped_;
    std::function<void(const AnswerView&)> focused_;
    int placed_width_{-1};
};

}  // namespace app::desk
