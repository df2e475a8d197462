#include "app/desk/controls/choice_box.h"

#include <wx/dcbuffer.h>
#include <wx/dcclient.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr int copies_max = 99;
constexpr std::string_view note_mark = "：";
constexpr std::array none_words{"なし", "どれもない"};

int chip_height() { return px(32); }

}  // namespace

ChoiceBox::ChoiceBox(wxWindow* parent, int id, const std::string& name, Options options, bool many,
                     bool counted)
    : wxWindow(parent, id, wxDefaultPosition, wxDefaultSize, wxWANTS_CHARS | wxBORDER_NONE),
      name_(name),
      options_(std::move(options)),
      many_(many || counted),
      counted_(counted) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetFont(font(Face::interface, theme::body_px));
    native::name(*this, name);
    native::role(*this, native::Role::choice);
    native::describe(*this, words());
    Bind(wxEVT_CHAR_HOOK, &ChoiceBox::on_key, this);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_LEFT_DOWN, &ChoiceBox::on_click, this);
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        Refresh();
        event.Skip();
    });
    Bind(wxEVT_SET_FOCUS, [this](wxFocusEvent& event) {
        if (told_.came) told_.came();
        Refresh();
        event.Skip();
    });
    Bind(wxEVT_KILL_FOCUS, [this](wxFocusEvent& event) {
        if (told_.left) told_.left();
        Refresh();
        event.Skip();
    });
}

void ChoiceBox::number_by_zeros() {
    zeros_ = true;
    native::describe(*this, words());
}

wxString ChoiceBox::label_of(std::size_t index) const {
    const std::string number =
        zeros_ ? std::string(index / 9, '0') + std::to_string(index % 9 + 1) : std::to_string(index + 1);
    wxString words = to_wx(number + " " + options_[index].second);
    const auto at = chosen_.find(static_cast<int>(index));
    if (const auto note = notes_.find(static_cast<int>(index)); note != notes_.end())
        words += to_wx(note->second);
    if (counted_ && at != chosen_.end()) words += wxString::Format(" %d", at->second) + to_wx("通");
    if (at != chosen_.end()) words = to_wx("✓ ") + words;
    return words;
}

// Measuring a label takes longer than drawing it: done again only when the label is another.
const wxString& ChoiceBox::words_in(wxDC& dc, std::size_t index) {
    Spot& spot = spots_[index];
    wxString label = label_of(index);
    if (spot.measured != paint::cuts_round() || spot.label != label) {
        spot.measured = paint::cuts_round();
        spot.words = paint::fit(dc, label, spot.rect.width - 2 * px(8));
        spot.label = std::move(label);
    }
    return spot.words;
}

int ChoiceBox::fit_width(int width) {
    wxClientDC dc(this);
    dc.SetFont(font(Face::interface, theme::body_px));
    spots_.assign(options_.size(), {});
    const int inner = width - px(12);
    int x = px(6);
    int y = px(6);
    for (std::size_t i = 0; i < options_.size(); ++i) {
        const int extra = counted_ && !chosen_.contains(static_cast<int>(i)) ? px(60) : 0;
        const int mark = chosen_.contains(static_cast<int>(i)) ? 0 : dc.GetTextExtent(to_wx("✓ ")).x;
        const int wide = std::min(inner, dc.GetTextExtent(label_of(i)).x + 2 * px(8) + extra + mark);
        if (x > px(6) && (column_ || x + wide > inner)) {
            x = px(6);
            y += chip_height() + px(column_ ? 2 : 6);
        }
        spots_[i].rect = wxRect(x, y, column_ ? inner : wide, chip_height());
        x += wide + px(6);
    }
    const int height = y + chip_height() + px(6);
    SetMinSize(wxSize(width, height));
    SetSize(width, height);
    return height;
}

void ChoiceBox::put(const std::string& text) {
    const auto before = std::exchange(chosen_, {});
    const auto notes_before = std::exchange(notes_, {});
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        int copies = 1;
        if (const auto colon = line.rfind(':'); counted_ && colon != std::string::npos) {
            copies = std::clamp(std::atoi(line.c_str() + colon + 1), 1, copies_max);
            line.resize(colon);
        }
        for (std::size_t i = 0; i < options_.size(); ++i)
            if (options_[i].first == line || options_[i].second == line)
                chosen_[static_cast<int>(i)] = copies;
    }
    native::describe(*this, words());
    if (chosen_ == before && notes_ == notes_before) return;
    if (!chosen_.empty() && !pending()) cursor_ = chosen_.begin()->first;
    Refresh();
}

std::string ChoiceBox::text() const {
    std::string out;
    for (const auto& [index, copies] : chosen_) {
        if (!out.empty()) out += "\n";
        out += options_[static_cast<std::size_t>(index)].first;
        if (counted_) out += ":" + std::to_string(copies);
        if (const auto note = notes_.find(index); note != notes_.end()) out += note->second;
    }
    return out;
}

std::string ChoiceBox::words() const {
    std::string out;
    for (const auto& [index, copies] : chosen_) {
        if (!out.empty()) out += "、";
        out += options_[static_cast<std::size_t>(index)].second;
        if (counted_) out += std::to_string(copies) + "通";
    }
    if (!out.empty()) return out;
    for (std::size_t i = 0; i < options_.size(); ++i)  // read aloud before it is answered
        out += (i > 0 ? "、" : "未選択。") + to_utf8(label_of(i));
    return out.empty() ? "未選択" : out;
}

void ChoiceBox::changed() {
    native::describe(*this, words());
    Refresh();
    if (told_.changed) told_.changed();
}

bool ChoiceBox::is_none(int index) const {
    const std::string& label = options_[static_cast<std::size_t>(index)].second;
    return std::find(none_words.begin(), none_words.end(), label) != none_words.end();
}

bool ChoiceBox::settled_by(int index) const {
    return !many_ || (chosen_.contains(index) && (options_.size() == 1 || is_none(index)));
}

void ChoiceBox::pick(int index) {
    if (index < 0 || index >= static_cast<int>(options_.size())) return;
    cursor_ = index;
    if (!many_) {
        chosen_ = {{index, 1}};
    } else if (counted_) {
        chosen_.try_emplace(index, 1);
        asking_count_ = index;
    } else if (chosen_.erase(index) == 0) {
        std::erase_if(chosen_, [&](const auto& other) { return is_none(index) || is_none(other.first); });
        chosen_[index] = 1;
    }
    changed();
}

bool ChoiceBox::digit(int n) {
    if (asking_count_ >= 0) {
        typed_ += static_cast<char>('0' + n);
        const int copies = std::atoi(typed_.c_str());
        if (copies == 0) {
            chosen_.erase(asking_count_);
        } else {
            chosen_[asking_count_] = std::min(copies, copies_max);
        }
        Refresh();
        return true;
    }
    if (zeros_) {
        if (n == 0) {
            if (typed_.size() * 9 + 9 < options_.size()) typed_ += '0';
            Refresh();
            return true;
        }
        const int index = static_cast<int>(typed_.size()) * 9 + n - 1;
        typed_.clear();
        if (index >= static_cast<int>(options_.size())) return true;
        pick(index);
        if (!many_ && told_.entered) told_.entered(1);
        return true;
    }
    if (options_.size() < 10 && !counted_) {
        if (n < 1 || n > static_cast<int>(options_.size())) return false;
        pick(n - 1);
        if (settled_by(n - 1) && told_.entered) told_.entered(1);
        return true;
    }
    typed_ += static_cast<char>('0' + n);
    if (typed_.size() > 2) typed_.erase(0, 1);
    Refresh();
    return true;
}

bool ChoiceBox::enter_what_was_typed() {
    if (asking_count_ >= 0) {  // the count is done
        asking_count_ = -1;
        typed_.clear();
        changed();
        return true;
    }
    if (typed_.empty() || zeros_) return false;
    const int index = std::atoi(typed_.c_str()) - 1;
    typed_.clear();
    pick(index);
    if (!many_ && told_.entered) told_.entered(1);
    return true;
}

void ChoiceBox::enter(int direction) {
    if (!enter_what_was_typed() && told_.entered) told_.entered(direction);
}

void ChoiceBox::on_key(wxKeyEvent& event) {
    const int code = event.GetKeyCode();
    if (event.ControlDown() || event.AltDown()) return event.Skip();
    if (code >= '0' && code <= '9' && digit(code - '0')) return;
    if (code >= WXK_NUMPAD0 && code <= WXK_NUMPAD9 && digit(code - WXK_NUMPAD0)) return;
    switch (code) {
        case WXK_RETURN:
        case WXK_NUMPAD_ENTER:
            return enter(event.ShiftDown() ? -1 : 1);
        case WXK_LEFT:
        case WXK_UP:
            cursor_ = std::max(0, cursor_ - 1);
            return Refresh();
        case WXK_RIGHT:
        case WXK_DOWN:
            cursor_ = std::min(static_cast<int>(options_.size()) - 1, cursor_ + 1);
            return Refresh();
        case WXK_SPACE:
            return pick(cursor_);
        case WXK_BACK:
        case WXK_DELETE:
            if (!typed_.empty()) {
                typed_.clear();
                return Refresh();
            }
            if (chosen_.erase(cursor_) > 0) changed();
            return;
        case WXK_TAB:
            while (enter_what_was_typed()) {  // a number, then its count
            }
            if (told_.tabbed && told_.tabbed(event.ShiftDown() ? -1 : 1)) return;
            Navigate(event.ShiftDown() ? wxNavigationKeyEvent::IsBackward : wxNavigationKeyEvent::IsForward);
            return;
        default:
            event.Skip();
    }
}

void ChoiceBox::on_click(wxMouseEvent& event) {
    SetFocus();
    for (std::size_t i = 0; i < spots_.size(); ++i)
        if (spots_[i].rect.Contains(event.GetPosition())) pick(static_cast<int>(i));
}

void ChoiceBox::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(GetParent()->GetBackgroundColour()));
    dc.Clear();
    dc.SetFont(font(Face::interface, theme::body_px));
    for (std::size_t i = 0; i < spots_.size(); ++i) {
        const wxRect& rect = spots_[i].rect;
        if (!IsExposed(wxRect(rect).Inflate(3))) continue;
        const bool on = chosen_.contains(static_cast<int>(i));
        dc.SetPen(wxPen(colour(on ? theme::action : theme::text_help), on ? 2 : 1));
        dc.SetBrush(wxBrush(colour(on ? theme::chosen : theme::ground)));
        dc.DrawRoundedRectangle(rect, 6);
        dc.SetTextForeground(colour(on ? theme::action : theme::text));
        dc.DrawText(words_in(dc, i), rect.x + px(8), rect.y + (rect.height - dc.GetCharHeight()) / 2);
        if (HasFocus() && static_cast<int>(i) == cursor_) {
            dc.SetPen(wxPen(colour(theme::text), 2, wxPENSTYLE_DOT));
            dc.SetBrush(*wxTRANSPARENT_BRUSH);
            dc.DrawRoundedRectangle(wxRect(rect).Inflate(2), 7);
        }
    }
    if (HasFocus()) paint::focus_ring(dc, GetClientRect());
    if ((!typed_.empty() && !zeros_) || asking_count_ >= 0) {
        const wxString words = asking_count_ >= 0
                                   ? to_wx("通数を入れて Enter：") + to_wx(typed_.empty() ? "1" : typed_)
                                   : to_wx("番号：" + typed_);
        dc.SetFont(font(Face::interface, theme::small_px));
        const int wide = dc.GetTextExtent(words).x + 2 * px(8);
        paint::chip(dc, wxPoint(GetClientSize().x - wide - px(6), GetClientSize().y - px(30)), px(26), words,
                    theme::ground, theme::text, theme::text);
    }
}

}  // namespace app::desk
