#include "app/desk/controls/page_view.h"

#include <poppler-document.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <wx/dcbuffer.h>
#include <wx/image.h>

#include <algorithm>
#include <memory>

#include "app/desk/layout_helpers.h"
#include "app/desk/native_widgets.h"

namespace app::desk {

namespace {

constexpr int pages_max = 40;
constexpr int width_max = 4000;
constexpr double points_per_inch = 72.0;

PageImage copy_of(const poppler::image& image) {
    PageImage out{image.width(), image.height(), {}};
    out.rgb.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 3);
    std::size_t to = 0;
    for (int y = 0; y < out.height; ++y) {
        const char* line = image.const_data() + static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
        for (int x = 0; x < out.width; ++x) {  // argb32 in memory: blue, green, red, alpha
            out.rgb[to++] = static_cast<std::uint8_t>(line[x * 4 + 2]);
            out.rgb[to++] = static_cast<std::uint8_t>(line[x * 4 + 1]);
            out.rgb[to++] = static_cast<std::uint8_t>(line[x * 4]);
        }
    }
    return out;
}

}  // namespace

core::Result<std::vector<PageImage>> render_pdf(const core::Bytes& pdf, int width) {
    const std::unique_ptr<poppler::document> document(poppler::document::load_from_raw_data(
        reinterpret_cast<const char*>(pdf.data()), static_cast<int>(pdf.size())));
    if (!document || document->is_locked()) return core::corrupt("preview.unreadable");
    poppler::page_renderer renderer;
    renderer.set_render_hint(poppler::page_renderer::antialiasing);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
    renderer.set_image_format(poppler::image::format_argb32);
    std::vector<PageImage> pages;
    for (int i = 0; i < std::min(document->pages(), pages_max); ++i) {
        const std::unique_ptr<poppler::page> page(document->create_page(i));
        if (!page) return core::corrupt("preview.unreadable");
        const double points = std::max(1.0, page->page_rect().width());
        const double dpi = std::clamp(width, 100, width_max) * points_per_inch / points;
        const poppler::image image = renderer.render_page(page.get(), dpi, dpi);
        if (!image.is_valid()) return core::corrupt("preview.unreadable");
        pages.push_back(copy_of(image));
    }
    return pages;
}

PageView::PageView(wxWindow* parent, int id, const std::string& name)
    : wxScrolledCanvas(parent, id, wxDefaultPosition, wxDefaultSize, wxVSCROLL | wxBORDER_NONE) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    ShowScrollbars(wxSHOW_SB_NEVER, wxSHOW_SB_DEFAULT);
    SetScrollRate(0, px(24));
    native::name(*this, name);
    native::role(*this, native::Role::picture);
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { on_paint(); });
}

int PageView::page_width() const { return std::max(px(300), GetClientSize().x - px(32)); }

void PageView::show(const std::vector<PageImage>& pages, const std::string& words) {
    pages_.clear();
    words_.clear();
    int height = px(12);
    for (const PageImage& page : pages) {
        wxImage image(page.width, page.height, false);
        std::copy(page.rgb.begin(), page.rgb.end(), image.GetData());
        pages_.emplace_back(image);
        height += page.height + px(12);
    }
    native::describe(*this, words);
    SetVirtualSize(GetClientSize().x, height);
    Refresh();
}

void PageView::show_words(const std::string& words) {
    pages_.clear();
    words_ = words;
    native::describe(*this, words);
    SetVirtualSize(GetClientSize().x, px(100));
    Refresh();
}

void PageView::on_paint() {
    wxAutoBufferedPaintDC dc(this);
    DoPrepareDC(dc);
    dc.SetBackground(wxBrush(colour(0xe6e6e6)));
    dc.Clear();
    int y = px(12);
    for (const wxBitmap& page : pages_) {
        const int x = std::max(0, (GetClientSize().x - page.GetWidth()) / 2);
        dc.DrawBitmap(page, x, y);
        dc.SetPen(wxPen(colour(theme::text_help), 1));
        dc.SetBrush(*wxTRANSPARENT_BRUSH);
        dc.DrawRectangle(x - 1, y - 1, page.GetWidth() + 2, page.GetHeight() + 2);
        y += page.GetHeight() + px(12);
    }
    if (words_.empty()) return;
    dc.SetFont(font(Face::interface, theme::body_px));
    dc.SetTextForeground(colour(theme::text_soft));
    dc.DrawText(to_wx(words_), px(24), px(24));
}

}  // namespace app::desk
