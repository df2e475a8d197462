// A page after layout: glyphs and paths at their final places, still in millimetres from the top left. This
// is all that the PDF writer knows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "forms/pdf/page_model.h"

namespace forms::pdf {

struct RunGlyph {
    std::uint32_t glyph{0};
    std::string text;  // what it means; empty: belongs to the glyph before it
};

// Glyphs of one face on one baseline, each at the pen, the pen moving by the glyph's width plus `spacing_mm`.
struct PlacedRun {
    std::uint16_t face{0};
    double size_pt{0};
    Point pen;  // on the baseline
    double spacing_mm{0};
    double gray{0};
    double angle_degrees{0};  // counter-clockwise around the pen
    std::vector<RunGlyph> glyphs;
};

struct PathStep {
    enum class Kind : std::uint8_t { move, line, curve, close, rectangle };
    Kind kind{Kind::move};
    Point a;    // end point; rectangle: top left corner
    Point b{};  // curve: first control point; rectangle: width and height
    Point c{};  // curve: second control point
};

struct PlacedPath {
    std::vector<PathStep> steps;
    double stroke_mm{0};  // 0: not stroked
    double stroke_gray{0};
    double fill_gray{-1};  // below 0: not filled
    bool dashed{false};
    bool round{false};    // round caps and joins: ink
    bool clipped{false};  // nothing outside `clip`
    Box clip{};
};

// Drawn in the order of the members. The ground is the sheet itself, alike on every copy of it.
struct PlacedGround {
    std::vector<PlacedPath> fills;
    std::vector<PlacedRun> watermark;
    std::vector<PlacedPath> rules;
    std::vector<PlacedRun> text;
};
struct PlacedPage {
    double width_mm{0};
    double height_mm{0};
    PlacedGround ground;
    std::vector<PlacedPath> marks;
    std::vector<PlacedRun> text;
    std::vector<PlacedPath> ink;
};

}  // namespace forms::pdf
