// Text as code points, and the foldings a counter needs. Text is UTF-8 everywhere. Names are never normalised
// (no NFC, no NFKC): a fold serves comparison or typing aid and its result is not put in a name's place
// unasked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

// ---- UTF-8 ----

std::optional<std::u32string> decode_utf8(
    std::string_view text);  // none if malformed, overlong or a surrogate
std::string encode_utf8(std::u32string_view points);
void append_utf8(std::string& out, char32_t point);
bool is_utf8(std::string_view text);

bool is_variation_selector(char32_t point);  // U+FE00–FE0F, U+E0100–E01EF
bool is_combining_mark(char32_t point);      // U+0300–036F, U+3099, U+309A: belongs to the letter before it
bool is_kanji(char32_t point);               // unified, compatibility and extension ideographs, 々 and 〇

// A letter as people count them: base, variation selector and marks kept together ("葛󠄀" is one).
// Malformed text gives an empty list.
std::vector<std::string> letters(std::string_view text);
std::size_t letter_count(std::string_view text);
// "U+845B U+E0100", for lists of letters that cannot be shown.
std::string code_points_text(std::string_view text);

// ---- width and kana ----

std::string to_half_width(std::string_view text);  // full-width ASCII to ASCII, U+3000 to space
std::string to_full_width(std::string_view text);  // ASCII to full-width, space to U+3000
std::string to_katakana(std::string_view text);  // hiragana and half-width katakana; ﾞ ﾟ join their letter
// As a フリガナ box takes it: to_katakana, small letters kept, hyphens after kana to ー, any run of spaces to
// one U+3000, none at the ends.
std::string kana_entry(std::string_view text);
bool is_kana_name(std::string_view text);       // full-width katakana, ー, ・ and spaces only; not empty
std::string name_entry(std::string_view text);  // runs of spaces to one U+3000 (one ASCII space between Latin
                                                // words), none at the ends
std::string trim(std::string_view text);        // ASCII and full-width spaces

// Key for a search by reading: two readings that a clerk would call the same give the same key. Voiced and
// unvoiced, small and large, long marks and spaces do not count; ワ=ハ, ヲ=オ, ヅ=ズ, ヂ=ジ, ヴ=ブ; a ウ
// after an オ-row sound counts as オ. Letters that are not kana stay, Latin ones in small.
// (住民記録システム標準仕様書 2.1.2)
std::string fold_reading(std::string_view text);

// ---- shapes ----

std::optional<std::string> postal_code(
    std::string_view text);  // "991-8601" from either width, with or without hyphen
// Digits and hyphens as typed, made half-width. Ten digits, or eleven for 0[5-9]0, starting with 0; "+" and 7
// to 15 digits from abroad. None if the shape is wrong.
std::optional<std::string> phone_number(std::string_view text);
std::string digits_of(std::string_view text);  // the digits of either width, all else dropped

}  // namespace core
