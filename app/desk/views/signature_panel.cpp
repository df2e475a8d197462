#include "app/desk/views/signature_panel.h"

#include <wx/dcbuffer.h>

#include <algorithm>

#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr double px_per_mm =
    96.0 / 25.4;  // screens are taken at 96 dpi; the box is at least as large on others
constexpr std::size_t points_max = 20000;  // a name has a few hundred

}  // namespace

SignaturePanel::SignaturePanel(wxWindow* parent, int id)
    : wxWindow(parent, id, wxDefaultPosition,
               wxSize(px(static_cast<int>(width_mm * px_per_mm * 1.6)),
                      px(static_cast<int>(height_mm * px_per_mm * 1.6)))) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(GetSize());
    native::name(*this, "署名欄");
    native::role(*this, native::Role::panel);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_LEFT_DOWN, &SignaturePanel::begin, this);
    Bind(wxEVT_MOTION, &SignaturePanel::move, this);
    Bind(wxEVT_LEFT_UP, [this](wxMouseEvent&) {
        writing_ = false;
        if (HasCapture()) ReleaseMouse();
    });
    Bind(wxEVT_MOUSE_CAPTURE_LOST, [this](wxMouseCaptureLostEvent&) { writing_ = false; });
}

void SignaturePanel::clear() {
    strokes_.clear();
    Refresh();
}

void SignaturePanel::begin(wxMouseEvent& event) {
    writing_ = true;
    CaptureMouse();
    strokes_.emplace_back();
    add(event.GetPosition());
}

void SignaturePanel::move(wxMouseEvent& event) {
    if (writing_ && event.LeftIsDown()) add(event.GetPosition());
}

void SignaturePanel::add(const wxPoint& at) {
    std::size_t points = 0;
    for (const auto& stroke : strokes_) points += stroke.size();
    if (strokes_.empty() || points >= points_max) return;
    const wxSize size = GetClientSize();
    const double x = std::clamp(at.x, 0, size.x) * width_mm / size.x;
    const double y = std::clamp(at.y, 0, size.y) * height_mm / size.y;
    strokes_.back().emplace_back(static_cast<float>(x), static_cast<float>(y));
    Refresh();
}

void SignaturePanel::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    const wxSize size = GetClientSize();
    dc.SetPen(wxPen(colour(theme::text), 2));
    dc.SetBrush(wxBrush(colour(theme::ground)));
    dc.DrawRectangle(0, 0, size.x, size.y);
    dc.SetFont(font(Face::interface, theme::body_px));
    dc.SetTextForeground(colour(theme::text_help));
    if (strokes_.empty()) dc.DrawText(to_wx("この枠の中に、お名前を書いてください"), px(16), px(12));
    dc.SetPen(wxPen(colour(theme::text), 3));
    const auto place = [&size](const std::pair<float, float>& at) {
        return wxPoint(static_cast<int>(static_cast<double>(at.first) * size.x / width_mm),
                       static_cast<int>(static_cast<double>(at.second) * size.y / height_mm));
    };
    for (const auto& stroke : strokes_) {
        for (std::size_t i = 1; i < stroke.size(); ++i) dc.DrawLine(place(stroke[i - 1]), place(stroke[i]));
        if (stroke.size() == 1) dc.DrawCircle(place(stroke.front()), 1);
    }
}

}  // namespace app::desk
