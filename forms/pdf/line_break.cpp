#include "forms/pdf/line_break.h"

#include <string_view>

namespace forms::pdf {
namespace {

constexpr std::u32string_view kNotFirst =
    U"、。，．,.・：；:;？！?!）)］]｝}"
    U"」』】〉》〕〗〙’”»ゝゞヽヾ々〻ー～゛゜ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷ"
    U"ㇸㇹㇺㇻㇼㇽㇾㇿ｡｣､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ％%℃′″";
constexpr std::u32string_view kNotLast = U"（(［[｛{「『【〈《〔〖〘‘“«｢￥¥＄$〒№＃#";

char32_t code_of(const Picked& p) { return clusters_of(p.text).front().code_points.front(); }

bool in_word(char32_t c) {
    const bool ascii = c > 0x20 && c < 0x7F;
    const bool latin = c >= 0xC0 && c <= 0x24F;
    const bool wide =
        (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A);
    const bool wide_hyphen = c == 0xFF0D || c == 0x2212 || c == 0x2010;
    return ascii || latin || wide || wide_hyphen;
}

bool blank(const Picked& p) { return is_blank(code_of(p)); }

double width_of(const std::vector<Picked>& text, std::size_t begin, std::size_t end) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += text[i].advance;
    return sum;
}

std::size_t without_blanks(const std::vector<Picked>& text, std::size_t begin, std::size_t end) {
    while (end > begin && blank(text[end - 1])) --end;
    return end;
}

constexpr double kRounding = 1e-6;

}  // namespace

bool may_break_between(const Picked& before, const Picked& after) {
    const char32_t a = code_of(before);
    const char32_t b = code_of(after);
    if (kNotFirst.find(b) != std::u32string_view::npos || kNotLast.find(a) != std::u32string_view::npos)
        return false;
    if (is_blank(b)) return false;  // a space belongs to the line it follows
    return !(in_word(a) && in_word(b));
}

std::vector<LineRange> break_lines(const std::vector<Picked>& text, double width) {
    std::vector<LineRange> lines;
    std::size_t begin = 0;
    while (begin < text.size()) {
        if (!lines.empty())
            while (begin < text.size() && blank(text[begin])) ++begin;
        if (begin == text.size()) break;
        std::size_t end = begin + 1;
        while (end < text.size() &&
               width_of(text, begin, without_blanks(text, begin, end + 1)) <= width + kRounding)
            ++end;
        std::size_t turn = end;
        if (end < text.size()) {
            while (turn > begin + 1 && !may_break_between(text[turn - 1], text[turn])) --turn;
            if (turn == begin + 1 && !may_break_between(text[begin], text[turn]))
                turn = end;  // nothing allowed: cut hard
        }
        lines.push_back({begin, without_blanks(text, begin, turn)});
        begin = turn;
    }
    return lines;
}

}  // namespace forms::pdf
