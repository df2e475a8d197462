// 世帯表: one row a person, one column a question that is asked of all. Arrows move, a digit answers and goes
// down, so that a column is one question for the whole household; below stands what the digits mean. Shows
// only columns that are asked of somebody. UI thread only.
#pragma once

#include <wx/window.h>

#include <functional>
#include <string>
#include <vector>

#include "app/service/desk_views.h"

namespace app::desk {

class HouseholdGrid : public wxWindow {
  public:
    struct Told {
        // The owner saves, and sends the cursor down once what follows from the answer has come back.
        std::function<void(const AnswerView& of, const std::string& value)> answered;
        std::function<void(const AnswerView& of)> came;  // the cursor stands on this cell
        std::function<void()> at_end;                    // past the last open cell of a column
        std::function<void(const AnswerView& of)> skip;  // "/"
        std::function<void(forms::Subject)> opened;      // Enter: this person's other answers
    };
    HouseholdGrid(wxWindow* parent, int id, Told told);

    void show(const CaseView& view);
    bool empty() const { return rows_.empty() || columns_.empty(); }
    static bool holds(const std::string& field);                  // a field of one of its columns
    bool focus(const std::string& field, forms::Subject person);  // false: no such cell
    const AnswerView* current() const;                            // null: the cell is not asked
    void go_down();  // to the next person of this column who is asked; past the last one at_end is told
    bool AcceptsFocus() const override { return !empty(); }

  private:
    struct Row {
        forms::Subject person{0};
        std::string name;
        std::string age;
        std::vector<int> cells;  // per column: index into answers_, -1: not asked
    };
    void on_key(wxKeyEvent& event);
    int name_room(wxDC& dc) const;
    void on_paint();
    void move(int rows, int columns);
    bool digit(int n);
    void tell();
    int row_at(int y) const;
    int shown_rows() const;
    std::string cell_words(const AnswerView& answer) const;
    std::string legend() const;

    Told told_;
    std::vector<AnswerView> answers_;
    std::vector<std::size_t> columns_;  // of the fixed list
    std::vector<Row> rows_;
    int row_{0};
    int column_{0};
    int first_{0};  // the uppermost row on the screen
    int zeros_{0};  // typed before a digit: 01 is the tenth option
};

}  // namespace app::desk
