// The page itself, drawn by Poppler from the very bytes that will be printed. Rendering is done on a lane; a
// page that is no longer wanted is dropped. Scrolls down only. UI thread only, but for render_pdf.
#pragma once

#include <wx/bitmap.h>
#include <wx/scrolwin.h>

#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app::desk {

struct PageImage {
    int width{0};
    int height{0};
    std::vector<std::uint8_t> rgb;
};

// All pages, `width` pixels wide each. Any thread. "preview.unreadable"
core::Result<std::vector<PageImage>> render_pdf(const core::Bytes& pdf, int width);

class PageView : public wxScrolledCanvas {
  public:
    PageView(wxWindow* parent, int id, const std::string& name);

    void show(const std::vector<PageImage>& pages, const std::string& words);
    void show_words(const std::string& words);  // instead of a page
    int page_width() const;                     // what a page should be rendered to

  private:
    void on_paint();

    std::vector<wxBitmap> pages_;
    std::string words_;
};

}  // namespace app::desk
