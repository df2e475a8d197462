#include "forms/pdf/page_layout.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>

#include "forms/pdf/continuation.h"
#include "forms/pdf/shapes.h"
#include "forms/pdf/text_place.h"

namespace forms::pdf {
namespace {

constexpr double kWatermarkGray = 0.87;

class Layouter {
  public:
    Layouter(const Document& document, const FontBook& book, const LayoutOptions& options)
        : document_(document), book_(book), options_(options) {}

    core::Result<LaidOut> run() {
        for (const Page& page : document_.pages) place_page(page);
        for (const ContinuationStyle::Entry& entry : document_.continuation.entries)
            entry_of({entry.field, entry.label, entry.text, 0});
        for (std::size_t at = 0; !error_ && at < out_.overflowed.size();) {
            Page page = continuation_page(document_, out_.overflowed, at, rest_, book_);
            place_page(page);
        }
        for (const auto& [page, number] : numbers_) place_number(page, number);
        if (error_) return *error_;
        return std::move(out_);
    }

  private:
    bool shown(Layer layer) const {
        return options_.show == Show::everything ||
               (options_.show == Show::values) == (layer == Layer::value);
    }
    PlacedPage& page() { return out_.pages.back(); }
    std::vector<PlacedPath>& paths(Layer layer) {
        return layer == Layer::sheet ? page().ground.rules : page().marks;
    }
    std::vector<PlacedPath>& fills(Layer layer) {
        return layer == Layer::sheet ? page().ground.fills : page().marks;
    }
    void fail(std::string reason, std::string detail) {
        if (!error_) error_ = core::invalid(std::move(reason), std::move(detail));
    }

    void place_page(const Page& page) {
        PlacedPage placed;
        placed.width_mm = page.width_mm;
        placed.height_mm = page.height_mm;
        out_.pages.push_back(std::move(placed));
        for (const Item& item : page.items) std::visit([&](const auto& it) { place(it); }, item);
    }

    Box moved(Box box) const {
        box.x += options_.offset_x_mm;
        box.y += options_.offset_y_mm;
        return box;
    }

    void place(const Rule& rule) {
        if (!shown(rule.layer)) return;
        Rule at = rule;
        at.from.x += options_.offset_x_mm, at.from.y += options_.offset_y_mm;
        at.to.x += options_.offset_x_mm, at.to.y += options_.offset_y_mm;
        paths(rule.layer).push_back(line_path(at));
    }
    void place(const Rect& rect) {
        if (!shown(rect.layer)) return;
        if (rect.fill_gray >= 0) fills(rect.layer).push_back(filled_path(moved(rect.box), rect.fill_gray));
        if (rect.width_mm > 0)
            paths(rect.layer).push_back(rectangle_path(moved(rect.box), rect.width_mm, rect.dashed));
    }
    void place(const Check& check) {
        if (shown(check.layer)) paths(check.layer).push_back(rectangle_path(moved(check.box), 0.2, false));
        if (check.checked && shown(Layer::value)) page().marks.push_back(tick_path(moved(check.box)));
    }
    void place(const Ring& ring) {
        Ring at = ring;
        at.box = moved(ring.box);
        if (shown(ring.layer)) paths(ring.layer).push_back(ring_path(at));
    }
    void place(const Ink& ink) {
        if (!shown(Layer::value)) return;
        Ink at = ink;
        at.box = moved(ink.box);
        for (PlacedPath& path : ink_paths(at)) page().ink.push_back(std::move(path));
    }
    void place(const QrCode& code) {
        if (!shown(Layer::value)) return;
        QrCode at = code;
        at.box = moved(code.box);
        if (std::optional<PlacedPath> path = qr_path(at)) {
            page().marks.push_back(std::move(*path));
        } else {
            fail("layout.qr", "payload");
        }
    }
    void place(const PageNumber& number) { numbers_.emplace_back(out_.pages.size() - 1, number); }

    void place(const Watermark& mark) {
        if (mark.text.empty() || options_.show == Show::sheet) return;
        if (mark.box.width > 0) return place_flat(mark);
        TextStyle style;
        style.role = "gothic";
        style.flow = Flow::line;
        style.padding_mm = 0;
        const double width = page().width_mm;
        const double height = page().height_mm;
        const double diagonal = std::hypot(width, height);
        const Fitted probe = wrap_text(book_, style, mark.text, 1e6, 10);
        if (!good_role(style.role) || probe.lines.empty() || probe.lines[0].width <= 0) return;
        const double size_mm = std::min(0.62 * diagonal / probe.lines[0].width, 60.0);
        const double angle = std::atan2(height, width);
        const double length = probe.lines[0].width * size_mm;
        const double rise = 0.38 * size_mm;  // from the baseline to the middle of the letters
        const Point pen{width / 2 - length / 2 * std::cos(angle) + rise * std::sin(angle),
                        height / 2 + length / 2 * std::sin(angle) + rise * std::cos(angle)};
        std::vector<PlacedRun> runs;
        place_line(probe.lines[0], size_mm / kMmPerPoint, pen, 0, kWatermarkGray, runs);
        double along = 0;
        for (PlacedRun& run : runs) {
            along = run.pen.x - pen.x;
            run.pen = {pen.x + along * std::cos(angle), pen.y - along * std::sin(angle)};
            run.angle_degrees = angle * 180 / std::acos(-1.0);
            page().ground.watermark.push_back(std::move(run));
        }
        note_missing(probe.missing, {});
    }

    void place_flat(const Watermark& mark) {
        if (!good_role(mark.style.role)) return;
        const Fitted fitted = fit_text(book_, mark.style, mark.text, mark.box.width, mark.box.height);
        if (!fitted.fits) return fail("layout.overflow", "watermark");
        for (PlacedRun& run : place_text(fitted, mark.style, moved(mark.box)))
            page().ground.watermark.push_back(std::move(run));
    }

    bool good_role(const std::string& role) {
        if (book_.has_role(role)) return true;
        fail("layout.role", role);
        return false;
    }
    void note_missing(const std::vector<MissingGlyph>& missing, const std::string& field) {
        for (const MissingGlyph& m : missing) {
            const bool known = std::any_of(
                out_.missing.begin(), out_.missing.end(),
                [&](const MissingGlyph& other) { return other.text == m.text && other.field == field; });
            if (!known) out_.missing.push_back({m.text, m.code_points, field});
        }
    }

    // Its number on the continuation sheet; what stands on two copies of a sheet is listed once.
    int entry_of(Overflowed entry) {
        for (const Overflowed& known : out_.overflowed)
            if (known.field == entry.field && known.label == entry.label && known.text == entry.text)
                return known.number;
        entry.number = static_cast<int>(out_.overflowed.size()) + 1;
        out_.overflowed.push_back(std::move(entry));
        return out_.overflowed.back().number;
    }

    void place(const TextBox& text) {
        if (!shown(text.layer) || text.text.empty() || !good_role(text.style.role)) return;
        Fitted fitted = fit_text(book_, text.style, text.text, text.box.width, text.box.height);
        note_missing(fitted.missing, text.field);
        std::string printed = text.text;
        if (!fitted.fits) {
            if (text.label.empty())
                return fail("layout.overflow",
                            text.layer == Layer::sheet && text.field.empty() ? text.text : text.field);
            printed = document_.continuation.mark +
                      std::to_string(entry_of({text.field, text.label, text.text, 0}));
            TextStyle small = text.style;  // the mark must be there even in a box too small for anything else
            small.sizes_pt.insert(small.sizes_pt.end(), {5, 4, 3});
            fitted = fit_text(book_, small, printed, text.box.width, text.box.height);
            if (!fitted.fits) return fail("layout.overflow", text.field);
        }
        std::vector<PlacedRun>& runs =
            text.layer == Layer::sheet && !text.varies ? page().ground.text : page().text;
        emit(fitted, text.style, text.box, runs);
        out_.areas.push_back({text.field, out_.pages.size() - 1, moved(text.box), printed});
    }

    void emit(const Fitted& fitted, const TextStyle& style, const Box& box, std::vector<PlacedRun>& runs) {
        for (PlacedRun& run : place_text(fitted, style, moved(box))) runs.push_back(std::move(run));
    }

    void place(const DigitBoxes& boxes) {
        const DigitCells cells = digit_cells(boxes);
        if (boxes.draw_cells && shown(Layer::sheet)) {
            for (const Box& group : cells.groups)
                page().ground.rules.push_back(rectangle_path(moved(group), 0.2, false));
            for (const Box& cell : cells.cells) {
                const bool first = std::any_of(cells.groups.begin(), cells.groups.end(),
                                               [&](const Box& g) { return g.x == cell.x; });
                if (first) continue;
                const Box at = moved(cell);
                page().ground.rules.push_back(line_path({{at.x, at.y}, {at.x, at.y + at.height}, 0.1, true}));
            }
        }
        if (!shown(Layer::value) || !good_role(boxes.role)) return;
        TextStyle style;
        style.role = boxes.role;
        style.sizes_pt = {boxes.size_pt, boxes.size_pt - 1, boxes.size_pt - 2};
        style.align = AlignH::centre;
        style.flow = Flow::line;
        style.padding_mm = 0;
        const std::vector<Cluster> digits = clusters_of(boxes.digits);
        if (digits.size() > cells.cells.size()) return fail("layout.overflow", boxes.field);
        for (std::size_t i = 0; i < digits.size(); ++i) {
            const Box& cell = cells.cells[i];
            const Fitted fitted = fit_text(book_, style, digits[i].text, cell.width, cell.height);
            if (!fitted.fits) return fail("layout.overflow", boxes.field);
            note_missing(fitted.missing, boxes.field);
            emit(fitted, style, cell, page().text);
            out_.areas.push_back({boxes.field, out_.pages.size() - 1, moved(cell),
                                  boxes.secret ? std::string() : digits[i].text});
        }
    }

    void place_number(std::size_t page_index, const PageNumber& number) {
        if (!shown(Layer::sheet) || !good_role(number.style.role)) return;
        std::string text = number.pattern;
        const auto put = [&](std::string_view word, std::size_t value) {
            if (const auto at = text.find(word); at != std::string::npos)
                text.replace(at, word.size(), std::to_string(value));
        };
        put("{page}", page_index + 1);
        put("{pages}", out_.pages.size());
        const Fitted fitted = fit_text(book_, number.style, text, number.box.width, number.box.height);
        if (!fitted.fits) return fail("layout.overflow", "page number");
        emit(fitted, number.style, number.box, out_.pages[page_index].text);
    }

    const Document& document_;
    const FontBook& book_;
    const LayoutOptions& options_;
    LaidOut out_;
    std::vector<std::pair<std::size_t, PageNumber>> numbers_;
    std::string rest_;  // of a text that goes over the end of a continuation sheet
    std::optional<core::Error> error_;
};

}  // namespace

core::Result<LaidOut> lay_out(const Document& document, const FontBook& book, const LayoutOptions& options) {
    return Layouter(document, book, options).run();
}

}  // namespace forms::pdf
