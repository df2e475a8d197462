#include "app/desk/controls/text_pane.h"

#include <wx/dcbuffer.h>
#include <wx/dcclient.h>

#include "app/desk/controls/paint.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

using Kind = PaneLine::Kind;

wxFont font_of(Kind kind) {
    switch (kind) {
        case Kind::title:
            return font(Face::strong, theme::lead_px);
        case Kind::heading:
            return font(Face::strong, theme::body_px);
        case Kind::name:
            return font(Face::name, theme::lead_px);
        case Kind::help:
            return font(Face::interface, theme::small_px);
        default:
            return font(Face::interface, theme::body_px);
    }
}

theme::Rgb ink_of(Kind kind) {
    switch (kind) {
        case Kind::help:
            return theme::text_help;
        case Kind::good:
            return theme::success;
        case Kind::warning:
            return theme::warning;
        case Kind::error:
            return theme::error;
        default:
            return theme::text;
    }
}

// A name may need a glyph of another font that stands higher than the line's own.
int row_height(const wxDC& dc, Kind kind) { return dc.GetCharHeight() + px(kind == Kind::name ? 8 : 1); }

int above(Kind kind) {
    switch (kind) {
        case Kind::heading:
            return px(12);
        case Kind::name:
        case Kind::gap:
            return px(8);
        case Kind::rule:
            return px(8);
        default:
            return px(2);
    }
}

}  // namespace

TextPane::TextPane(wxWindow* parent, int id, const std::string& name)
    : wxScrolledCanvas(parent, id, wxDefaultPosition, wxDefaultSize, wxVSCROLL | wxBORDER_NONE) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    ShowScrollbars(wxSHOW_SB_NEVER, wxSHOW_SB_DEFAULT);
    SetScrollRate(0, px(20));
    native::name(*this, name);
    native::role(*this, native::Role::text);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
    Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
        lay_out();
        event.Skip();
    });
}

void TextPane::show(std::vector<PaneLine> lines) {
    if (lines == lines_ && laid_width_ >= 0) return;
    lines_ = std::move(lines);
    laid_width_ = -1;
    lay_out();
    std::string words;
    for (const PaneLine& line : lines_) words += line.mark + line.text + "\n";
    native::describe(*this, words);
    Refresh();
}

void TextPane::lay_out() {
    const int width = GetClientSize().x;
    if (width <= 0 || width == laid_width_) return;
    laid_width_ = width;
    placed_.clear();
    wxClientDC dc(this);
    int y = px(4);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const PaneLine& line = lines_[i];
        y += above(line.kind);
        Placed placed{i, y, {}};
        if (line.kind != Kind::rule && line.kind != Kind::gap) {
            dc.SetFont(font_of(line.kind));
            const int indent = line.mark.empty() ? 0 : px(24);
            placed.rows = paint::wrap(dc, to_wx(line.text), width - px(16) - indent);
            y += static_cast<int>(placed.rows.size()) * row_height(dc, line.kind);
        }
        placed_.push_back(std::move(placed));
    }
    SetVirtualSize(width, y + px(8));
}

void TextPane::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    DoPrepareDC(dc);
    dc.SetBackground(wxBrush(GetBackgroundColour()));
    dc.Clear();
    const int top = CalcUnscrolledPosition(wxPoint(0, 0)).y;
    const int bottom = top + GetClientSize().y;
    for (const Placed& placed : placed_) {
        const PaneLine& line = lines_[placed.line];
        if (line.kind == Kind::rule) {
            dc.SetPen(wxPen(colour(theme::line), 1));
            dc.DrawLine(px(8), placed.y, laid_width_ - px(8), placed.y);
            continue;
        }
        dc.SetFont(font_of(line.kind));
        dc.SetTextForeground(colour(ink_of(line.kind)));
        int y = placed.y;
        const int x = px(8) + (line.mark.empty() ? 0 : px(24));
        const int high = row_height(dc, line.kind);
        for (std::size_t i = 0; i < placed.rows.size(); ++i, y += high) {
            if (y < top || y + high > bottom) continue;  // whole lines only; the rest is scrolled to
            if (i == 0 && !line.mark.empty()) dc.DrawText(to_wx(line.mark), px(8), y);
            dc.DrawText(placed.rows[i], x, y);
        }
    }
}

}  // namespace app::desk
