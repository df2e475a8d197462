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
               wxSize(static_cast<int>(width_mm * px_per_mm), static_cast<int>(height_mm * px_per_mm))) {
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

void SignaturePanel::hint(const std::string& words, native::TextLook look) {
    hint_ = words;
    hint_look_ = std::move(look);
    hint_look_.ink = theme::text_help;
    Refresh();
}

wxRect SignaturePanel::box() const {
    const wxSize room = GetClientSize();
    const int width = std::min(room.x, static_cast<int>(room.y * width_mm / height_mm));
    const int height = static_cast<int>(width * height_mm / width_mm);
    return {(room.x - width) / 2, (room.y - height) / 2, std::max(width, 1), std::max(height, 1)};
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
    const wxRect frame = box();
    const double x = std::clamp(at.x - frame.x, 0, frame.width) * width_mm / frame.width;
    const double y = std::clamp(at.y - frame.y, 0, frame.height) * height_mm / frame.height;
    strokes_.back().emplace_back(static_cast<float>(x), static_cast<float>(y));
    Refresh();
}

void SignaturePanel::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(theme::ground)));
    dc.Clear();
    const wxRect frame = box();
    dc.SetPen(wxPen(colour(theme::text), 2));
    dc.SetBrush(wxBrush(colour(theme::ground)));
    dc.DrawRectangle(frame);
    wxRect inner = frame;
    inner.Deflate(px(16), px(12));
    if (strokes_.empty()) native::draw_text(dc, *this, hint_, hint_look_, inner);
    dc.SetPen(wxPen(colour(theme::text), 3));
    const auto place = [&frame](const std::pair<float, float>& at) {
        return wxPoint(frame.x + static_cast<int>(static_cast<double>(at.first) * frame.width / width_mm),
                       frame.y + static_cast<int>(static_cast<double>(at.second) * frame.height / height_mm));
    };
    for (const auto& stroke : strokes_) {
        for (std::size_t i = 1; i < stroke.size(); ++i) dc.DrawLine(place(stroke[i - 1]), place(stroke[i]));
        if (stroke.size() == 1) dc.DrawCircle(place(stroke.front()), 1);
    }
}

}  // namespace app::desk
