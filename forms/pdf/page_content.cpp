#include "forms/pdf/page_content.h"

#include <array>
#include <cmath>
#include <string_view>

namespace forms::pdf {
namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;

void hex16(std::string& out, unsigned value) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (int shift = 12; shift >= 0; shift -= 4) out.push_back(digits[(value >> shift) & 0xF]);
}

class ContentWriter {
  public:
    ContentWriter(const PlacedPage& page, const std::map<std::uint16_t, PageFont>& fonts)
        : page_(page), fonts_(fonts) {}

    void path(const PlacedPath& path) {
        const bool own_state = path.dashed || path.round || path.clipped;
        if (own_state) out_ += "q\n";
        if (path.clipped) {
            rectangle(path.clip);
            out_ += "W n\n";
        }
        if (path.stroke_mm > 0) number(path.stroke_mm * kPointsPerMm, "w\n"), number(path.stroke_gray, "G\n");
        if (path.fill_gray >= 0) number(path.fill_gray, "g\n");
        if (path.dashed) out_ += "[2 1.5] 0 d\n";
        if (path.round) out_ += "1 J 1 j\n";
        for (const PathStep& step : path.steps) this->step(step);
        const bool stroke = path.stroke_mm > 0;
        const bool fill = path.fill_gray >= 0;
        out_ += stroke && fill ? "B\n" : stroke ? "S\n" : fill ? "f\n" : "n\n";
        if (own_state) out_ += "Q\n";
    }

    void run(const PlacedRun& run) {
        const auto font = fonts_.find(run.face);
        if (font == fonts_.end() || run.glyphs.empty()) return;
        out_ += "BT ";
        number(run.gray, "g ");
        out_ += "/" + font->second.resource + " ";
        number(run.size_pt, "Tf ");
        number(run.spacing_mm * kPointsPerMm, "Tc ");
        matrix(run);
        glyphs(run, font->second);
        out_ += "ET\n";
    }

    std::string take() { return std::move(out_); }

  private:
    void number(double value, std::string_view tail) {
        const long long scaled = std::llround(value * 1000);
        const long long size = scaled < 0 ? -scaled : scaled;
        if (scaled < 0) out_.push_back('-');
        out_ += std::to_string(size / 1000);
        if (size % 1000 != 0) {
            std::string part = std::to_string(1000 + size % 1000).substr(1);
            while (part.back() == '0') part.pop_back();
            out_ += "." + part;
        }
        out_.push_back(' ');
        out_ += tail;
    }
    void point(Point p, std::string_view tail) {
        number(p.x * kPointsPerMm, "");
        number((page_.height_mm - p.y) * kPointsPerMm, tail);
    }
    void rectangle(const Box& box) {
        point({box.x, box.y + box.height}, "");
        number(box.width * kPointsPerMm, "");
        number(box.height * kPointsPerMm, "re\n");
    }
    void step(const PathStep& step) {
        switch (step.kind) {
            case PathStep::Kind::move:
                point(step.a, "m\n");
                break;
            case PathStep::Kind::line:
                point(step.a, "l\n");
                break;
            case PathStep::Kind::curve:
                point(step.b, ""), point(step.c, ""), point(step.a, "c\n");
                break;
            case PathStep::Kind::close:
                out_ += "h\n";
                break;
            case PathStep::Kind::rectangle:
                rectangle({step.a.x, step.a.y, step.b.x, step.b.y});
                break;
        }
    }
    void matrix(const PlacedRun& run) {
        if (run.angle_degrees == 0) {
            point(run.pen, "Td ");
            return;
        }
        const double radians = run.angle_degrees * std::acos(-1.0) / 180;
        const double c = std::cos(radians);
        const double s = std::sin(radians);
        number(c, ""), number(s, ""), number(-s, ""), number(c, ""), point(run.pen, "Tm ");
    }

    // Codes in one string, broken only where a code means something else here than the font's own table says.
    void glyphs(const PlacedRun& run, const PageFont& font) {
        std::string codes;
        const auto flush = [&] {
            if (!codes.empty()) out_ += "<" + codes + "> Tj ";
            codes.clear();
        };
        for (std::size_t i = 0; i < run.glyphs.size();) {
            std::size_t end = i + 1;
            while (end < run.glyphs.size() && run.glyphs[end].text.empty()) ++end;
            const std::uint16_t cid = font.cids->at(run.glyphs[i].glyph);
            const bool plain = end == i + 1 && font.meaning->at(cid) == run.glyphs[i].text;
            if (!plain) {
                flush();
                out_ += "/Span <</ActualText " + utf16_hex(run.glyphs[i].text, true) + ">> BDC ";
            }
            for (; i < end; ++i) hex16(codes, font.cids->at(run.glyphs[i].glyph));
            if (!plain) {
                flush();
                out_ += "EMC ";
            }
        }
        flush();
    }

    const PlacedPage& page_;
    const std::map<std::uint16_t, PageFont>& fonts_;
    std::string out_;
};

}  // namespace

std::string utf16_hex(std::string_view utf8, bool with_mark) {
    std::string out = with_mark ? "<FEFF" : "<";
    for (char16_t unit : utf16_of(utf8)) hex16(out, unit);
    return out + ">";
}

std::string page_content(const PlacedPage& page, const std::map<std::uint16_t, PageFont>& fonts) {
    ContentWriter writer(page, fonts);
    for (const PlacedPath& path : page.fills) writer.path(path);
    for (const PlacedRun& run : page.watermark) writer.run(run);
    for (const PlacedPath& path : page.rules) writer.path(path);
    for (const PlacedRun& run : page.text) writer.run(run);
    for (const PlacedPath& path : page.ink) writer.path(path);
    return writer.take();
}

}  // namespace forms::pdf
