#include "forms/core/text.h"

#include <cstdint>

namespace core {

namespace {

// One code point from the front of `text`, which is shortened; none and untouched if malformed.
std::optional<char32_t> take_point(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    std::size_t length = 1;
    char32_t point = lead;
    if (lead >= 0x80) {
        if (lead < 0xC2 || lead > 0xF4) return std::nullopt;
        length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (text.size() < length) return std::nullopt;
        point = lead & (0x7Fu >> length);
        for (std::size_t i = 1; i < length; ++i) {
            if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
            point = (point << 6) | (byte(i) & 0x3Fu);
        }
    }
    static constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < smallest[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return std::nullopt;
    text.remove_prefix(length);
    return point;
}

bool is_space(char32_t point) { return point == U' ' || point == U'\u3000' || point == U'\t'; }

// Runs `change` over the code points; malformed text comes back as it was.
template <class Change>
std::string changed(std::string_view text, Change change) {
    const auto points = decode_utf8(text);
    return points ? encode_utf8(change(*points)) : std::string(text);
}

// Half-width katakana U+FF66–FF9D in order.
constexpr std::u32string_view half_width_kana =
    U"ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリ"
    U"ルレロワン";
constexpr std::u32string_view can_voice = U"カキクケコサシスセソタチツテトハヒフヘホ";
constexpr std::u32string_view can_half_voice = U"ハヒフヘホ";

bool holds(std::u32string_view set, char32_t point) { return set.find(point) != std::u32string_view::npos; }

bool is_katakana(char32_t point) { return point >= 0x30A1 && point <= 0x30FA; }

// Joins a mark to the letter before it; false if that letter takes none.
bool join_mark(std::u32string& out, bool half_voiced) {
    if (out.empty()) return false;
    char32_t& last = out.back();
    if (half_voiced) {
        if (!holds(can_half_voice, last)) return false;
        last += 2;
        return true;
    }
    if (last == U'ウ') {
        last = U'ヴ';
        return true;
    }
    if (last == U'ワ' || last == U'ヲ') {
        last = last == U'ワ' ? U'ヷ' : U'ヺ';
        return true;
    }
    if (!holds(can_voice, last)) return false;
    ++last;
    return true;
}

std::u32string katakana_points(std::u32string_view points) {
    std::u32string out;
    for (const char32_t point : points) {
        if ((point >= 0x3041 && point <= 0x3096) || point == 0x309D || point == 0x309E) {
            out += point + 0x60;
        } else if (point >= 0xFF66 && point <= 0xFF9D) {
            out += half_width_kana[point - 0xFF66];
        } else if (point == 0xFF65) {
            out += U'・';
        } else if (point == 0xFF9E || point == 0x309B || point == 0x3099) {
            if (!join_mark(out, false)) out += U'゛';
        } else if (point == 0xFF9F || point == 0x309C || point == 0x309A) {
            if (!join_mark(out, true)) out += U'゜';
        } else {
            out += point;
        }
    }
    return out;
}

bool is_long_mark(char32_t point) { return holds(U"ー―－‐ｰ-–—−", point); }

// One space `between` for each run, none at the ends.
std::u32string single_spaces(std::u32string_view points, char32_t between) {
    std::u32string out;
    bool pending = false;
    for (const char32_t point : points) {
        if (is_space(point)) {
            pending = !out.empty();
            continue;
        }
        if (pending) out += between;
        pending = false;
        out += point;
    }
    return out;
}

}  // namespace

std::optional<std::u32string> decode_utf8(std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    while (!text.empty()) {
        const auto point = take_point(text);
        if (!point) return std::nullopt;
        points += *point;
    }
    return points;
}

void append_utf8(std::string& out, char32_t point) {
    const auto put = [&](char32_t value) { out += static_cast<char>(static_cast<std::uint8_t>(value)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | (point >> 6));
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | (point >> 12));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | (point >> 18));
        put(0x80 | ((point >> 12) & 0x3F));
        put(0x80 | ((point >> 6) & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

std::string encode_utf8(std::u32string_view points) {
    std::string out;
    out.reserve(points.size() * 3);
    for (const char32_t point : points) append_utf8(out, point);
    return out;
}

bool is_utf8(std::string_view text) { return decode_utf8(text).has_value(); }

bool is_variation_selector(char32_t point) {
    return (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF);
}

bool is_combining_mark(char32_t point) {
    return (point >= 0x0300 && point <= 0x036F) || point == 0x3099 || point == 0x309A;
}

bool is_kanji(char32_t point) {
    return (point >= 0x3400 && point <= 0x4DBF) || (point >= 0x4E00 && point <= 0x9FFF) ||
           (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFF) || point == U'々' ||
           point == U'〇';
}

std::vector<std::string> letters(std::string_view text) {
    const auto points = decode_utf8(text);
    std::vector<std::string> out;
    if (!points) return out;
    for (const char32_t point : *points) {
        const bool joins = is_variation_selector(point) || is_combining_mark(point);
        if (!joins || out.empty()) out.emplace_back();
        append_utf8(out.back(), point);
    }
    return out;
}

std::size_t letter_count(std::string_view text) { return letters(text).size(); }

std::string code_points_text(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char32_t point : decode_utf8(text).value_or(U"")) {
        if (!out.empty()) out += ' ';
        out += "U+";
        const int width = point > 0xFFFFF ? 6 : point > 0xFFFF ? 5 : 4;
        for (int shift = (width - 1) * 4; shift >= 0; shift -= 4) out += digits[(point >> shift) & 15];
    }
    return out;
}

std::string to_half_width(std::string_view text) {
    return changed(text, [](std::u32string points) {
        for (char32_t& point : points) {
            if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFEE0;
            if (point == 0x3000) point = U' ';
        }
        return points;
    });
}

std::string to_full_width(std::string_view text) {
    return changed(text, [](std::u32string points) {
        for (char32_t& point : points) {
            if (point > 0x20 && point < 0x7F) point += 0xFEE0;
            if (point == U' ') point = 0x3000;
        }
        return points;
    });
}

std::string to_katakana(std::string_view text) {
    return changed(text, [](const std::u32string& points) { return katakana_points(points); });
}

std::string kana_entry(std::string_view text) {
    return changed(text, [](const std::u32string& points) {
        std::u32string out = single_spaces(katakana_points(points), U'\u3000');
        for (std::size_t i = 1; i < out.size(); ++i)
            if (is_long_mark(out[i]) && (is_katakana(out[i - 1]) || out[i - 1] == U'ー')) out[i] = U'ー';
        return out;
    });
}

bool is_kana_name(std::string_view text) {
    const auto points = decode_utf8(text);
    if (!points || points->empty()) return false;
    bool any = false;
    for (const char32_t point : *points) {
        if (is_katakana(point))
            any = true;
        else if (!holds(U"ー・　 ヽヾ", point))
            return false;
    }
    return any;
}

std::string name_entry(std::string_view text) {
    return changed(text, [](const std::u32string& points) {
        bool latin = true;
        for (const char32_t point : points) latin = latin && (point < 0x250 || is_combining_mark(point));
        return single_spaces(points, latin ? U' ' : U'\u3000');
    });
}

std::string trim(std::string_view text) {
    return changed(text, [](const std::u32string& points) {
        std::size_t first = 0, last = points.size();
        while (first < last && (is_space(points[first]) || points[first] == U'\n')) ++first;
        while (last > first && (is_space(points[last - 1]) || points[last - 1] == U'\n')) --last;
        return points.substr(first, last - first);
    });
}

std::optional<std::string> postal_code(std::string_view text) {
    const std::string half = trim(to_half_width(text));
    std::string digits;
    for (std::size_t i = 0; i < half.size(); ++i) {
        if (half[i] >= '0' && half[i] <= '9')
            digits += half[i];
        else if (!(half[i] == '-' && i == 3))
            return std::nullopt;
    }
    if (digits.size() != 7) return std::nullopt;
    return digits.substr(0, 3) + "-" + digits.substr(3);
}

std::optional<std::string> phone_number(std::string_view text) {
    std::string half = trim(to_half_width(text));
    for (const std::string_view dash : {"ー", "‐", "−", "―", "–"})
        for (auto at = half.find(dash); at != std::string::npos; at = half.find(dash))
            half.replace(at, dash.size(), "-");
    const bool abroad = half.starts_with("+");
    if (half.find_first_not_of("0123456789-() ", abroad ? 1 : 0) != std::string::npos) return std::nullopt;
    const std::string digits = digits_of(half);
    if (abroad) return digits.size() >= 7 && digits.size() <= 15 ? std::optional(half) : std::nullopt;
    if (!digits.starts_with("0")) return std::nullopt;
    const bool eleven = digits.size() == 11 && digits[1] >= '5' && digits[2] == '0';
    return digits.size() == 10 || eleven ? std::optional(half) : std::nullopt;
}

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : to_half_width(text))
        if (c >= '0' && c <= '9') digits += c;
    return digits;
}

}  // namespace core
