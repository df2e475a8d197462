// The search key of a reading (text.h, fold_reading): 住民記録システム標準仕様書 2.1.2.
#include "forms/core/text.h"

namespace core {

namespace {

// Letter by letter, from what is written to the sound it is searched under. チ and ツ stay apart from シ and
// ス although ヂ=ジ and ヅ=ズ: otherwise 都築 (ツヅキ) would find every 鈴木 (スズキ).
constexpr std::u32string_view written =
    U"ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴァィゥェォャュョッヮワヷヰヸヱヹヲヺヵヶ";
constexpr std::u32string_view sound =
    U"カキクケコサシスセソタシステトハヒフヘホハヒフヘホフアイウエオヤユヨツハハハイイエエオオカケ";
static_assert(written.size() == sound.size());

constexpr std::u32string_view o_row = U"オコソトノホモヨロ";

bool one_of(std::u32string_view set, char32_t point) { return set.find(point) != std::u32string_view::npos; }

// ヴァ ヴィ ヴェ ヴォ are バ ビ ベ ボ, hence ハ ヒ ヘ ホ here.
std::u32string join_v(std::u32string_view points) {
    static constexpr std::u32string_view vowels = U"ァィゥェォ", syllables = U"ハヒフヘホ";
    std::u32string out;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto vowel = i + 1 < points.size() ? vowels.find(points[i + 1]) : std::u32string_view::npos;
        if (points[i] == U'ヴ' && vowel != std::u32string_view::npos) {
            out += syllables[vowel];
            ++i;
        } else {
            out += points[i];
        }
    }
    return out;
}

}  // namespace

std::string fold_reading(std::string_view text) {
    const auto points = decode_utf8(to_katakana(to_half_width(text)));
    if (!points) return std::string(text);
    std::u32string out;
    for (char32_t point : join_v(*points)) {
        if (one_of(U" 　・･ー―－‐ｰ-–—−゛゜", point) || is_variation_selector(point)) continue;
        if (const auto at = written.find(point); at != std::u32string_view::npos) point = sound[at];
        if (point >= U'A' && point <= U'Z') point += 32;
        if (point == U'ウ' && !out.empty() && one_of(o_row, out.back())) point = U'オ';
        out += point;
    }
    return encode_utf8(out);
}

}  // namespace core
