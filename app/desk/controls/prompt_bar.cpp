#include "app/desk/controls/prompt_bar.h"

#include <wx/sizer.h>
#include <wx/stattext.h>

#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr int number_box = 120;
constexpr int wide_box = 520;

}  // namespace

PromptBar::PromptBar(wxWindow* parent, Shell& shell, int choice_id, int box_id)
    : wxPanel(parent), shell_(shell), choice_id_(choice_id), box_id_(box_id) {
    SetBackgroundColour(colour(theme::chosen));
    native::name(*this, "問い");
    Hide();
}

void PromptBar::ask(Question question) {
    if (!IsShown()) before_ = wxWindow::FindFocus();
    question_ = std::move(question);
    DestroyChildren();
    box_ = nullptr;
    auto* column = new wxBoxSizer(wxVERTICAL);
    auto* line = new wxBoxSizer(wxHORIZONTAL);
    auto* words = new wxStaticText(this, wxID_ANY, to_wx(question_.words));
    words->SetFont(font(Face::strong, theme::body_px));
    words->SetForegroundColour(colour(theme::text));
    line->Add(words, 1, wxALIGN_CENTER_VERTICAL | wxLEFT, px(gap::small));
    if (!question_.box_label.empty()) {
        auto* label = new wxStaticText(this, wxID_ANY, to_wx(question_.box_label));
        label->SetFont(font(Face::interface, theme::body_px));
        line->Add(label, 0, wxALIGN_CENTER_VERTICAL | wxRIGHT, px(gap::small));
        box_ = new TextBox(this, box_id_, question_.box_label, shell_);
        native::name(*box_, question_.box_label, label);
        if (!question_.words_wanted) native::bypass_input_method(*box_);
        const bool wide = question_.box_first || question_.words_wanted;
        box_->SetMinSize(wxSize(px(wide ? wide_box : number_box), px(theme::field_px)));
        box_->on({.entered =
                      [this](int) {
                          if (!question_.words_wanted) return choice_->SetFocus();
                          if (choice_->text().empty()) choice_->put(question_.options.front().first);
                          choose();
                      },
                  .left = {},
                  .came = {},
                  .typed = {},
                  .key = {}});
        line->Add(box_, 0, wxALIGN_CENTER_VERTICAL | wxRIGHT, px(gap::small));
    }
    column->Add(line, 0, wxEXPAND | wxTOP, px(gap::small));
    choice_ = new ChoiceBox(this, choice_id_, question_.words, question_.options, false, false);
    if (question_.options.size() > 9) choice_->number_by_zeros();
    choice_->on({.changed = {}, .entered = [this](int) { choose(); }, .came = {}, .left = {}});
    column->Add(choice_, 0, wxALL, px(gap::hair));
    SetSizer(column);
    choice_->fit_width(GetParent()->GetClientSize().x - px(24));
    Show();
    GetParent()->Layout();
    choice_->fit_width(std::max(GetClientSize().x, px(400)) - px(12));
    GetParent()->Layout();
    if (question_.box_first || question_.words_wanted) return box_->SetFocus();
    choice_->SetFocus();
}

void PromptBar::choose() {
    const std::string value = choice_->text();
    if (value.empty()) return;
    const std::string typed = box_ != nullptr ? box_->words() : "";
    // The handler may ask the next question, which replaces the box this call came from.
    CallAfter([this, value, typed, keys = native::hold_keys()] {
        const auto chosen = question_.chosen;
        give_up();
        if (chosen) chosen(value, typed);
    });
}

void PromptBar::give_up() {
    if (!IsShown()) return;
    Hide();
    GetParent()->Layout();
    if (before_ && before_->IsShownOnScreen()) before_->SetFocus();
}

}  // namespace app::desk
