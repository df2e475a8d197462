#include "app/desk/resident/line_list.h"

#include <wx/dcbuffer.h>

#include <algorithm>

#include "app/desk/controls/paint.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"
#include "app/desk/resident/big_parts.h"

namespace app::desk {

namespace {

constexpr int line_title_px = 22;
constexpr int value_px = 30;
constexpr int title_share = 38;  // percent of the width
constexpr int row_gap = 10;
constexpr int row_least = 56;

}  // namespace

LineList::LineList(wxWindow* parent, int id, const std::string& name, const ResidentWords& words,
                   const std::vector<ResidentLine>& lines, std::set<std::size_t> changed)
    : wxWindow(parent, id, wxDefaultPosition, wxDefaultSize, wxWANTS_CHARS | wxBORDER_NONE),
      words_(words),
      changed_(std::move(changed)) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    for (const ResidentLine& line : lines) {
        native::TextLook look = look_of(words, value_px);
        if (line.register_glyphs) {  // a name is read by its strokes
            look.fonts = {"IPAexMincho", "IPAmjMincho", "Hanazono Mincho"};
            look.language = "ja";
        }
        rows_.push_back({words.title(line), words.value(line), look});
    }
    native::name(*this, name);
    native::role(*this, native::Role::list);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        lay_out();
        event.Skip();
    });
    Bind(wxEVT_KEY_DOWN, &LineList::on_key, this);
    Bind(wxEVT_LEFT_UP, [this](wxMouseEvent& event) {
        for (std::size_t i = starts_.empty() ? 0 : starts_[static_cast<std::size_t>(page_)]; i < page_end();
             ++i)
            if (rect_of(i).Contains(event.GetPosition()) && chosen_) return chosen_(i);
    });
    for (const auto& type : {wxEVT_SET_FOCUS, wxEVT_KILL_FOCUS})
        Bind(type, [this](wxFocusEvent& event) {
            Refresh();
            event.Skip();
        });
}

int LineList::height_of(const Row& row) const {
    const int left = GetClientSize().x * title_share / 100 - px(gap::large);
    const int right = GetClientSize().x * (100 - title_share) / 100 - px(gap::large);
    const auto both = [this](const Said& said, const native::TextLook& look, int width) {
        int height = native::text_height(*this, said.words, look, width);
        if (!said.japanese.empty())
            height += native::text_height(*this, said.japanese, japanese_look(look.size_px), width);
        return height;
    };
    const int height = std::max(both(row.title, look_of(words_, line_title_px, true), left),
                                both(row.value, row.value_look, right));
    return std::max(height + 2 * px(row_gap), px(row_least));
}

void LineList::lay_out() {
    const int room = GetClientSize().y;
    if (GetClientSize().x <= 1 || room <= 1) return;
    heights_.clear();
    starts_.clear();
    int used = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        heights_.push_back(height_of(rows_[i]));
        if (i == 0 || used + heights_[i] > room) {
            starts_.push_back(i);
            used = 0;
        }
        used += heights_[i];
    }
    page_ = std::min(page_, pages() - 1);
    Refresh();
    if (paged_) paged_();
}

std::size_t LineList::page_end() const {
    const auto next = static_cast<std::size_t>(page_) + 1;
    return next < starts_.size() ? starts_[next] : heights_.size();
}

wxRect LineList::rect_of(std::size_t line) const {
    int y = 0;
    for (std::size_t i = starts_[static_cast<std::size_t>(page_)]; i < line; ++i) y += heights_[i];
    return {0, y, GetClientSize().x, heights_[line]};
}

void LineList::turn(int by) {
    const int to = std::clamp(page_ + by, 0, pages() - 1);
    if (to == page_ || starts_.empty()) return;
    page_ = to;
    mark(starts_[static_cast<std::size_t>(page_)]);
    if (paged_) paged_();
}

void LineList::show_line(std::size_t line) {
    for (std::size_t i = 0; i < starts_.size(); ++i)
        if (starts_[i] <= line) page_ = static_cast<int>(i);
    mark(line);
    if (paged_) paged_();
}

void LineList::mark(std::size_t line) {
    marked_ = line;
    if (line < rows_.size())
        native::describe(*this, rows_[line].title.words + "、" + rows_[line].value.words);
    Refresh();
}

void LineList::on_key(wxKeyEvent& event) {
    const std::size_t first = starts_.empty() ? 0 : starts_[static_cast<std::size_t>(page_)];
    switch (event.GetKeyCode()) {
        case WXK_UP:
        case WXK_NUMPAD_UP:
            if (marked_ > first) mark(marked_ - 1);
            return;
        case WXK_DOWN:
        case WXK_NUMPAD_DOWN:
            if (marked_ + 1 < page_end()) mark(marked_ + 1);
            return;
        case WXK_PAGEDOWN:
        case WXK_NUMPAD_PAGEDOWN:
            return turn(1);
        case WXK_PAGEUP:
        case WXK_NUMPAD_PAGEUP:
            return turn(-1);
        case WXK_RETURN:
        case WXK_NUMPAD_ENTER:
            if (chosen_ && marked_ < rows_.size()) chosen_(marked_);
            return;
        case WXK_TAB:
            Navigate(event.ShiftDown() ? wxNavigationKeyEvent::IsBackward : wxNavigationKeyEvent::IsForward);
            return;
        default:
            event.Skip();
    }
}

void LineList::draw(wxDC& dc, const wxRect& rect, std::size_t line) {
    const Row& row = rows_[line];
    const bool changed = changed_.contains(line);
    dc.SetPen(*wxTRANSPARENT_PEN);
    dc.SetBrush(wxBrush(colour(changed ? theme::warning_ground : theme::ground)));
    dc.DrawRectangle(rect);
    dc.SetPen(wxPen(colour(theme::line), 1));
    dc.DrawLine(rect.x, rect.GetBottom(), rect.GetRight() + 1, rect.GetBottom());
    const int split = rect.width * title_share / 100;
    const auto put = [&](const Said& said, native::TextLook look, int x, int width) {
        wxRect at(x, rect.y + px(row_gap), width, rect.height);
        native::draw_text(dc, *this, said.words, look, at);
        if (said.japanese.empty()) return;
        at.y += native::text_height(*this, said.words, look, width);
        native::TextLook below = japanese_look(look.size_px);
        if (changed) below.ink = theme::text_soft;
        native::draw_text(dc, *this, said.japanese, below, at);
    };
    Said title = row.title;
    if (changed) title.words = "● " + title.words;
    put(title, look_of(words_, line_title_px, true), rect.x + px(gap::small), split - px(gap::large));
    put(row.value, row.value_look, rect.x + split, rect.width - split - px(gap::large));
    if (HasFocus() && line == marked_) paint::focus_ring(dc, rect);
}

void LineList::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(theme::ground)));
    dc.Clear();
    if (starts_.empty()) return;
    for (std::size_t i = starts_[static_cast<std::size_t>(page_)]; i < page_end(); ++i)
        draw(dc, rect_of(i), i);
}

}  // namespace app::desk
