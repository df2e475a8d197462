#include "app/desk/controls/box_sheet.h"

#include <algorithm>

#include "app/desk/control_ids.h"
#include "app/desk/key_times.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

BoxSheet::BoxSheet(wxWindow* parent, int id, const std::string& name, Shell& shell, int columns)
    : wxScrolledCanvas(parent, id, wxDefaultPosition, wxDefaultSize,
                       wxVSCROLL | wxBORDER_NONE | wxTAB_TRAVERSAL),
      shell_(shell),
      columns_(columns) {
    SetBackgroundColour(colour(theme::ground));
    ShowScrollbars(wxSHOW_SB_NEVER, wxSHOW_SB_DEFAULT);
    SetScrollRate(0, px(20));
    DisableFocusFromKeyboard();
    native::name(*this, name);
    native::role(*this, native::Role::panel);
    told_ = {.save = [this](const AnswerView& of, const AnswerBox::Typed& typed) { save(of, typed); },
             .settle = [this](const AnswerView& of, const core::Dot& chosen) { settle(of, chosen); },
             .go_on = [this](AnswerBox& from, int direction) { go_on(from, direction); },
             .tab = [this](AnswerBox& from, int direction) { return step(from, direction); },
             .came =
                 [this](AnswerBox& box) {
                     was_asked_ = in_questions(box);
                     reveal(box);
                     if (focused_) focused_(box.view());
                 },
             .skip =
                 [this](const AnswerView& of) {
                     if (skipped_) skipped_(of);
                 },
             .place = {}};
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        place();
        event.Skip();
    });
}

void BoxSheet::show(std::vector<AnswerView> answers) {
    const bool same =
        answers.size() == boxes_.size() && std::equal(answers.begin(), answers.end(), boxes_.begin(),
                                                      [](const AnswerView& view, const AnswerBox* box) {
                                                          return AnswerBox::same_shape(view, box->view());
                                                      });
    if (!same) return rebuild(std::move(answers));
    bool other_height = false;
    for (std::size_t i = 0; i < boxes_.size(); ++i)
        other_height = boxes_[i]->show(std::move(answers[i])) || other_height;
    if (!other_height) return;
    placed_width_ = -1;
    place();
}

void BoxSheet::rebuild(std::vector<AnswerView> answers) {
    const AnswerBox* before = current();
    const std::string field = before != nullptr ? before->view().field : "";
    const forms::Subject person = before != nullptr ? before->view().person : 0;
    Freeze();
    std::vector<AnswerBox*> fresh;
    std::vector<AnswerBox*> old = std::move(boxes_);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        // A box whose answer is still asked stays as it is, with its caret and what is being typed.
        const auto kept = std::find_if(old.begin(), old.end(), [&](const AnswerBox* box) {
            return box != nullptr && AnswerBox::same_shape(answers[i], box->view());
        });
        if (kept != old.end()) {
            (*kept)->show(std::move(answers[i]));
            fresh.push_back(*kept);
            *kept = nullptr;
        } else {
            fresh.push_back(new AnswerBox(this, control::answer_box_first + static_cast<int>(i), shell_,
                                          std::move(answers[i]), told_));
        }
    }
    wxWindow* last = nullptr;
    for (AnswerBox* box : fresh) {  // the Tab order is the order on the screen
        if (last != nullptr) box->MoveAfterInTabOrder(last);
        last = box;
    }
    boxes_ = std::move(fresh);
    for (AnswerBox* box : old)
        if (box != nullptr) {
            box->Hide();
            box->CallAfter([box] { box->Destroy(); });
        }
    placed_width_ = -1;
    place();
    Thaw();
    if (!field.empty() && current() == nullptr) focus(field, person);
}

void BoxSheet::place() {
    const int width = GetClientSize().x;
    if (width <= px(100) || width == placed_width_) return;
    placed_width_ = width;
    const int side = px(16);
    const int between = px(20);
    const int column_width = (width - 2 * side - (columns_ - 1) * between) / columns_;
    int x = 0;
    int y = px(8);
    int row_height = 0;
    const int scrolled = GetViewStart().y;
    Scroll(0, 0);  // boxes are placed from the top, whatever height the sheet had before
    for (AnswerBox* box : boxes_) {
        const bool wide = columns_ > 1 && box->wide();
        if (x >= columns_ || (wide && x > 0)) {
            x = 0;
            y += row_height + px(8);
            row_height = 0;
        }
        const int height = box->fit_width(wide ? width - 2 * side : column_width);
        box->Move(side + x * (column_width + between), y);
        row_height = std::max(row_height, height);
        x += wide ? columns_ : 1;
    }
    SetVirtualSize(width, y + row_height + px(16));
    Scroll(0, scrolled);
}

AnswerBox* BoxSheet::current() const {
    for (AnswerBox* box : boxes_)
        for (wxWindow* at = wxWindow::FindFocus(); at != nullptr; at = at->GetParent())
            if (at == box) return box;
    return nullptr;
}

AnswerBox* BoxSheet::box_of(const std::string& field, forms::Subject person) const {
    for (AnswerBox* box : boxes_)
        if (box->view().field == field && box->view().person == person) return box;
    return nullptr;
}

bool BoxSheet::focus(const std::string& field, forms::Subject person) {
    AnswerBox* box = box_of(field, person);
    if (box == nullptr) return false;
    box->put_focus();
    return true;
}

void BoxSheet::focus_first_open() {
    for (AnswerBox* box : boxes_)
        if (still_asked(*box)) return box->put_focus();
    if (!boxes_.empty()) boxes_.front()->put_focus();
}

bool BoxSheet::step(AnswerBox& from, int direction) {
    const auto at = std::find(boxes_.begin(), boxes_.end(), &from);
    if (at == boxes_.end() || (direction < 0 && at == boxes_.begin())) return false;
    const auto next = direction < 0 ? std::prev(at) : std::next(at);
    if (next == boxes_.end()) return false;
    (*next)->put_focus();
    return true;
}

void BoxSheet::go_on(AnswerBox& from, int direction) {
    const auto at = std::find(boxes_.begin(), boxes_.end(), &from);
    if (at == boxes_.end()) return;
    if (direction < 0) {
        if (at != boxes_.begin()) (*std::prev(at))->put_focus();
        return;
    }
    if (by_questions_ && at_end_ && was_asked_) return at_end_();
    const auto next =
        std::find_if(std::next(at), boxes_.end(), [this](const AnswerBox* box) { return still_asked(*box); });
    if (next != boxes_.end()) return (*next)->put_focus();
    if (at_end_) at_end_();
}

// Boxes that may stay empty are passed over; Tab reaches them.
bool BoxSheet::still_asked(const AnswerBox& box) const {
    if (!box.open()) return false;
    if (box.view().required || box.view().choices.size() > 1) return true;
    return in_questions(box);
}

bool BoxSheet::in_questions(const AnswerBox& box) const {
    const CaseView* opened = shell_.opened();
    return opened != nullptr && std::any_of(opened->questions.begin(), opened->questions.end(),
                                            [&box](const QuestionView& question) {
                                                return question.field == box.view().field &&
                                                       question.person == box.view().person;
                                            });
}

void BoxSheet::reveal(AnswerBox& box) {
    const int top = box.GetPosition().y;
    const int bottom = top + box.GetSize().y;
    const int height = GetClientSize().y;
    const int rate = px(20);
    const int now = GetViewStart().y;
    if (top < 0) Scroll(0, std::max(0, now + top / rate - 1));
    if (bottom > height) Scroll(0, now + (bottom - height) / rate + 1);
}

void BoxSheet::save(const AnswerView& of, const AnswerBox::Typed& typed) {
    const CaseView* opened = shell_.opened();
    if (opened == nullptr) return;
    AnswerInput input;
    input.field = of.field;
    input.person = of.person;
    input.text = typed.text;
    input.source = forms::Source::interview;
    input.confirmed = true;
    input.seen = typed.seen;
    input.over_own = typed.over_own;
    shell_.say("");
    change_case(
        shell_, this, [id = opened->id, input](DeskService& service) { return service.answer(id, {input}); },
        [this, field = of.field, person = of.person, clock = SaveClock()](bool done) {
            if (done) clock.ticked();
            if (AnswerBox* box = box_of(field, person)) box->saved(done);
        });
}

void BoxSheet::settle(const AnswerView& of, const core::Dot& chosen) {
    const CaseView* opened = shell_.opened();
    if (opened == nullptr) return;
    change_case(shell_, this, [id = opened->id, place = of.place, chosen](DeskService& service) {
        return service.settle(id, place, chosen);
    });
}

bool BoxSheet::undo() {
    AnswerBox* box = current();
    const CaseView* opened = shell_.opened();
    if (box == nullptr || opened == nullptr) return false;
    if (box->undo_typing()) return true;
    change_case(shell_, this, [id = opened->id, place = box->view().place](DeskService& service) {
        return service.undo(id, place);
    });
    return true;
}

}  // namespace app::desk
