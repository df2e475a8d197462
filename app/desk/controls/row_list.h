// A list of rows of one height, drawn by its owner. Headings cannot be chosen. The chosen row is told to
// screen readers in words. Thousands of rows cost nothing until they are seen. UI thread only.
#pragma once

#include <wx/vlbox.h>

#include <functional>
#include <string>

namespace app::desk {

class RowList : public wxVListBox {
  public:
    struct Painter {
        std::function<void(wxDC& dc, const wxRect& rect, std::size_t row, bool chosen)> draw;
        std::function<bool(std::size_t row)> is_heading;
        std::function<std::string(std::size_t row)> words;
        std::function<void(int row)> chosen;  // -1: none
        std::function<void(int row)> opened;  // Enter or double click
    };
    RowList(wxWindow* parent, int id, const std::string& name, int row_px, Painter painter);

    // Shows `count` rows with `row` chosen (-1: none), keeping the scroll place where that is possible.
    void show(std::size_t count, int row);
    void step(int by);  // to the next row that is no heading
    int row() const { return GetSelection(); }

  private:
    void OnDrawItem(wxDC& dc, const wxRect& rect, std::size_t n) const override;
    void OnDrawBackground(wxDC& dc, const wxRect& rect, std::size_t n) const override;
    wxCoord OnMeasureItem(std::size_t n) const override;
    void on_key(wxKeyEvent& event);
    void tell();

    Painter painter_;
    int row_px_;
    std::string name_;
};

}  // namespace app::desk
