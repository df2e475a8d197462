#include "app/desk/controls/print_strip.h"

#include <wx/dcbuffer.h>
#include <wx/log.h>
#include <wx/mstream.h>

#include <algorithm>
#include <cmath>

#include "app/desk/controls/paint.h"
#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr double screen_dots_per_mm = 96 / 25.4;
constexpr double times_at_most = 6, times_at_least = 2;
constexpr double repeated_mm = 4;  // of a line that goes on below: more than a letter is wide
constexpr double beside_mm = 1;    // of blank paper left beside the last letter
constexpr int strip_text_px = 56;
constexpr int strip_gap = 6;
constexpr unsigned char strip_ink = 110;

// The paper beside the first and the last letter is not worth the room.
wxImage trimmed(const wxImage& whole, double dots_per_mm) {
    const int width = whole.GetWidth(), height = whole.GetHeight();
    const unsigned char* rgb = whole.GetData();
    int first = width, last = 0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (rgb[(y * width + x) * 3] < strip_ink) {
                first = std::min(first, x);
                last = std::max(last, x);
            }
    if (first >= last) return whole;
    const int beside = static_cast<int>(beside_mm * dots_per_mm);
    const int from = std::max(0, first - beside), to = std::min(width, last + beside);
    return whole.GetSubImage(wxRect(from, 0, to - from, height));
}

}  // namespace

int PrintStrip::Plan::height() const { return rows * (row_height + px(strip_gap)); }

PrintStrip::PrintStrip(wxWindow* parent, int id, const std::string& name) : wxWindow(parent, id) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    if (wxImage::FindHandler(wxBITMAP_TYPE_PNG) == nullptr) wxImage::AddHandler(new wxPNGHandler);
    native::name(*this, name);
    native::role(*this, native::Role::picture);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        Refresh();
        event.Skip();
    });
}

void PrintStrip::show(const core::Bytes& png, double dots_per_mm, const std::string& text) {
    picture_ = wxImage();
    shown_ = wxBitmap();
    shown_scale_ = 0;
    dots_per_mm_ = std::max(1.0, dots_per_mm);
    wxMemoryInputStream bytes(png.data(), png.size());
    const wxLogNull no_words_of_the_toolkit;
    wxImage image;
    if (!png.empty() && image.LoadFile(bytes, wxBITMAP_TYPE_PNG)) picture_ = trimmed(image, dots_per_mm_);
    put(text);
}

void PrintStrip::put(const std::string& text) {
    text_ = text;
    native::describe(*this, text_);
    Refresh();
}

void PrintStrip::clear() { show({}, dots_per_mm_, ""); }

PrintStrip::Plan PrintStrip::plan_for(double times, int width) const {
    Plan plan;
    const double large = px(100) / 100.0;
    plan.scale = times * screen_dots_per_mm * large / dots_per_mm_;
    const int whole = static_cast<int>(std::lround(picture_.GetWidth() * plan.scale));
    const int repeated = static_cast<int>(repeated_mm * screen_dots_per_mm * times * large);
    plan.row_width = std::min(whole, width);
    plan.row_height = static_cast<int>(std::lround(picture_.GetHeight() * plan.scale));
    plan.step = std::max(1, plan.row_width - repeated);
    plan.rows = whole <= width ? 1 : 1 + (whole - width + plan.step - 1) / plan.step;
    return plan;
}

int PrintStrip::text_height(wxDC& dc, int width) {
    dc.SetFont(font(Face::name, strip_text_px));
    const auto rows = paint::wrap(dc, to_wx(text_), width);
    return static_cast<int>(std::max<std::size_t>(1, rows.size())) * (dc.GetCharHeight() + px(strip_gap));
}

void PrintStrip::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(colour(theme::ground)));
    dc.Clear();
    const int width = GetClientSize().x - px(16);
    if (width <= px(40)) return;
    int y = px(strip_gap);
    if (picture_.IsOk()) {
        const int room = GetClientSize().y - text_height(dc, width) - px(2 * strip_gap);
        double times = times_at_most;
        while (times > times_at_least && plan_for(times, width).height() > room) times -= 0.5;
        const Plan plan = plan_for(times, width);
        if (plan.scale != shown_scale_) {
            shown_ = wxBitmap(
                picture_.Scale(std::max(1, static_cast<int>(std::lround(picture_.GetWidth() * plan.scale))),
                               std::max(1, plan.row_height), wxIMAGE_QUALITY_BICUBIC));
            shown_scale_ = plan.scale;
        }
        for (int row = 0; row < plan.rows; ++row) {
            const int from = std::min(row * plan.step, std::max(0, shown_.GetWidth() - 1));
            const int wide = std::min(plan.row_width, shown_.GetWidth() - from);
            dc.DrawBitmap(shown_.GetSubBitmap(wxRect(from, 0, wide, shown_.GetHeight())), px(8), y);
            y += plan.row_height + px(strip_gap);
        }
        dc.SetPen(wxPen(colour(theme::line), 1));
        dc.DrawLine(px(8), y, px(8) + width, y);
        y += px(strip_gap);
    }
    dc.SetFont(font(Face::name, strip_text_px));
    dc.SetTextForeground(colour(theme::text));
    for (const wxString& line : paint::wrap(dc, to_wx(text_), width)) {
        dc.DrawText(line, px(8), y);
        y += dc.GetCharHeight() + px(strip_gap);
    }
}

}  // namespace app::desk
