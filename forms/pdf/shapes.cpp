#include "forms/pdf/shapes.h"

#include <qrencode.h>

#include <memory>
#include <numeric>

namespace forms::pdf {
namespace {

using Kind = PathStep::Kind;
constexpr double kTickWidthMm = 0.45;

struct FreeCode {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

PlacedPath line_path(const Rule& rule) {
    PlacedPath path;
    path.steps = {{Kind::move, rule.from}, {Kind::line, rule.to}};
    path.stroke_mm = rule.width_mm;
    path.stroke_gray = rule.gray;
    path.dashed = rule.dashed;
    return path;
}

PlacedPath rectangle_path(const Box& box, double width_mm, bool dashed) {
    PlacedPath path;
    path.steps = {{Kind::rectangle, {box.x, box.y}, {box.width, box.height}}};
    path.stroke_mm = width_mm;
    path.dashed = dashed;
    return path;
}

PlacedPath filled_path(const Box& box, double gray) {
    PlacedPath path;
    path.steps = {{Kind::rectangle, {box.x, box.y}, {box.width, box.height}}};
    path.fill_gray = gray;
    return path;
}

PlacedPath tick_path(const Box& square) {
    const auto at = [&](double x, double y) {
        return Point{square.x + x * square.width, square.y + y * square.height};
    };
    PlacedPath path;
    path.steps = {{Kind::move, at(0.14, 0.52)}, {Kind::line, at(0.40, 0.82)}, {Kind::line, at(0.88, 0.16)}};
    path.stroke_mm = kTickWidthMm;
    path.round = true;
    return path;
}

PlacedPath ring_path(const Ring& ring) {
    constexpr double k = 0.5522847498;  // quarter of a circle as one Bézier curve
    const double rx = ring.box.width / 2;
    const double ry = ring.box.height / 2;
    const Point c{ring.box.x + rx, ring.box.y + ry};
    const auto at = [&](double x, double y) { return Point{c.x + x * rx, c.y + y * ry}; };
    PlacedPath path;
    path.steps = {{Kind::move, at(1, 0)},
                  {Kind::curve, at(0, 1), at(1, k), at(k, 1)},
                  {Kind::curve, at(-1, 0), at(-k, 1), at(-1, k)},
                  {Kind::curve, at(0, -1), at(-1, -k), at(-k, -1)},
                  {Kind::curve, at(1, 0), at(k, -1), at(1, -k)},
                  {Kind::close, {}}};
    path.stroke_mm = ring.width_mm;
    return path;
}

std::vector<PlacedPath> ink_paths(const Ink& ink) {
    PlacedPath path;
    path.stroke_mm = ink.width_mm;
    path.round = true;
    path.clipped = true;
    path.clip = ink.box;
    for (const std::vector<Point>& stroke : ink.strokes) {
        if (stroke.empty()) continue;
        const auto at = [&](Point p) { return Point{ink.box.x + p.x, ink.box.y + p.y}; };
        path.steps.push_back({Kind::move, at(stroke.front())});
        for (std::size_t i = 1; i < stroke.size(); ++i) path.steps.push_back({Kind::line, at(stroke[i])});
        if (stroke.size() == 1) path.steps.push_back({Kind::line, at(stroke.front())});  // a dot
    }
    if (path.steps.empty()) return {};
    return {path};
}

std::optional<PlacedPath> qr_path(const QrCode& code) {
    const std::unique_ptr<QRcode, FreeCode> symbol(
        QRcode_encodeData(static_cast<int>(code.payload.size()),
                          reinterpret_cast<const unsigned char*>(code.payload.data()), 0, QR_ECLEVEL_M));
    if (!symbol) return std::nullopt;
    constexpr int quiet = 4;
    const double module = code.box.width / (symbol->width + 2 * quiet);
    PlacedPath path;
    path.fill_gray = 0;
    for (int row = 0; row < symbol->width; ++row) {
        for (int column = 0; column < symbol->width;) {
            int end = column;
            while (end < symbol->width && (symbol->data[row * symbol->width + end] & 1) != 0) ++end;
            if (end > column)
                path.steps.push_back(
                    {Kind::rectangle,
                     {code.box.x + (column + quiet) * module, code.box.y + (row + quiet) * module},
                     {(end - column) * module, module}});
            column = end + 1;
        }
    }
    return path;
}

DigitCells digit_cells(const DigitBoxes& boxes) {
    DigitCells out;
    const int count = std::accumulate(boxes.groups.begin(), boxes.groups.end(), 0);
    if (count <= 0) return out;
    const double gaps = boxes.gap_mm * static_cast<double>(boxes.groups.size() - 1);
    const double cell = (boxes.box.width - gaps) / count;
    double x = boxes.box.x;
    for (int group : boxes.groups) {
        out.groups.push_back({x, boxes.box.y, cell * group, boxes.box.height});
        for (int i = 0; i < group; ++i)
            out.cells.push_back({x + cell * i, boxes.box.y, cell, boxes.box.height});
        x += cell * group + boxes.gap_mm;
    }
    return out;
}

}  // namespace forms::pdf
