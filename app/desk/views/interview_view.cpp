#include "app/desk/views/interview_view.h"

#include <wx/dcbuffer.h>
#include <wx/sizer.h>

#include <algorithm>
#include <array>

#include "app/desk/control_ids.h"
#include "app/desk/controls/paint.h"
#include "app/desk/key_times.h"
#include "app/desk/native_widgets.h"
#include "app/desk/views/case_words.h"
#include "app/desk/views/queue_columns.h"

namespace app::desk {

namespace {

constexpr int right_width = 340;
constexpr std::array question_sizes{theme::lead_px, 18, theme::body_px};

// The reasons are a list: as many of them as there is room for, the others as 「ほか」. F1 says them all.
wxString reasons_that_fit(wxDC& dc, const std::string& reasons, int width) {
    const wxString all = to_wx(reasons), ends = to_wx("、（"), more = to_wx(" ほか");
    if (dc.GetTextExtent(all).x <= width) return all;
    for (auto at = all.find_last_of(ends); at != wxString::npos && at > 0;
         at = all.find_last_of(ends, at - 1)) {
        const wxString some = all.Left(at) + more;
        if (dc.GetTextExtent(some).x <= width) return some;
    }
    return paint::fit(dc, all, width);
}

// Whose household it is must be asked, and nobody has said whether the visitor belongs to it.
bool asks_household(const CaseView& view) {
    const bool open =
        std::any_of(view.questions.begin(), view.questions.end(),
                    [](const QuestionView& question) { return question.field == "household_complete"; });
    const bool known = std::any_of(view.persons.begin(), view.persons.end(), [](const PersonView& person) {
        return person.subject != 0 && person.roles.size() > 1;  // 来庁者 and 対象者
    });
    return open && !known;
}

// Said with the relation already: 本人 is one of those concerned.
bool files_for_self(const CaseView& view) {
    return std::any_of(view.answers.begin(), view.answers.end(), [](const AnswerView& answer) {
        return answer.field == "visitor_role" && answer.text == "本人";
    });
}

// A conflict is settled in its own box, which shows both sides.
bool in_grid(const AnswerView& answer) {
    return answer.person != 0 && HouseholdGrid::holds(answer.field) && answer.choices.size() < 2;
}

}  // namespace

QuestionBar::QuestionBar(wxWindow* parent) : StillPanel(parent, control::interview_question) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(wxSize(-1, px(68)));
    native::role(*this, native::Role::label);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        Refresh();
        event.Skip();
    });
}

void QuestionBar::show(const std::string& ask, const std::string& because, std::size_t open,
                       std::size_t later) {
    ask_ = ask;
    because_ = because;
    open_ = open;
    later_ = later;
    native::name(*this, "次の質問　" + ask + "　" + because);
    Refresh();
}

void QuestionBar::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(theme::chosen)));
    dc.Clear();
    const int width = GetClientSize().x;
    dc.SetFont(font(Face::interface, theme::small_px));
    dc.SetTextForeground(colour(theme::text_soft));
    const wxString keys = to_wx("Enter 次へ　/ あとで　残り " + std::to_string(open_) +
                                (later_ > 0 ? "（あとで " + std::to_string(later_) + "）" : ""));
    const int right = width - px(16) - dc.GetTextExtent(keys).x;
    dc.DrawText(keys, right, px(42));
    dc.DrawText(reasons_that_fit(dc, because_, right - px(32)), px(16), px(42));
    const wxString ask = to_wx(ask_);
    for (const int size : question_sizes) {  // a long question in smaller letters, never cut
        dc.SetFont(font(Face::strong, size));
        if (dc.GetTextExtent(ask).x <= width - px(32)) break;
    }
    dc.SetTextForeground(colour(theme::text));
    dc.DrawText(paint::fit(dc, ask, width - px(32)), px(16), px(8));
}

InterviewView::InterviewView(wxWindow* parent, Shell& shell)
    : CasePage(parent, shell, control::interview_answer) {
    auto* left = new wxBoxSizer(wxVERTICAL);
    question_ = new QuestionBar(this);
    left->Add(question_, 0, wxEXPAND);
    left->Add(&prompt(), 0, wxEXPAND);
    household_ = new HouseholdGrid(
        this, control::interview_household,
        {.answered = [this](const AnswerView& of, const std::string& value) { save_cell(of, value); },
         .came = [this](const AnswerView&) { this->shell().keys_changed(); },
         .at_end = [this] { go_to_next(); },
         .skip = [this](const AnswerView& of) { skip(of); },
         .opened =
             [this](forms::Subject person) {
                 strip_->choose(person);
                 sheet_->focus_first_open();
             }});
    left->Add(household_, 0, wxEXPAND);
    strip_ = new PersonStrip(this, control::interview_persons, [this](forms::Subject) {
        show_person();
        sheet_->focus_first_open();
    });
    left->Add(strip_, 0, wxEXPAND | wxTOP, px(gap::hair));
    sheet_ = new BoxSheet(this, control::interview_boxes, "聞き取りの項目", shell, 2);
    sheet_->by_questions();
    sheet_->on_end([this] { go_to_next_once_saved(); });
    sheet_->on_skip([this](const AnswerView& answer) { skip(answer); });
    places_ = std::make_unique<PlaceEntry>(shell, prompt(), *sheet_);
    sheet_->on_place([this](const AnswerView& of, const std::string& typed) { places_->ask(of, typed); });
    sheet_->on_focus([this](const AnswerView&) { this->shell().keys_changed(); });
    left->Add(sheet_, 1, wxEXPAND);
    right_ = new TextPane(this, control::interview_right, "必要な書類と残り");
    right_->SetMinSize(wxSize(px(right_width), -1));
    right_->SetBackgroundColour(colour(theme::ground));
    auto* both = new wxBoxSizer(wxHORIZONTAL);
    both->Add(left, 1, wxEXPAND);
    both->Add(new Rule(this), 0, wxEXPAND);
    both->Add(right_, 0, wxEXPAND);
    SetSizer(both);
}

void InterviewView::entered() {
    case_changed();
    Layout();
    if (const CaseView* view = opened(); view != nullptr && view->summary.life_event.empty()) {
        prompt().ask({.words = "ご用件を数字で選んでください。",
                      .options = shell().life_events(),
                      .box_label = "",
                      .chosen = [this, id = view->id](const std::string& event, const std::string&) {
                          change_case_and_go(
                              shell(), this,
                              [id, event](DeskService& service) { return service.choose_event(id, event); },
                              [this](bool done) {
                                  if (done) go_to_next();
                              });
                      }});
        return;
    }
    if (const CaseView* view = opened();
        view != nullptr && asks_household(*view) && !(visitor_asked_ == view->id)) {
        if (!files_for_self(*view)) return ask_whether_visitor_is_concerned();
        visitor_asked_ = view->id;
        return add_person([this](forms::Subject added) { note_visitor(added); });
    }
    go_to_next();
}

void InterviewView::ask_whether_visitor_is_concerned() {
    prompt().ask({.words = "お越しの方ご自身も、この手続の対象ですか（異動する方など）。",
                  .options = {{"yes", "はい。世帯表に入れる"}, {"no", "いいえ。ほかの方の手続"}},
                  .chosen = [this](const std::string& value, const std::string&) {
                      visitor_asked_ = opened()->id;
                      if (value != "yes" && opened()->persons.size() > 1) return go_to_next();
                      add_person([this, visitor = value == "yes"](forms::Subject added) {
                          if (visitor) return note_visitor(added);
                          strip_->choose(added);
                          sheet_->focus_first_open();
                      });
                  }});
}

void InterviewView::note_visitor(forms::Subject person) {
    AnswerInput input;
    input.field = "is_visitor";
    input.person = person;
    input.text = "true";
    input.confirmed = true;
    change_case_and_go(
        shell(), this,
        [id = opened()->id, input](DeskService& service) { return service.answer(id, {input}); },
        [this](bool) { go_to_next(); });
}

const QuestionView* InterviewView::next_question() const {
    const CaseView* view = opened();
    if (view == nullptr || view->questions.empty()) return nullptr;
    for (const QuestionView& question : view->questions)
        if (!later_.contains({question.field, question.person})) return &question;
    return &view->questions.front();  // only those put off are left
}

void InterviewView::case_changed() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    if (!(view->id == shown_)) {
        shown_ = view->id;
        later_.clear();
        heard_ = false;
    }
    household_->show(*view);
    household_->Show(!household_->empty());
    strip_->show(*view);
    show_person();
    Layout();
    changed_.look(*view);
    show_progress();
    if (const QuestionView* question = next_question()) {
        std::size_t later = 0;
        for (const QuestionView& open : view->questions) later += later_.contains({open.field, open.person});
        question_->show(question->ask, question->because, view->questions.size(), later);
    } else {
        question_->show("聞くことはすべて聞きました。", "F12 で書類の確認へ進みます。", 0, 0);
    }
}

void InterviewView::show_progress() {
    if (heard_) return right_->show(heard_lines(*opened()));
    std::vector<PaneLine> lines;
    if (!changed_.lines().empty()) lines.push_back({PaneLine::Kind::heading, "自動で変わった項目", ""});
    for (const std::string& line : changed_.lines()) lines.push_back({PaneLine::Kind::warning, line, "●"});
    for (PaneLine& line : progress_lines(*opened())) lines.push_back(std::move(line));
    right_->show(std::move(lines));
}

void InterviewView::show_person() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    std::vector<AnswerView> answers;
    for (const AnswerView& answer : view->answers)
        if (answer.person == strip_->chosen() && (household_->empty() || !in_grid(answer)) &&
            (!heard_ || only_heard(answer)))
            answers.push_back(answer);
    sheet_->show(std::move(answers));
}

// The lane keeps its order: what was saved before has come back when this does.
void InterviewView::go_to_next_once_saved() {
    shell().work().run(
        this, [] { return true; }, [this, keys = native::hold_keys()](bool) { go_to_next(); });
}

void InterviewView::go_to_next() {
    const QuestionView* question = next_question();
    if (question == nullptr) {
        shell().say("聞くことはすべて聞きました。F12 で確認へ進みます。");
        if (sheet_->current() == nullptr) sheet_->focus_first_open();
        return;
    }
    if (std::exchange(heard_, false)) show_person();
    if (household_->focus(question->field, question->person)) return;
    if (question->person != strip_->chosen()) strip_->choose(question->person);
    if (!sheet_->focus(question->field, question->person)) sheet_->focus_first_open();
}

void InterviewView::open_box(const std::string& field, forms::Subject person) {
    if (person != strip_->chosen()) strip_->choose(person);
    if (!sheet_->focus(field, person)) sheet_->focus_first_open();
}

void InterviewView::skip(const AnswerView& answer) {
    later_.insert({answer.field, answer.person});
    shell().say("「" + answer.label + "」はあとで聞きます。");
    case_changed();
    go_to_next();
}

void InterviewView::save_cell(const AnswerView& answer, const std::string& value) {
    const CaseView* view = opened();
    if (view == nullptr) return;
    AnswerInput input;
    input.field = answer.field;
    input.person = answer.person;
    input.text = value;
    input.confirmed = true;
    input.seen = answer.seen;
    change_case_and_go(
        shell(), this, [id = view->id, input](DeskService& service) { return service.answer(id, {input}); },
        [this, clock = SaveClock()](bool done) {
            if (!done) return;
            clock.ticked();
            household_->go_down();
        });
}

bool InterviewView::jump(int n) {
    if (n > 0) return strip_->choose_number(n);
    household_->SetFocus();
    return !household_->empty();
}

void InterviewView::to_review() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    changed_.seen();
    using enum forms::Stage;
    const forms::Stage stage = view->summary.stage;
    if (stage != received && stage != interview && stage != on_hold && stage != later_entry)
        return shell().go(Screen::review);
    change_case_and_go(
        shell(), this, [id = view->id](DeskService& service) { return service.move_to(id, review, ""); },
        [this](bool) { shell().go(Screen::review); });
}

bool InterviewView::undo() {
    const CaseView* view = opened();
    const AnswerView* cell = household_->HasFocus() ? household_->current() : nullptr;
    if (view == nullptr || cell == nullptr) return sheet_->undo();
    change_case(shell(), this, [id = view->id, place = cell->place](DeskService& service) {
        return service.undo(id, place);
    });
    return true;
}

void InterviewView::candidates() {
    AnswerBox* box = sheet_->current();
    if (box == nullptr) return;
    const AnswerView answer = box->view();
    if (PlaceEntry::serves(answer)) return places_->ask(answer, box->typed());
    ChoiceBox::Options options = answer.options;
    for (const std::string& name : answer.candidates) options.emplace_back(name, name);
    if (options.empty() && answer.kind == "date")
        options = {{"不詳", "不詳"},
                   {"年月日不詳", "年月日不詳"},
                   {"月日不詳", "月日不詳"},
                   {"日不詳", "日不詳"},
                   {"年頃", "年頃"}};
    if (options.empty()) return shell().say("この項目に候補はありません。そのまま入力してください。");
    prompt().ask({.words = answer.label + "の候補",
                  .options = std::move(options),
                  .box_label = "",
                  .chosen = [this, answer](const std::string& value, const std::string&) {
                      const CaseView* view = opened();
                      if (view == nullptr) return;
                      AnswerInput input;
                      input.field = answer.field;
                      input.person = answer.person;
                      input.text = value;
                      input.source = forms::Source::interview;
                      input.seen = answer.seen;
                      change_case(shell(), this, [id = view->id, input](DeskService& service) {
                          return service.answer(id, {input});
                      });
                  }});
}

std::string InterviewView::help_words() const {
    const AnswerBox* box = sheet_->current();
    if (box == nullptr) return "Alt＋数字で人を選び、Enter で次の項目へ進みます。";
    const AnswerView& answer = box->view();
    std::string words =
        "「" + answer.label + "」" + (answer.required ? "は必ず聞く項目です。" : "は任意の項目です。");
    for (const QuestionView& question : opened()->questions)
        if (question.field == answer.field && question.person == answer.person) {
            words += question.because + "。" + question.hint;
            break;
        }
    return words + "　Ctrl+Z で元に戻せます。";
}

bool InterviewView::offers_also(Command command) const {
    return command == Command::candidates || command == Command::card || command == Command::enlarge;
}

void InterviewView::step_back() { shell().close_case(); }

bool InterviewView::own(Command command) {
    switch (command) {
        case Command::main_action:
            to_review();
            return true;
        case Command::card:
            shell().go(Screen::people);
            return shell().obey(Command::card);
        case Command::enlarge:
            shell().go(Screen::review);
            return true;
        case Command::candidates:
            candidates();
            return true;
        case Command::undo:
            return undo();
        case Command::heard:
            heard_ = !heard_;
            show_person();
            show_progress();
            shell().say(heard_ ? "聞き取りだけの項目を表示しています。Ctrl+G ですべての項目に戻ります。"
                               : "");
            return true;
        case Command::reception:
            add_person([this](forms::Subject added) { strip_->choose(added); });
            return true;
        case Command::page_up:
            return strip_->step(-1);
        case Command::page_down:
            return strip_->step(1);
        default:
            return false;
    }
}

}  // namespace app::desk
