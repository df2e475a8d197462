// A page of horizontal bars in groups, for figures that a city publishes: 所要時間調査. Two bars a line where
// there is a before and an after; told apart by words and shade, never by colour. What may not be shown says
// so in words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forms/pdf/font_book.h"
#include "forms/pdf/page_model.h"

namespace forms::pdf {

struct BarRow {
    std::string label;             // 質問
    std::optional<double> before;  // in the unit of the chart
    std::optional<double> after;
    std::string before_words;  // 1分20秒（8件）, or why there is no bar
    std::string after_words;
};
struct BarGroup {
    std::string title;  // 転入
    std::vector<BarRow> rows;
};
struct BarChart {
    std::string title;
    std::string subtitle;      // which days
    std::string before_label;  // "": one bar a line
    std::string after_label;
    std::vector<BarGroup> groups;
    std::string note;  // at the foot: how it was counted
};

// As many pages as the groups need; a group begins a page anew rather than be parted, unless it is longer
// than a page.
Document bar_chart_document(const BarChart& chart);

}  // namespace forms::pdf
