#include "app/desk/waiting_window.h"

#include <wx/dcbuffer.h>
#include <wx/display.h>
#include <wx/sizer.h>

#include <algorithm>

#include "app/desk/control_ids.h"
#include "app/desk/controls/still_panel.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr int waiting_width = 900;
constexpr int waiting_height = 600;
constexpr std::size_t earlier_max = 4;
constexpr int letters_min_px = 24;

std::string call_line(const CalledTicket& ticket) { return ticket.number + " → " + ticket.desk; }

// The largest letters with which the words fit the room.
wxFont fitting(wxDC& dc, const wxString& words, const wxSize& room) {
    int size = std::max(letters_min_px, room.y);
    for (; size > letters_min_px; size = size * 9 / 10) {
        dc.SetFont(font(Face::strong, size));
        const wxSize needed = dc.GetTextExtent(words);
        if (needed.x <= room.x && needed.y <= room.y) break;
    }
    return font(Face::strong, size);
}

void draw_in(wxDC& dc, const wxRect& room, const wxString& words) {
    dc.SetFont(fitting(dc, words, room.GetSize()));
    const wxSize size = dc.GetTextExtent(words);
    dc.DrawText(words, room.x + (room.width - size.x) / 2, room.y + (room.height - size.y) / 2);
}

}  // namespace

WaitingWindow::WaitingWindow(wxWindow* parent)
    : wxFrame(parent, control::waiting_frame, to_wx("番号表示"), wxDefaultPosition, wxDefaultSize,
              wxCAPTION | wxRESIZE_BORDER | wxCLOSE_BOX | wxFRAME_NO_TASKBAR) {
    canvas_ = new StillPanel(this, control::waiting_numbers);
    canvas_->SetBackgroundStyle(wxBG_STYLE_PAINT);
    canvas_->Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    canvas_->Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        canvas_->Refresh();
        event.Skip();
    });
    auto* all = new wxBoxSizer(wxVERTICAL);
    all->Add(canvas_, 1, wxEXPAND);
    SetSizer(all);
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent& event) {
        if (!event.CanVeto()) return event.Skip();
        event.Veto();
        Hide();
    });
    tell();
}

void WaitingWindow::turn_on() {
    const unsigned screens = wxDisplay::GetCount();
    const int clerk = std::max(0, wxDisplay::GetFromWindow(GetParent()));
    if (screens > 2) {
        for (unsigned i = screens; i-- > 0;)
            if (static_cast<int>(i) != clerk) {
                SetSize(wxDisplay(i).GetGeometry());
                break;
            }
    } else {
        const wxRect display = wxDisplay(static_cast<unsigned>(clerk)).GetClientArea();
        const wxSize size(std::min(px(waiting_width), display.width),
                          std::min(px(waiting_height), display.height));
        SetSize(display.x + display.width - size.x, display.y, size.x, size.y);
    }
    ShowWithoutActivating();  // the keys stay with the clerk
}

void WaitingWindow::show(std::vector<CalledTicket> called) {
    called_ = std::move(called);
    tell();
    canvas_->Refresh();
}

void WaitingWindow::tell() {
    std::string words;
    for (const CalledTicket& ticket : called_) words += (words.empty() ? "" : "、") + call_line(ticket);
    native::name(*canvas_, words.empty() ? "—" : words);
}

void WaitingWindow::on_paint() {
    wxAutoBufferedPaintDC dc(canvas_);
    dc.SetBackground(wxBrush(colour(theme::ground)));
    dc.Clear();
    const wxRect all = canvas_->GetClientRect();
    if (called_.empty()) {
        dc.SetTextForeground(colour(theme::text_soft));
        draw_in(dc, all.Deflate(all.width / 4, all.height / 3), "—");
        return;
    }
    const bool alone = called_.size() == 1;
    const int first = alone ? all.height : all.height * 6 / 10;
    draw_first(dc, wxRect(all.x, all.y, all.width, first));
    if (!alone) draw_earlier(dc, wxRect(all.x, all.y + first, all.width, all.height - first));
}

void WaitingWindow::draw_first(wxDC& dc, const wxRect& room) const {
    dc.SetPen(*wxTRANSPARENT_PEN);
    dc.SetBrush(wxBrush(colour(theme::action)));
    dc.DrawRectangle(room);
    dc.SetTextForeground(colour(theme::ground));
    draw_in(dc, wxRect(room).Deflate(px(gap::section)), to_wx(call_line(called_.front())));
}

void WaitingWindow::draw_earlier(wxDC& dc, const wxRect& room) const {
    const std::size_t count = std::min(called_.size() - 1, earlier_max);
    const int columns = count > 1 ? 2 : 1;
    const int rows = static_cast<int>(count + 1) / 2;
    const wxSize cell(room.width / columns, room.height / std::max(1, rows));
    dc.SetTextForeground(colour(theme::text));
    for (std::size_t i = 0; i < count; ++i) {
        const int at = static_cast<int>(i);
        const wxRect place(room.x + at % columns * cell.x, room.y + at / columns * cell.y, cell.x, cell.y);
        draw_in(dc, wxRect(place).Deflate(px(gap::section)), to_wx(call_line(called_[i + 1])));
    }
}

}  // namespace app::desk
