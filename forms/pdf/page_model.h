// A page before fonts: what stands where, in millimetres from the top left corner of the paper. Knows nothing
// of PDF and nothing of procedures. forms/pdf/page_layout turns it into glyphs and lines.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace forms::pdf {

struct Point {
    double x{0};
    double y{0};
};

struct Box {
    double x{0};
    double y{0};
    double width{0};
    double height{0};
};

// What belongs to the printed sheet, and what was filled in. A city that owns pre-printed sheets prints
// values only.
enum class Layer : std::uint8_t { sheet, value };

enum class AlignH : std::uint8_t {
    left,
    centre,
    right,
    even
};  // even: 均等割付, first and last glyph at the edges
enum class AlignV : std::uint8_t { top, middle, bottom };

// line: one line, shrinks, never wraps. wrap: shrinks on one line, then wraps at the largest size that fits.
// paragraph: wraps at the first size already (notes); "\n" starts a new line in every flow but line.
enum class Flow : std::uint8_t { line, wrap, paragraph };

struct TextStyle {
    std::string role{"mincho"};                      // a role of forms/data/fonts.json
    std::vector<double> sizes_pt{10.5, 9, 8, 7, 6};  // tried in this order, largest first
    AlignH align{AlignH::left};
    AlignV align_v{AlignV::middle};
    Flow flow{Flow::wrap};
    double padding_mm{0.8};    // left and right
    double line_spacing{1.2};  // of the size
    double gray{0};            // 0 black, 1 white
    bool vertical{false};      // upright letters below each other, on one column
};

struct TextBox {
    Box box;
    std::string text;
    TextStyle style;
    Layer layer{Layer::value};
    std::string field{};  // id of the field, for lists of what is missing or too long
    std::string label{};  // how the continuation sheet calls it; empty: nothing may overflow here
    bool varies{false};   // words of the sheet that are not the same on its next copy (number of a row)
};

struct Rule {
    Point from;
    Point to;
    double width_mm{0.15};
    bool dashed{false};
    Layer layer{Layer::sheet};
    double gray{0};
};

struct Rect {
    Box box;
    double width_mm{0.15};  // 0: no border
    double fill_gray{-1};   // below 0: no fill
    bool dashed{false};
    Layer layer{Layer::sheet};
};

// One character to a cell, centred in it. Groups (4-4-4) are set apart by a gap; missing digits leave cells
// empty.
struct DigitBoxes {
    Box box;
    std::string digits;
    std::vector<int> groups{12};
    double gap_mm{1.5};
    std::string role{"gothic"};
    double size_pt{11};
    bool draw_cells{true};
    std::string field{};
    bool secret{false};  // digits that may stand in no list; wiped after the print
};

// A tick box of `box`; the mark is drawn, not typed. The sheet owns the square, the value the mark.
struct Check {
    Box box;
    bool checked{false};
    Layer layer{Layer::sheet};
    std::string field{};
};

// Circle around a printed choice, as people do by hand.
struct Ring {
    Box box;
    double width_mm{0.35};
    Layer layer{Layer::value};
};

// Strokes as drawn, in millimetres from the top left corner of `box`; what leaves the box is cut at its edge.
struct Ink {
    Box box;
    std::vector<std::vector<Point>> strokes;
    double width_mm{0.5};
    std::string field{};
};

// Large pale letters under everything else: across the page from corner to corner, or in `box` if it has a
// width.
struct Watermark {
    std::string text;
    Box box{};
    TextStyle style{};  // for `box`
};

struct QrCode {
    Box box;  // the whole symbol with its quiet zone of four modules
    std::string payload;
};

// "{page}" and "{pages}" of the finished document, continuation sheets counted.
struct PageNumber {
    Box box;
    TextStyle style;
    std::string pattern{"{page} ／ {pages}"};
};

using Item = std::variant<Rule, Rect, TextBox, DigitBoxes, Check, Ring, Ink, Watermark, QrCode, PageNumber>;

struct Page {
    double width_mm{210};
    double height_mm{297};
    std::vector<Item> items;
};

// Where text goes that fits nowhere on its page. One sheet style for the whole document.
struct ContinuationStyle {
    std::string title{"別紙（続き）"};
    std::string mark{"別紙"};  // printed in the box, followed by the number of the entry
    struct Entry {
        std::string field;
        std::string label;
        std::string text;
    };
    std::vector<Entry> entries;  // what has no box on any page, listed behind the texts that overflowed
    std::vector<Item> fixed;     // printed on every continuation sheet: small type at the foot, watermark
};

struct Document {
    std::string title;  // the form's name; the only thing the file says about itself
    std::vector<Page> pages;
    ContinuationStyle continuation;
};

}  // namespace forms::pdf
