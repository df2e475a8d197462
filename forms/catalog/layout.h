// A sheet of paper as data: what is ruled and printed on it, and where each field goes. Millimetres from the
// top left corner of the page. Knows no PDF and no font; forms/pdf turns it and a form's values into pages.
// Source: forms/data/layouts/*.json, whose shapes (grids, rows of options) docs/forms_data.md describes. Read
// by layout_reader, which has already laid those shapes out: here everything has its place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace forms {

struct Box {
    double x{0};
    double y{0};
    double width{0};
    double height{0};
    double right() const { return x + width; }
    double bottom() const { return y + height; }
};

enum class AlignH : std::uint8_t { left, center, right, even };  // even: 均等割付
enum class AlignV : std::uint8_t { top, middle, bottom };
// line: one line, shrinks, never wraps. wrap: shrinks on one line, then wraps. paragraph: wraps at the first
// size.
enum class Flow : std::uint8_t { line, wrap, paragraph };

struct TextLook {
    std::string font{"mincho"};                      // a role of forms/data/fonts.json
    std::vector<double> sizes_pt{10.5, 9, 8, 7, 6};  // tried in this order, largest first
    AlignH align{AlignH::left};
    AlignV valign{AlignV::middle};
    Flow flow{Flow::wrap};
    bool vertical{false};  // letters below each other
    double padding_mm{0.8};
    double gray{0};       // 0 black, 1 white
    double leading{1.2};  // of the size, from line to line
};

struct RuleLine {
    double x1{0}, y1{0}, x2{0}, y2{0};
    double width_mm{0.15};
    bool dashed{false};
};

struct Frame {
    Box box;
    double line_mm{0.15};  // 0: no border
    double fill{1};        // gray inside: 1 is white and means no fill
    bool dashed{false};
};

struct Label {
    Box box;
    std::string text;  // "\n" starts a line
    TextLook look;
};

enum class FieldStyle : std::uint8_t {
    text,  // the value as text; dates in their calendar, choices by their labels
    wareki,  // 明・大・昭・平・令 with one ringed, then year, month, day; Western dates: the year in full
    options,    // all options printed, the chosen ones ticked
    digits,     // one box a digit
    signature,  // ink, or empty for the pen
    office      // filled by hand at the counter; printed empty unless a value is there
};

// One printed choice. The tick square is `mark`; beside it stands `label` in `text`.
struct OptionBox {
    std::string value;  // compared with the values of the field
    std::string label;
    Box mark;
    Box text;
    Box count;  // where the number of copies goes, followed by `unit_label` in `unit`; width 0: none
    Box unit;
    std::string unit_label;
    Box note;  // where free text goes, between brackets outside the box ("その他（　）"); width 0: none
};

struct FieldBox {
    std::string field;  // a field of the form; in a row, a column of its persons field
    FieldStyle style{FieldStyle::text};
    Box box;
    TextLook look;
    std::vector<OptionBox> options;  // style options
    std::vector<std::string>
        eras;                   // style wareki: printed eras, in order; empty: the era's name is written out
    std::vector<int> groups;    // style digits: 3-4, 4-4-4
    int line{0};                // in the layout file
    std::string before, after;  // printed with the value, only if there is one ("（", "）様")
};

// The table of a persons field: `rows` printed rows; row n is `first` moved down by n * first.height. Boxes
// in `cells` and `labels` are relative to the row's corner. More persons: the whole page again with the next
// rows.
struct RowTable {
    std::string field;
    Box first;
    int rows{0};
    int line{0};  // in the layout file
    std::vector<FieldBox> cells;
    std::vector<Label>
        labels;  // printed in every row; "{n}" is the number of the row, counted over all sheets
};

struct LayoutPage {
    std::vector<Frame> frames;
    std::vector<RuleLine> lines;
    std::vector<Label>
        labels;  // "{title}" "{addressee}" "{edition}" "{form}" "{ticket}" "{notes}" "{law}": forms/pdf
    std::vector<FieldBox> fields;
    std::vector<RowTable> tables;
    std::vector<Label> page_numbers;  // "{page}/{pages}"
    std::vector<Box> codes;           // the 2-D code with the reception number
    std::vector<Label> states;        // 下書き, 再, 練習・見本: nothing on a 正
};

struct Layout {
    std::string id;  // file name without .json
    double width_mm{210};
    double height_mm{297};
    std::vector<LayoutPage> pages;
};

}  // namespace forms
