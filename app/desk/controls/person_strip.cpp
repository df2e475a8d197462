#include "app/desk/controls/person_strip.h"

#include <wx/dcbuffer.h>
#include <wx/dcclient.h>

#include <algorithm>
#include <array>

#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr std::array name_sizes{18, 16, 14};
constexpr int line_px = 42;  // at 100 %

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
        arrange();
        event.Skip();
    });
}

void PersonStrip::show(const CaseView& view) {
    std::vector<Person> now;
    std::string words;
    for (const PersonView& person : view.persons) {
        Person one{person.subject, person.name, 0};
        if (one.words.empty()) one.words = person.subject == 0 ? "来庁者" : "氏名 未入力";
        one.open = static_cast<std::size_t>(std::count_if(
            view.questions.begin(), view.questions.end(),
            [&person](const QuestionView& question) { return question.person == person.subject; }));
        words += one.words + "、残り" + std::to_string(one.open) + "\n";
        now.push_back(std::move(one));
    }
    const bool same = now == persons_;
    persons_ = std::move(now);
    const bool there = std::any_of(persons_.begin(), persons_.end(),
                                   [this](const Person& person) { return person.subject == chosen_; });
    if (!there) chosen_ = 0;
    native::describe(*this, words);
    if (same) return Refresh();
    arrange();
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

PersonStrip::Parts PersonStrip::parts_of(std::size_t at) const {
    constexpr std::size_t digits = 9;  // 0 is the household table
    const std::string number = std::to_string(at + 1) + " ";
    return {to_wx(at < digits ? "Alt+" + number : number),
            to_wx(persons_[at].open > 0 ? "残り" + std::to_string(persons_[at].open) : "✓")};
}

int PersonStrip::width_of(wxDC& dc, std::size_t at, int name_size) const {
    const Parts parts = parts_of(at);
    dc.SetFont(font(Face::interface, theme::small_px));
    const int beside = dc.GetTextExtent(parts.number).x + dc.GetTextExtent(parts.left).x;
    dc.SetFont(font(Face::name, name_size));
    return 2 * px(8) + px(6) + beside + dc.GetTextExtent(to_wx(persons_[at].words)).x;
}

// All alike in one line if they fit; else each as wide as it needs, in as many lines as that takes.
void PersonStrip::arrange() {
    wxClientDC dc(this);
    const int all = GetClientSize().x - px(24);
    const int alike = std::min(px(260), all / std::max<int>(1, static_cast<int>(persons_.size())) - px(8));
    bool fits = true;
    for (std::size_t i = 0; i < persons_.size(); ++i)
        fits = fits && width_of(dc, i, name_sizes.back()) <= alike;
    spots_.clear();
    int x = px(16), y = px(4);
    for (std::size_t i = 0; i < persons_.size(); ++i) {
        const int room = fits ? alike : std::min(all, width_of(dc, i, name_sizes.back()) + px(2));
        if (x > px(16) && x + room > px(16) + all) {
            x = px(16);
            y += px(line_px);
        }
        spots_.emplace_back(x, y, room, px(36));
        x += room + px(8);
    }
    const int height = y + px(36) + px(4);
    if (GetMinSize().y != height) {
        SetMinSize(wxSize(-1, height));
        CallAfter([this] { GetParent()->Layout(); });
    }
    Refresh();
}

void PersonStrip::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(theme::ground)));
    dc.Clear();
    for (std::size_t i = 0; i < spots_.size(); ++i) {
        const bool on = persons_[i].subject == chosen_;
        const wxRect& spot = spots_[i];
        const Parts parts = parts_of(i);
        dc.SetPen(wxPen(colour(on ? theme::action : theme::text_help), on ? 2 : 1));
        dc.SetBrush(wxBrush(colour(on ? theme::chosen : theme::ground)));
        dc.DrawRoundedRectangle(spot, 6);
        dc.SetFont(font(Face::interface, theme::small_px));
        dc.SetTextForeground(colour(theme::text_help));
        dc.DrawText(parts.number, spot.x + px(8), spot.y + (spot.height - dc.GetCharHeight()) / 2);
        const int from = spot.x + px(8) + dc.GetTextExtent(parts.number).x;
        const int end = spot.GetRight() - px(8) - dc.GetTextExtent(parts.left).x;
        dc.SetTextForeground(colour(persons_[i].open > 0 ? theme::warning : theme::success));
        dc.DrawText(parts.left, end, spot.y + (spot.height - dc.GetCharHeight()) / 2);
        for (const int size : name_sizes) {  // a long name in smaller letters before it is cut
            dc.SetFont(font(Face::name, size));
            if (dc.GetTextExtent(to_wx(persons_[i].words)).x <= end - from - px(6)) break;
        }
        dc.SetTextForeground(colour(on ? theme::action : theme::text));
        dc.DrawText(paint::fit(dc, to_wx(persons_[i].words), end - from - px(6)), from,
                    spot.y + (spot.height - dc.GetCharHeight()) / 2);
    }
}

}  // namespace app::desk
