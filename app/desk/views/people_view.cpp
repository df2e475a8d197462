#include "app/desk/views/people_view.h"

#include <wx/dc.h>
#include <wx/sizer.h>
#include <wx/stattext.h>

#include <sstream>

#include "app/desk/control_ids.h"
#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"
#include "app/desk/views/case_screens.h"
#include "app/desk/views/case_words.h"
#include "app/desk/views/queue_columns.h"

namespace app::desk {

namespace {

constexpr int visitor_width = 430;
constexpr int people_side_width = 320;

// A part of the screen: its words, and beside them the keys that lead to it and work in it.
wxSizer* heading(wxWindow* parent, const std::string& words, const std::string& keys) {
    auto* line = new wxBoxSizer(wxHORIZONTAL);
    auto* text = new wxStaticText(parent, wxID_ANY, to_wx(words));
    text->SetFont(font(Face::strong, 18));
    text->SetForegroundColour(colour(theme::text));
    line->Add(text, 0, wxALIGN_CENTER_VERTICAL);
    auto* help = new wxStaticText(parent, wxID_ANY, to_wx(keys));
    help->SetFont(font(Face::interface, theme::small_px));
    help->SetForegroundColour(colour(theme::text_help));
    line->Add(help, 0, wxALIGN_CENTER_VERTICAL | wxLEFT, px(gap::medium));
    return line;
}

bool is_visitor(const AnswerView& answer) {
    return answer.person == 0 && answer.field.starts_with("visitor_");
}

std::vector<PaneLine> right_lines(const CaseView& view) {
    std::vector<PaneLine> lines{{PaneLine::Kind::heading, "本人確認", ""},
                                {view.identity.done ? PaneLine::Kind::good : PaneLine::Kind::warning,
                                 view.identity.words, view.identity.done ? "✓" : "▲"}};
    for (PaneLine& line : document_lines(view)) lines.push_back(std::move(line));
    for (PaneLine& line : relation_lines(view)) lines.push_back(std::move(line));
    for (PaneLine& line : open_point_lines(view)) lines.push_back(std::move(line));
    return lines;
}

}  // namespace

PeopleView::PeopleView(wxWindow* parent, Shell& shell)
    : CasePage(parent, shell, control::people_question), questions_(this, shell, prompt()) {
    auto* left = new wxBoxSizer(wxVERTICAL);
    left->Add(&prompt(), 0, wxEXPAND);
    auto* blocks = new wxBoxSizer(wxHORIZONTAL);
    auto* first = new wxBoxSizer(wxVERTICAL);
    first->Add(heading(this, "1 来庁者", "Alt+1　F4 関係"), 0, wxLEFT | wxTOP, px(gap::medium));
    visitor_ = new BoxSheet(this, control::people_visitor, "来庁者", shell, 1);
    visitor_->SetMinSize(wxSize(px(visitor_width), -1));
    visitor_->on_end([this] { jump(3); });
    places_ = std::make_unique<PlaceEntry>(shell, prompt(), *visitor_);
    visitor_->on_place([this](const AnswerView& of, const std::string& typed) { places_->ask(of, typed); });
    first->Add(visitor_, 1, wxEXPAND);
    blocks->Add(first, 0, wxEXPAND);
    blocks->Add(new Rule(this), 0, wxEXPAND);
    auto* second = new wxBoxSizer(wxVERTICAL);
    second->Add(heading(this, "2 対象者", "Alt+2　Insert 人を増やす　Delete 人を外す"), 0,
                wxLEFT | wxTOP | wxBOTTOM, px(gap::medium));
    persons_ = new RowList(
        this, control::people_subjects, "対象者", 60,
        {.draw = [this](wxDC& dc, const wxRect& rect, std::size_t at, bool) { draw_person(dc, rect, at); },
         .is_heading = {},
         .words =
             [this](std::size_t at) {
                 const CaseView* view = this->opened();
                 return view != nullptr && at < view->persons.size() ? view->persons[at].name : std::string();
             },
         .chosen = {},
         .opened = [this](int) { own(Command::main_action); }});
    persons_->Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) {
        if (event.GetKeyCode() != WXK_DELETE) return event.Skip();
        remove_person();
    });
    second->Add(persons_, 1, wxEXPAND);
    card_ = new CardPanel(
        this, shell, prompt(),
        [this] {
            show_middle();
            focus_next_of_visitor();
        },
        [this] { picture_->begin(); });
    second->Add(card_, 1, wxEXPAND);
    blocks->Add(second, 1, wxEXPAND);
    left->Add(blocks, 1, wxEXPAND);
    blocks_ = blocks;
    picture_ = new PicturePanel(this, shell, prompt(), [this] { picture_changed(); });
    left->Add(picture_, 1, wxEXPAND);
    identity_ = new wxPanel(this);
    identity_->SetBackgroundColour(colour(theme::ground_soft));
    auto* below = new wxBoxSizer(wxVERTICAL);
    below->Add(heading(identity_, "3 本人確認　見せていただいた書類（種類だけを記録します）", "Alt+3"), 0,
               wxLEFT | wxTOP, px(gap::medium));
    identity_->SetSizer(below);
    left->Add(identity_, 0, wxEXPAND);
    right_ = new TextPane(this, control::people_open_points, "残っていること");
    right_->SetMinSize(wxSize(px(people_side_width), -1));
    right_->SetBackgroundColour(colour(theme::ground));
    auto* both = new wxBoxSizer(wxHORIZONTAL);
    both->Add(left, 1, wxEXPAND);
    both->Add(new Rule(this), 0, wxEXPAND);
    both->Add(right_, 0, wxEXPAND);
    SetSizer(both);
    card_->Hide();
    picture_->Hide();
    card_->Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) {
        const int code = event.GetKeyCode();
        if ((code == WXK_RETURN || code == WXK_NUMPAD_ENTER) && card_->accept()) return;
        event.Skip();
    });
}

void PeopleView::entered() {
    show_middle();
    case_changed();
    const CaseView* view = opened();
    if (view != nullptr && view->summary.life_event.empty()) return ask_event();
    if (view != nullptr && view->identity.done) {
        visitor_->focus_first_open();
    } else {
        const bool named = view != nullptr && !view->persons.empty() && !view->persons.front().name.empty();
        if (named) {
            jump(3);
        } else {
            visitor_->focus_first_open();
        }
    }
}

void PeopleView::ask_event() {
    prompt().ask({.words = "ご用件を数字で選んでください。",
                  .options = shell().life_events(),
                  .box_label = "",
                  .chosen = [this, id = shell().opened()->id](const std::string& event, const std::string&) {
                      change_case_and_go(
                          shell(), this,
                          [id, event](DeskService& service) { return service.choose_event(id, event); },
                          [this](bool done) {
                              if (done) visitor_->focus_first_open();
                          });
                  }});
}

// After a card: the relation, then the documents; what else is open waits (reference: screens, A2).
void PeopleView::focus_next_of_visitor() {
    const CaseView* view = opened();
    if (view == nullptr || view->persons.empty() || view->persons.front().name.empty())
        return visitor_->focus_first_open();
    for (const AnswerView& answer : view->answers)
        if (is_visitor(answer) && answer.field.starts_with("visitor_role") && answer.text.empty() &&
            visitor_->focus(answer.field, 0))
            return;
    if (view->identity.done || !jump(3)) visitor_->focus_first_open();
}

void PeopleView::left() {
    if (card_->showing()) card_->give_up();
    if (!picture_->active()) return;
    prompt().give_up();
    while (picture_->give_up()) {
    }
}

void PeopleView::show_middle() {
    card_->Show(card_->showing());
    persons_->Show(!card_->showing());
    Layout();
}

// A picture six times as large needs the whole width; what is behind it is not touched meanwhile.
void PeopleView::picture_changed() {
    const bool large = picture_->showing();
    GetSizer()->Show(blocks_, !large, true);
    identity_->Show(!large);
    right_->Show(!large);
    picture_->Show(large);
    show_middle();
    if (large) {
        persons_->Hide();
        Layout();
    } else if (!picture_->active()) {
        focus_next_of_visitor();
    }
    shell().keys_changed();
}

void PeopleView::case_changed() {
    const CaseView* view = opened();
    if (view == nullptr) return;
    std::vector<AnswerView> answers;
    for (const AnswerView& answer : view->answers)
        if (is_visitor(answer)) answers.push_back(answer);
    visitor_->show(std::move(answers));
    if (shown_persons_ != view->persons) {
        shown_persons_ = view->persons;
        persons_->show(view->persons.size(), persons_->row() >= 0 ? persons_->row() : 0);
    }
    right_->show(right_lines(*view));
    show_identity();
}

void PeopleView::show_identity() {
    const CaseView* view = opened();
    if (documents_ == nullptr || offered_ != view->identity.documents) {
        offered_ = view->identity.documents;
        if (documents_ != nullptr) documents_->Destroy();
        ChoiceBox::Options options;
        for (const auto& [kind, group] : offered_)
            options.emplace_back(kind, kind + (group == "A" ? "（Ａ）" : "（Ｂ）"));
        documents_ =
            new ChoiceBox(identity_, control::people_documents, "本人確認書類", options, true, false);
        if (offered_.size() > 9) documents_->number_by_zeros();
        documents_->on({.changed = [this] { save_identity(); },
                        .entered =
                            [this](int) {
                                if (!questions_.ask_expiry()) shell().keys_changed();
                            },
                        .came = {},
                        .left = {}});
        identity_->GetSizer()->Add(documents_, 0, wxALL, px(gap::small));
        Layout();
    }
    std::string seen;
    for (const std::string& kind : view->identity.seen) seen += (seen.empty() ? "" : "\n") + kind;
    if (!documents_->pending()) documents_->put(seen);
    const int width = std::max(px(400), identity_->GetClientSize().x - px(16));
    const int height = documents_->GetSize().y;
    if (width == documents_->GetSize().x && seen == shown_seen_) return;
    shown_seen_ = seen;
    if (documents_->fit_width(width) != height) Layout();
}

void PeopleView::save_identity() {
    const CaseView* view = opened();
    if (view == nullptr || documents_->pending()) return;
    std::vector<std::string> kinds;
    std::istringstream lines(documents_->text());
    for (std::string line; std::getline(lines, line);) kinds.push_back(line);
    questions_.save_documents(kinds);
}

void PeopleView::draw_person(wxDC& dc, const wxRect& rect, std::size_t at) const {
    const CaseView* view = opened();
    if (view == nullptr || at >= view->persons.size()) return;
    const PersonView& person = view->persons[at];
    dc.SetFont(person.name.empty() ? font(Face::interface, theme::lead_px) : font(Face::name, 22));
    dc.SetTextForeground(colour(theme::text));
    dc.DrawText(
        paint::fit(dc, to_wx(person.name.empty() ? "（氏名 未入力）" : person.name), rect.width - px(32)),
        rect.x + px(16), rect.y + px(2));
    std::string about = std::to_string(at + 1);
    for (const std::string& role : person.roles) about += "　" + role;
    for (const std::string& part : {person.kana, person.birth})
        if (!part.empty()) about += "　" + part;
    dc.SetFont(font(Face::interface, theme::small_px));
    dc.SetTextForeground(colour(theme::text_help));
    dc.DrawText(paint::fit(dc, to_wx(about), rect.width - px(32)), rect.x + px(16), rect.y + px(34));
}

void PeopleView::remove_person() {
    const CaseView* view = opened();
    const int at = persons_->row();
    if (view == nullptr || at <= 0 || at >= static_cast<int>(view->persons.size())) return;
    const PersonView person = view->persons[static_cast<std::size_t>(at)];
    prompt().ask({.words = (person.name.empty() ? "この人" : person.name) + "を、この受付から外しますか。",
                  .options = {{"no", "外さない"}, {"yes", "外す"}},
                  .box_label = "",
                  .chosen = [this, id = view->id, person](const std::string& value, const std::string&) {
                      if (value != "yes") return;
                      change_case(shell(), this, [id, subject = person.subject](DeskService& service) {
                          return service.remove_person(id, subject);
                      });
                  }});
}

bool PeopleView::offers_also(Command command) const {
    return command == Command::candidates || (command == Command::card && !picture_->showing());
}

bool PeopleView::jump(int n) {
    if (n == 1) {
        visitor_->focus_first_open();
    } else if (n == 2) {
        persons_->SetFocus();
    } else if (n == 3 && documents_ != nullptr) {
        documents_->SetFocus();
    } else {
        return false;
    }
    return true;
}

bool PeopleView::digit(int n) { return card_->digit(n); }

std::string PeopleView::help_words() const {
    return "F5 でカードを読みます。本人確認は見せていただいた書類の数字を押します。F12 "
           "で聞き取りへ進みます。";
}

void PeopleView::step_back() {
    if (picture_->give_up() || card_->give_up()) return;
    shell().close_case();
}

void PeopleView::question_given_up() {
    if (card_->showing()) card_->give_up();
    if (picture_->active()) picture_->give_up();
}

bool PeopleView::own(Command command) {
    switch (command) {
        case Command::main_action:
            if (picture_->showing()) return picture_->finish();
            if (const CaseView* view = opened()) shell().go(questions_screen(*view));
            return true;
        case Command::candidates:
            if (picture_->showing()) return picture_->next_candidate();
            questions_.ask_relation();
            return true;
        case Command::page_down:
            return picture_->page(1);
        case Command::page_up:
            return picture_->page(-1);
        case Command::card:
            if (picture_->showing()) return true;
            if (picture_->active()) question_given_up();
            card_->begin();
            show_middle();
            return true;
        case Command::person:
            return picture_->showing() || jump(2);
        case Command::reception:
            add_person([this](forms::Subject) {
                shell().say("人を増やしました。聞き取りで氏名を入力するか、F5 でカードを読みます。");
            });
            return true;
        case Command::undo:
            return visitor_->undo();
        default:
            return false;
    }
}

}  // namespace app::desk
