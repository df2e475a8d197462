#include "forms/pdf/guide_page.h"

#include <algorithm>

#include "forms/pdf/text_fit.h"

namespace forms::pdf {
namespace {

constexpr double kMarginMm = 18;
constexpr double kNumberMm = 14;  // column of the numbers
constexpr double kBottomMm = 22;
constexpr double kBlockGapMm = 4;
constexpr double kBlockPaddingMm = 3;
constexpr const char* kTitle = "手続きのご案内";

TextStyle style_of(const char* role, double size_pt) {
    TextStyle style;
    style.role = role;
    style.sizes_pt = {size_pt};
    style.flow = Flow::paragraph;
    style.align_v = AlignV::top;
    style.padding_mm = 0;
    style.line_spacing = 1.35;
    return style;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
    return out;
}

std::string bullets(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "・" : "\n・") + part;
    return out;
}

class GuidePages {
  public:
    GuidePages(const GuidePage& guide, const FontBook& book) : guide_(guide), book_(book) {}

    Document make() {
        document_.title = kTitle;
        new_page();
        if (!guide_.paused.empty())
            block("", {{"この受付は途中で、お預かりしています（" + guide_.paused + "）",
                        style_of("gothic", 14), ""},
                       {"次にお越しのとき、この紙を窓口にお見せください。続きから始められます。",
                        style_of("mincho", 12), ""}});
        if (guide_.slip.stops.empty() && guide_.paused.empty())
            block("", {{"本日の手続きは、この窓口ですべて終わりました。", style_of("gothic", 14), ""}});
        for (std::size_t i = 0; i < guide_.slip.stops.size(); ++i) stop(i);
        if (!guide_.slip.bring.empty())
            block("", {{"後日お持ちいただくもの（この窓口の手続き）", style_of("gothic", 13), ""},
                       {bullets(guide_.slip.bring), style_of("mincho", 12), ""}});
        return std::move(document_);
    }

  private:
    struct Line {
        std::string text;
        TextStyle style;
        std::string heading;  // small words in front, in a column of their own
    };

    void add(Item item) { document_.pages.back().items.push_back(std::move(item)); }

    void words(const Box& box, const std::string& text, TextStyle style) {
        style.align_v = AlignV::middle;
        style.flow = Flow::line;
        for (double scale : {0.9, 0.8, 0.7, 0.6}) style.sizes_pt.push_back(style.sizes_pt[0] * scale);
        add(TextBox{box, text, style, Layer::value, {}, {}});
    }

    void new_page() {
        document_.pages.emplace_back();
        const Page& page = document_.pages.back();
        const double width = page.width_mm - 2 * kMarginMm;
        const double height = page.height_mm;
        add(Watermark{state_text(guide_.state), {}, {}});
        TextStyle title = style_of("gothic", 20);
        title.align = AlignH::centre;
        words({kMarginMm, 16, width, 12}, kTitle, title);
        words({kMarginMm, 30, width / 2, 7}, guide_.day, style_of("mincho", 11));
        TextStyle right = style_of("gothic", 13);
        right.align = AlignH::right;
        if (!guide_.ticket.empty())
            words({kMarginMm + width / 2, 30, width / 2, 7}, "受付番号　" + guide_.ticket, right);
        add(Rule{{kMarginMm, 39}, {kMarginMm + width, 39}, 0.5, false, Layer::value});
        right.sizes_pt = {10};
        words({kMarginMm + width / 2, height - 16, width / 2, 6}, guide_.office, right);
        TextStyle number = style_of("gothic", 9);
        number.align_v = AlignV::middle;
        add(PageNumber{{kMarginMm, height - 16, 30, 6}, number});
        y_ = 44;
    }

    void stop(std::size_t index) {
        const GuideStop& stop = guide_.slip.stops[index];
        std::vector<Line> lines{{stop.counter, style_of("gothic", 17), ""},
                                {stop.procedure, style_of("gothic", 13), ""}};
        if (!stop.names.empty())
            lines.push_back({joined(stop.names, "、"), style_of("mincho", 12), "対象の方"});
        if (!stop.until.empty())
            lines.push_back({stop.until, style_of("gothic", 13), stop.late ? "期限切れ" : "期限"});
        if (!stop.bring.empty()) lines.push_back({bullets(stop.bring), style_of("mincho", 12), "持ち物"});
        block(std::to_string(index + 1), lines);
    }

    static double left_of(const Line& line) { return line.heading.empty() ? 0 : 22; }

    double height_of(const Line& line, double width) const {
        const Fitted fitted =
            wrap_text(book_, line.style, line.text, width - left_of(line), line.style.sizes_pt[0]);
        const double em = fitted.size_pt * kMmPerPoint;
        return em * (line.style.line_spacing * static_cast<double>(fitted.lines.size() - 1) + fitted.ascent +
                     fitted.descent);
    }

    void block(const std::string& number, const std::vector<Line>& lines) {
        constexpr double between = 2.2;
        const double page_height = document_.pages.back().height_mm;
        const double width = document_.pages.back().width_mm - 2 * kMarginMm;
        const double x = kMarginMm + kNumberMm + kBlockPaddingMm;
        const double text_width = width - kNumberMm - 2 * kBlockPaddingMm;
        double height = 2 * kBlockPaddingMm - between;
        for (const Line& line : lines) height += height_of(line, text_width) + between;
        if (y_ + height > page_height - kBottomMm && y_ > 44) new_page();

        if (!number.empty()) add(Rect{{kMarginMm, y_, kNumberMm, height}, 0, 0.9, false, Layer::sheet});
        add(Rect{{kMarginMm, y_, width, height}, 0.4, -1, false, Layer::sheet});
        TextStyle numeral = style_of("gothic", 20);
        numeral.align = AlignH::centre;
        if (!number.empty()) words({kMarginMm, y_, kNumberMm, height}, number, numeral);
        double y = y_ + kBlockPaddingMm;
        for (const Line& line : lines) {
            const double line_height = height_of(line, text_width);
            if (!line.heading.empty())
                words({x, y - 0.6, 20, 12 * 1.35 * kMmPerPoint}, line.heading, style_of("gothic", 10));
            add(TextBox{{x + left_of(line), y - 0.05, text_width - left_of(line), line_height + 0.1},
                        line.text,
                        line.style,
                        Layer::value,
                        "guide",
                        {}});
            y += line_height + between;
        }
        y_ += height + kBlockGapMm;
    }

    const GuidePage& guide_;
    const FontBook& book_;
    Document document_;
    double y_{0};
};

}  // namespace

Document guide_document(const GuidePage& guide, const FontBook& book) {
    return GuidePages(guide, book).make();
}

}  // namespace forms::pdf
