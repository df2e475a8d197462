// One answer on the screen: label, box, source, and a tick once what stands there is durable. A conflict
// shows both sides in place and is settled by a digit. A value that another desk changes while this one is
// being typed gets a mark and leaves the caret alone. UI thread only.
#pragma once

#include <wx/panel.h>

#include <functional>
#include <string>

#include "app/desk/controls/choice_box.h"
#include "app/desk/controls/text_box.h"
#include "app/service/desk_views.h"

namespace app::desk {

class AnswerBox : public wxPanel {
  public:
    struct Typed {
        std::string text;
        std::set<core::Dot> seen;  // what stood there when the edit began
        bool over_own{false};      // and what this box itself has saved since
    };
    struct Told {
        std::function<void(const AnswerView& of, const Typed& typed)> save;
        std::function<void(const AnswerView& of, const core::Dot& chosen)> settle;
        std::function<void(AnswerBox& box, int direction)> go_on;
        std::function<bool(AnswerBox& box, int direction)> tab;  // false: past the last or first box
        std::function<void(AnswerBox& box)> came;
        std::function<void(const AnswerView& of)> skip;  // "/" in an empty box: later
        // A postal code stands in the box of an address, or was entered in its own: the place is wanted.
        std::function<void(const AnswerView& of, const std::string& typed)> place{};
    };
    AnswerBox(wxWindow* parent, int id, Shell& shell, AnswerView view, const Told& told);

    bool show(AnswerView newer);  // the same answer, newer; true if it may need another height
    void saved(bool done);        // answer to one save; refused: the letters stay, the box is open again
    bool undo_typing();           // true if there was something typed to take back
    void put_focus();
    int fit_width(int width);  // returns the height
    const AnswerView& view() const { return view_; }
    std::string typed() const { return inner_text(); }
    void type_on(const std::string& beginning);  // as if typed: the clerk goes on writing behind it
    bool open() const { return view_.text.empty() || view_.choices.size() > 1; }
    bool wide() const;  // wants the whole width of the sheet
    static bool same_shape(const AnswerView& newer, const AnswerView& other);

  private:
    void make_text();
    void entered(int direction);
    bool pick_candidate(int n);
    void look_at_typing();
    void look_up_place(const std::string& code);
    void make_choice();
    void make_conflict();
    void put_choice();
    void leave();
    void commit();
    void changed_choice();
    void name_inner();
    void on_paint();
    void draw_remark(wxDC& dc) const;
    std::string inner_text() const;
    bool typed_since() const;
    void take_over();
    void take_note();

    Shell& shell_;
    AnswerView view_;
    const Told& told_;
    TextBox* text_{nullptr};
    ChoiceBox* choice_{nullptr};
    std::set<core::Dot> seen_;  // what stood there when the edit began
    std::string base_;          // the choice box's own text for what the case holds
    std::string asked_to_save_;
    std::string typed_beside_;  // what the date being typed is in the other calendar
    int saves_{0};              // on their way: until the last has come back, the letters are the clerk's
    bool own_since_{false};
    bool changed_elsewhere_{false};
};

}  // namespace app::desk
