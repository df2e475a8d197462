#include "app/desk/controls/row_list.h"

#include <wx/dc.h>

#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

RowList::RowList(wxWindow* parent, int id, const std::string& name, int row_px, Painter painter)
    : wxVListBox(parent, id, wxDefaultPosition, wxDefaultSize, wxBORDER_NONE),
      painter_(std::move(painter)),
      row_px_(px(row_px)),
      name_(name) {
    SetBackgroundColour(colour(theme::ground));
    native::name(*this, name);
    native::role(*this, native::Role::list);
    Bind(wxEVT_KEY_DOWN, &RowList::on_key, this);
    Bind(wxEVT_LISTBOX, [this](wxCommandEvent&) {
        const int at = GetSelection();
        if (at >= 0 && painter_.is_heading && painter_.is_heading(static_cast<std::size_t>(at))) step(1);
        tell();
    });
    Bind(wxEVT_LISTBOX_DCLICK, [this](wxCommandEvent&) {
        if (painter_.opened && GetSelection() >= 0) painter_.opened(GetSelection());
    });
    for (const auto& type : {wxEVT_SET_FOCUS, wxEVT_KILL_FOCUS})
        Bind(type, [this](wxFocusEvent& event) {
            Refresh();
            event.Skip();
        });
}

void RowList::show(std::size_t count, int row) {
    const std::size_t top = GetVisibleRowsBegin();
    SetItemCount(count);
    if (count > 0) ScrollToRow(std::min(top, count - 1));
    SetSelection(row >= 0 && row < static_cast<int>(count) ? row : wxNOT_FOUND);
    Refresh();
    tell();
}

void RowList::step(int by) {
    const int count = static_cast<int>(GetItemCount());
    int at = GetSelection() + by;
    while (at >= 0 && at < count && painter_.is_heading && painter_.is_heading(static_cast<std::size_t>(at)))
        at += by;
    if (at < 0 || at >= count) return;
    SetSelection(at);
    tell();
}

void RowList::tell() {
    const int at = GetSelection();
    if (at >= 0 && painter_.words) native::describe(*this, painter_.words(static_cast<std::size_t>(at)));
    if (painter_.chosen) painter_.chosen(at);
}

void RowList::on_key(wxKeyEvent& event) {
    switch (event.GetKeyCode()) {
        case WXK_UP:
        case WXK_NUMPAD_UP:
            step(-1);
            return;
        case WXK_DOWN:
        case WXK_NUMPAD_DOWN:
            step(1);
            return;
        case WXK_RETURN:
        case WXK_NUMPAD_ENTER:
            if (painter_.opened && GetSelection() >= 0) painter_.opened(GetSelection());
            return;
        default:
            event.Skip();
    }
}

void RowList::OnDrawItem(wxDC& dc, const wxRect& rect, std::size_t n) const {
    painter_.draw(dc, rect, n, IsSelected(n));
    if (IsSelected(n) && HasFocus()) paint::focus_ring(dc, rect);
}

void RowList::OnDrawBackground(wxDC& dc, const wxRect& rect, std::size_t n) const {
    const bool heading = painter_.is_heading && painter_.is_heading(n);
    dc.SetPen(*wxTRANSPARENT_PEN);
    dc.SetBrush(wxBrush(colour(heading         ? theme::ground_soft
                               : IsSelected(n) ? theme::chosen
                                               : theme::ground)));
    dc.DrawRectangle(rect);
    dc.SetPen(wxPen(colour(theme::line), 1));
    dc.DrawLine(rect.GetLeft(), rect.GetBottom(), rect.GetRight() + 1, rect.GetBottom());
}

wxCoord RowList::OnMeasureItem(std::size_t) const { return row_px_; }

}  // namespace app::desk
