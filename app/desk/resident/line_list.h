// The lines of a paper, large, as many as fit on one screen; the rest on the next. A tap or Enter on a line
// asks for a change. UI thread only.
#pragma once

#include <wx/window.h>

#include <functional>
#include <set>
#include <vector>

#include "app/desk/native_text.h"
#include "app/desk/resident/resident_words.h"

namespace app::desk {

class LineList : public wxWindow {
  public:
    LineList(wxWindow* parent, int id, const std::string& name, const ResidentWords& words,
             const std::vector<ResidentLine>& lines, std::set<std::size_t> changed);

    void on_chosen(std::function<void(std::size_t line)> told) { chosen_ = std::move(told); }
    void on_paged(std::function<void()> told) { paged_ = std::move(told); }
    int page() const { return page_; }  // from 0
    int pages() const { return std::max<int>(1, static_cast<int>(starts_.size())); }
    void turn(int by);
    void show_line(std::size_t line);  // turns to its page
    bool AcceptsFocus() const override { return true; }

  private:
    struct Row {
        Said title;
        Said value;
        native::TextLook value_look;
    };
    void lay_out();
    int height_of(const Row& row) const;
    wxRect rect_of(std::size_t line) const;
    std::size_t page_end() const;
    void on_paint();
    void draw(wxDC& dc, const wxRect& rect, std::size_t line);
    void on_key(wxKeyEvent& event);
    void mark(std::size_t line);

    const ResidentWords& words_;
    std::vector<Row> rows_;
    std::vector<int> heights_;
    std::vector<std::size_t> starts_;  // first line of each page
    std::set<std::size_t> changed_;
    int page_{0};
    std::size_t marked_{0};
    std::function<void(std::size_t)> chosen_;
    std::function<void()> paged_;
};

}  // namespace app::desk
