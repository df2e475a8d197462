#include "forms/pdf/date_box.h"

#include <algorithm>
#include <array>

#include "forms/pdf/clusters.h"
#include "forms/pdf/text_fit.h"

namespace forms::pdf {
namespace {

constexpr double kWordScale = 0.78;  // printed words beside the figures
constexpr double kEraGapEm = 0.75;   // between two eras, room for the ring
constexpr const char* kWestern = "西暦";

struct Figures {
    std::string era_mark;  // the printed era to be ringed
    std::string era_name;  // written out where no eras are printed
    std::array<std::string, 3> parts;
};

Figures figures_of(const core::DateValue& value) {
    const core::Date date = *value.exact();
    Figures out;
    const std::optional<core::Wareki> wareki = core::to_wareki(date);
    out.parts[1] = std::to_string(static_cast<unsigned>(date.month()));
    out.parts[2] = std::to_string(static_cast<unsigned>(date.day()));
    if (value.calendar == core::Calendar::western || !wareki) {
        out.era_mark = kWestern;
        out.parts[0] = std::to_string(static_cast<int>(date.year()));
        return out;
    }
    out.era_mark = core::era_row(wareki->era).short_name;
    out.era_name = core::era_row(wareki->era).name;
    out.parts[0] = wareki->year == 1 ? "元" : std::to_string(wareki->year);
    return out;
}

double ems(const std::string& text) { return static_cast<double>(clusters_of(text).size()); }

TextStyle word_style(const TextStyle& figures) {
    TextStyle style;
    style.role = "gothic";
    style.sizes_pt = {figures.sizes_pt.front() * kWordScale, figures.sizes_pt.back() * kWordScale, 4};
    style.align = AlignH::centre;
    style.flow = Flow::line;
    style.padding_mm = 0;
    return style;
}

class DateItems {
  public:
    DateItems(const DateBox& box, const std::optional<Figures>& figures)
        : box_(box),
          figures_(figures),
          words_(word_style(box.style)),
          em_(box.style.sizes_pt.front() * kMmPerPoint) {}

    std::vector<Item> make() {
        double x = box_.box.x + box_.style.padding_mm;
        const double right = box_.box.x + box_.box.width - box_.style.padding_mm;
        x = box_.eras.empty() ? era_name(x) : eras(x, (right - x) * 0.5);
        // Wide boxes keep their parts together, as people write a date.
        const double year = std::min((right - x) * 0.38, 4.4 * em_);
        const double rest = std::min((right - x - year) / 2, 3.4 * em_);
        part(x, year, 0, "年");
        part(x + year, rest, 1, "月");
        part(x + year + rest, rest, 2, "日");
        return std::move(items_);
    }

  private:
    double era_name(double x) {
        const double width = 2.2 * em_;
        if (figures_) value({x, box_.box.y, width, box_.box.height}, figures_->era_name, AlignH::right);
        return x + width;
    }

    // On one line, or on two if one would take more than half of the box. Returns where the eras end.
    double eras(double x, double room) {
        const double em = em_ * kWordScale;
        double all = 0;
        for (const std::string& era : box_.eras) all += (ems(era) + kEraGapEm) * em;
        const std::size_t lines = all > room && box_.box.height > 2.2 * em ? 2 : 1;
        const std::size_t per_line = (box_.eras.size() + lines - 1) / lines;
        const double scale = lines == 1 && all > room ? room / all : 1;
        const double height = std::min(box_.box.height / static_cast<double>(lines), 1.5 * em);
        const double top = box_.box.y + (box_.box.height - height * static_cast<double>(lines)) / 2;
        double end = x;
        for (std::size_t i = 0; i < box_.eras.size();) {
            double at = x;
            const double y = top + height * static_cast<double>(i / per_line);
            for (const std::size_t stop = std::min(i + per_line, box_.eras.size()); i < stop; ++i) {
                const double width = (ems(box_.eras[i]) + kEraGapEm) * em * scale;
                era({at, y, width, height}, box_.eras[i]);
                at += width;
            }
            end = std::max(end, at);
        }
        return end + 0.2 * em_;
    }

    void era(const Box& box, const std::string& name) {
        items_.push_back(TextBox{box, name, words_, Layer::sheet, {}, {}, true});
        const bool chosen = figures_ && (figures_->era_mark == name || figures_->era_name == name);
        if (!chosen) return;
        const double inset = std::min(0.25, box.width * 0.05);
        const double height = std::min(box.height, box.width);
        items_.push_back(
            Ring{{box.x + inset, box.y + (box.height - height) / 2, box.width - 2 * inset, height}, 0.3});
    }

    void part(double x, double width, std::size_t index, const char* word) {
        const double word_width = 1.25 * em_ * kWordScale;
        items_.push_back(TextBox{{x + width - word_width, box_.box.y, word_width, box_.box.height},
                                 word,
                                 words_,
                                 Layer::sheet,
                                 {},
                                 {},
                                 true});
        if (figures_)
            value({x, box_.box.y, width - word_width, box_.box.height}, figures_->parts[index],
                  AlignH::right);
    }

    void value(const Box& box, const std::string& text, AlignH align) {
        TextStyle style = box_.style;
        style.align = align;
        style.flow = Flow::line;
        style.padding_mm = 0.2;
        items_.push_back(TextBox{box, text, style, Layer::value, box_.field, box_.label});
    }

    const DateBox& box_;
    const std::optional<Figures>& figures_;
    TextStyle words_;
    double em_;
    std::vector<Item> items_;
};

}  // namespace

std::vector<Item> date_items(const DateBox& box, const std::optional<core::DateValue>& value) {
    if (value && !value->empty() && !(value->exact() && value->phrase.empty()))
        return {TextBox{box.box, core::printed(*value), box.style, Layer::value, box.field, box.label}};
    std::optional<Figures> figures;
    if (value && !value->empty()) figures = figures_of(*value);
    return DateItems(box, figures).make();
}

}  // namespace forms::pdf
