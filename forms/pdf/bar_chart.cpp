#include "forms/pdf/bar_chart.h"

#include <algorithm>

namespace forms::pdf {

namespace {

constexpr double margin_mm = 18;
constexpr double label_mm = 26;
constexpr double words_mm = 46;
constexpr double bar_mm = 4.6;
constexpr double row_gap_mm = 2.6;
constexpr double group_gap_mm = 6;
constexpr double title_mm = 9;
constexpr double top_mm = 50;
constexpr double bottom_mm = 30;
constexpr double before_gray = 0.72;
constexpr double after_gray = 0.25;

TextStyle style_of(double size_pt, AlignH align = AlignH::left) {
    TextStyle style;
    style.role = "gothic";
    style.sizes_pt = {size_pt, size_pt * 0.85, size_pt * 0.7, size_pt * 0.6};
    style.flow = Flow::line;
    style.align = align;
    style.align_v = AlignV::middle;
    style.padding_mm = 0;
    return style;
}

class ChartPages {
  public:
    explicit ChartPages(const BarChart& chart) : chart_(chart), two_(!chart.before_label.empty()) {
        for (const auto& group : chart.groups)
            for (const auto& row : group.rows)
                longest_ = std::max({longest_, row.before.value_or(0), row.after.value_or(0)});
    }

    Document make() {
        document_.title = chart_.title;
        new_page();
        for (const auto& group : chart_.groups) {
            const double height = title_mm + static_cast<double>(group.rows.size()) * row_height();
            if (y_ + height > floor_mm() && y_ > top_mm) new_page();
            words({margin_mm, y_, width(), title_mm}, group.title, style_of(13));
            y_ += title_mm;
            for (const auto& row : group.rows) {
                if (y_ + row_height() > floor_mm()) new_page();
                draw(row);
            }
            y_ += group_gap_mm;
        }
        return std::move(document_);
    }

  private:
    void add(Item item) { document_.pages.back().items.push_back(std::move(item)); }
    void words(const Box& box, const std::string& text, TextStyle style) {
        if (!text.empty()) add(TextBox{box, text, std::move(style), Layer::value, {}, {}});
    }
    double width() const { return document_.pages.back().width_mm - 2 * margin_mm; }
    double floor_mm() const { return document_.pages.back().height_mm - bottom_mm; }
    double row_height() const { return (two_ ? 2 : 1) * bar_mm + row_gap_mm; }

    void new_page() {
        document_.pages.emplace_back();
        words({margin_mm, 16, width(), 11}, chart_.title, style_of(18));
        words({margin_mm, 27, width(), 6}, chart_.subtitle, style_of(10.5));
        if (two_) {
            legend(margin_mm, before_gray, chart_.before_label);
            legend(margin_mm + width() / 2, after_gray, chart_.after_label);
        }
        add(Rule{{margin_mm, 44}, {margin_mm + width(), 44}, 0.4, false, Layer::sheet});
        TextStyle note = style_of(9);
        note.flow = Flow::paragraph;
        note.align_v = AlignV::top;
        if (!chart_.note.empty())
            add(TextBox{
                {margin_mm, floor_mm() + 4, width() - 26, 18}, chart_.note, note, Layer::value, {}, {}});
        add(PageNumber{{margin_mm + width() - 24, document_.pages.back().height_mm - 16, 24, 6},
                       style_of(9, AlignH::right)});
        y_ = top_mm;
    }

    void legend(double x, double gray, const std::string& label) {
        add(Rect{{x, 36, 8, bar_mm}, 0.2, gray, false, Layer::sheet});
        words({x + 11, 35.3, width() / 2 - 12, 6}, label, style_of(10));
    }

    void draw(const BarRow& row) {
        words({margin_mm, y_, label_mm - 2, row_height() - row_gap_mm}, row.label, style_of(10.5));
        double y = y_;
        if (two_) {
            bar(y, row.before, before_gray, row.before_words);
            y += bar_mm;
        }
        bar(y, row.after, after_gray, row.after_words);
        y_ += row_height();
    }

    void bar(double y, const std::optional<double>& value, double gray, const std::string& text) {
        const double room = width() - label_mm - words_mm;
        const double x = margin_mm + label_mm;
        const double length = value && longest_ > 0 ? room * *value / longest_ : 0;
        if (length > 0.05) add(Rect{{x, y + 0.3, length, bar_mm - 0.6}, 0.15, gray, false, Layer::sheet});
        words({x + length + 2, y, words_mm - 2, bar_mm}, text, style_of(9));
    }

    const BarChart& chart_;
    bool two_;
    double longest_{0};
    Document document_;
    double y_{0};
};

}  // namespace

Document bar_chart_document(const BarChart& chart) { return ChartPages(chart).make(); }

}  // namespace forms::pdf
