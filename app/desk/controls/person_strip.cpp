#include "app/desk/controls/person_strip.h"

#include <wx/dcbuffer.h>

#include <algorithm>
#include <array>

#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr std::array name_sizes{18, 16, 14};

}  // namespace

PersonStrip::PersonStrip(wxWindow* parent, int id, std::function<void(forms::Subject)> chosen)
    : wxWindow(parent, id, wxDefaultPosition, wxDefaultSize, wxBORDER_NONE), told_(std::move(chosen)) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(wxSize(-1, px(44)));
    native::name(*this, "この受付の人");
    native::role(*this, native::Role::list);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_LEFT_DOWN, &PersonStrip::on_click, this);
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        Refresh();
        event.Skip();
    });
}

void PersonStrip::show(const CaseView& view) {
    persons_.clear();
    std::string words;
    for (const PersonView& person : view.persons) {
        Person one{person.subject, person.name, 0};
        if (one.words.empty()) one.words = person.subject == 0 ? "来庁者" : "氏名 未入力";
        one.open = static_cast<std::size_t>(std::count_if(
            view.questions.begin(), view.questions.end(),
            [&person](const QuestionView& question) { return question.person == person.subject; }));
        words += one.words + "、残り" + std::to_string(one.open) + "\n";
        persons_.push_back(std::move(one));
    }
    const bool there = std::any_of(persons_.begin(), persons_.end(),
                                   [this](const Person& person) { return person.subject == chosen_; });
    if (!there) chosen_ = 0;
    native::describe(*this, words);
    Refresh();
}

void PersonStrip::choose(forms::Subject person) {
    chosen_ = person;
    Refresh();
    told_(person);
}

bool PersonStrip::choose_number(int n) {
    if (n < 1 || n > static_cast<int>(persons_.size())) return false;
    choose(persons_[static_cast<std::size_t>(n) - 1].subject);
    return true;
}

bool PersonStrip::step(int by) {
    for (std::size_t i = 0; i < persons_.size(); ++i)
        if (persons_[i].subject == chosen_) return choose_number(static_cast<int>(i) + 1 + by);
    return false;
}

void PersonStrip::on_click(wxMouseEvent& event) {
    for (std::size_t i = 0; i < spots_.size(); ++i)
        if (spots_[i].Contains(event.GetPosition())) {
            choose_number(static_cast<int>(i) + 1);
            return;
        }
}

void PersonStrip::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(theme::ground)));
    dc.Clear();
    spots_.clear();
    const int count = std::max<int>(1, static_cast<int>(persons_.size()));
    const int room = std::min(px(260), (GetClientSize().x - px(24)) / count - px(8));
    int x = px(16);
    for (std::size_t i = 0; i < persons_.size(); ++i) {
        const bool on = persons_[i].subject == chosen_;
        const wxRect spot(x, px(4), room, px(36));
        spots_.push_back(spot);
        dc.SetPen(wxPen(colour(on ? theme::action : theme::text_help), on ? 2 : 1));
        dc.SetBrush(wxBrush(colour(on ? theme::chosen : theme::ground)));
        dc.DrawRoundedRectangle(spot, 6);
        dc.SetFont(font(Face::interface, theme::small_px));
        dc.SetTextForeground(colour(theme::text_help));
        const wxString number = wxString::Format("Alt+%zu ", i + 1);
        dc.DrawText(number, spot.x + px(8), spot.y + (spot.height - dc.GetCharHeight()) / 2);
        const int from = spot.x + px(8) + dc.GetTextExtent(number).x;
        const wxString left = to_wx(persons_[i].open > 0 ? "残り" + std::to_string(persons_[i].open) : "✓");
        const int end = spot.GetRight() - px(8) - dc.GetTextExtent(left).x;
        dc.SetTextForeground(colour(persons_[i].open > 0 ? theme::warning : theme::success));
        dc.DrawText(left, end, spot.y + (spot.height - dc.GetCharHeight()) / 2);
        for (const int size : name_sizes) {  // a long name in smaller letters before it is cut
            dc.SetFont(font(Face::name, size));
            if (dc.GetTextExtent(to_wx(persons_[i].words)).x <= end - from - px(6)) break;
        }
        dc.SetTextForeground(colour(on ? theme::action : theme::text));
        dc.DrawText(paint::fit(dc, to_wx(persons_[i].words), end - from - px(6)), from,
                    spot.y + (spot.height - dc.GetCharHeight()) / 2);
        x += room + px(8);
    }
}

}  // namespace app::desk
