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

// What the stream has set already; the same again is not written.
struct Pen {
    double stroke_mm{-1};
    double stroke_gray{-1};
    double fill_gray{-1};
};
struct TextPen {
    int font{-1};
    double size_pt{0};
    double spacing_mm{0};
    long long x{0};  // start of the last run, in units of the stream
    long long y{0};
};

class ContentWriter {
  public:
    ContentWriter(const PlacedPage& page, const std::map<std::uint16_t, PageFont>& fonts)
        : page_(page), fonts_(fonts) {}

    void paths(const std::vector<PlacedPath>& paths) {
        for (const PlacedPath& path : paths) this->path(path);
        paint();
    }

    void runs(const std::vector<PlacedRun>& runs) {
        if (runs.empty()) return;
        text_ = {};
        out_ += "BT\n";
        for (const PlacedRun& run : runs) this->run(run);
        if (text_.spacing_mm != 0) out_ += "0 Tc\n";
        out_ += "ET\n";
    }

    std::string take() { return std::move(out_); }

  private:
    // Paths of the same look are gathered into one and painted together.
    void path(const PlacedPath& path) {
        const bool own_state = path.dashed || path.round || path.clipped;
        const bool stroke = path.stroke_mm > 0;
        const bool fill = path.fill_gray >= 0;
        const std::string_view how = stroke && fill ? "B\n" : stroke ? "S\n" : fill ? "f\n" : "n\n";
        const bool same =
            !own_state && how == painted_ &&
            (!stroke || (path.stroke_mm == pen_.stroke_mm && path.stroke_gray == pen_.stroke_gray)) &&
            (!fill || path.fill_gray == pen_.fill_gray);
        if (!same) paint();
        const Pen before = pen_;
        if (own_state) out_ += "q\n";
        if (path.clipped) {
            rectangle(path.clip);
            out_ += "W n\n";
        }
        if (stroke && path.stroke_mm != pen_.stroke_mm) number(path.stroke_mm * kPointsPerMm, "w\n");
        if (stroke && path.stroke_gray != pen_.stroke_gray) number(path.stroke_gray, "G\n");
        if (fill && path.fill_gray != pen_.fill_gray) number(path.fill_gray, "g\n");
        if (stroke) pen_.stroke_mm = path.stroke_mm, pen_.stroke_gray = path.stroke_gray;
        if (fill) pen_.fill_gray = path.fill_gray;
        if (path.dashed) out_ += "[2 1.5] 0 d\n";
        if (path.round) out_ += "1 J 1 j\n";
        for (const PathStep& step : path.steps) this->step(step);
        painted_ = how;
        if (!own_state) return;
        paint();
        out_ += "Q\n";
        pen_ = before;
    }
    void paint() {
        out_ += painted_;
        painted_ = {};
    }

    void run(const PlacedRun& run) {
        const auto font = fonts_.find(run.face);
        if (font == fonts_.end() || run.glyphs.empty()) return;
        if (run.gray != pen_.fill_gray) number(run.gray, "g ");
        pen_.fill_gray = run.gray;
        if (text_.font != run.face || text_.size_pt != run.size_pt) {
            out_ += "/" + font->second.resource + " ";
            number(run.size_pt, "Tf ");
        }
        if (text_.spacing_mm != run.spacing_mm) number(run.spacing_mm * kPointsPerMm, "Tc ");
        text_.font = run.face, text_.size_pt = run.size_pt, text_.spacing_mm = run.spacing_mm;
        move_to(run);
        glyphs(run, font->second);
        out_ += "\n";
    }

    static long long units(double value) { return std::llround(value * kUnit); }
    void integer(long long units, std::string_view tail) {
        const long long size = units < 0 ? -units : units;
        if (units < 0) out_.push_back('-');
        if (size >= kUnit || size == 0) out_ += std::to_string(size / kUnit);
        if (size % kUnit != 0) {
            std::string part = std::to_string(kUnit + size % kUnit).substr(1);
            while (part.back() == '0') part.pop_back();
            out_ += "." + part;
        }
        out_.push_back(' ');
        out_ += tail;
    }
    void number(double value, std::string_view tail) { integer(units(value), tail); }
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

    // From the last run's start, in whole units, so that no error adds up. A turned run sets the whole
    // matrix, and so does the next one after it.
    void move_to(const PlacedRun& run) {
        const long long x = units(run.pen.x * kPointsPerMm);
        const long long y = units((page_.height_mm - run.pen.y) * kPointsPerMm);
        if (run.angle_degrees != 0 || turned_) {
            const double radians = run.angle_degrees * std::acos(-1.0) / 180;
            const double c = std::cos(radians), s = std::sin(radians);
            number(c, ""), number(s, ""), number(-s, ""), number(c, ""), integer(x, ""), integer(y, "Tm ");
        } else {
            integer(x - text_.x, ""), integer(y - text_.y, "Td ");
        }
        turned_ = run.angle_degrees != 0;
        text_.x = x, text_.y = y;
    }

    // Codes in one string, broken only where a code means something else here than the font's own table says.
    void glyphs(const PlacedRun& run, const PageFont& font) {
        std::string codes;
        const auto flush = [&] {
            if (!codes.empty()) out_ += "(" + codes + ")Tj ";
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
            for (; i < end; ++i) put_code(codes, font.cids->at(run.glyphs[i].glyph));
            if (!plain) {
                flush();
                out_ += "EMC ";
            }
        }
        flush();
    }
    static void put_code(std::string& out, std::uint16_t code) {
        for (const int byte : {code >> 8, code & 0xFF}) {
            const char c = static_cast<char>(byte);
            if (c == '(' || c == ')' || c == '\\') out.push_back('\\');
            if (c == '\r') {
                out += "\\r";
            } else {
                out.push_back(c);
            }
        }
    }

    static constexpr long long kUnit = 100;  // to the point: 1/280 mm

    const PlacedPage& page_;
    const std::map<std::uint16_t, PageFont>& fonts_;
    std::string out_;
    Pen pen_;
    TextPen text_;
    bool turned_{false};
    std::string_view painted_;  // operator that the gathered path waits for
};

}  // namespace

std::string utf16_hex(std::string_view utf8, bool with_mark) {
    std::string out = with_mark ? "<FEFF" : "<";
    for (char16_t unit : utf16_of(utf8)) hex16(out, unit);
    return out + ">";
}

std::string ground_content(const PlacedPage& page, const std::map<std::uint16_t, PageFont>& fonts) {
    ContentWriter writer(page, fonts);
    writer.paths(page.ground.fills);
    writer.runs(page.ground.watermark);
    writer.paths(page.ground.rules);
    writer.runs(page.ground.text);
    return writer.take();
}

std::string value_content(const PlacedPage& page, const std::map<std::uint16_t, PageFont>& fonts) {
    ContentWriter writer(page, fonts);
    writer.paths(page.marks);
    writer.runs(page.text);
    writer.paths(page.ink);
    return writer.take();
}

}  // namespace forms::pdf
