#include "forms/pdf/clusters.h"

#include <array>
#include <cstdint>
#include <cstdio>

namespace forms::pdf {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// Marks that stand on the character before them (Unicode 15, the blocks that can occur in names and
// addresses).
constexpr std::array<Range, 9> kMarks{{{0x0300, 0x036F},
                                       {0x0483, 0x0489},
                                       {0x0E31, 0x0E3A},
                                       {0x1AB0, 0x1AFF},
                                       {0x1DC0, 0x1DFF},
                                       {0x20D0, 0x20FF},
                                       {0x3099, 0x309A},
                                       {0xFE00, 0xFE0F},
                                       {0xFE20, 0xFE2F}}};

bool is_mark(char32_t c) {
    if (c >= 0xE0100 && c <= 0xE01EF) return true;
    for (const Range& range : kMarks)
        if (c >= range.first && c <= range.last) return true;
    return false;
}

constexpr char32_t kNotUtf8 = 0xFFFD;

// One code point from `at`, which moves behind it. Overlong forms, surrogates and cut sequences give U+FFFD.
char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(at++);
    if (lead < 0x80) return lead;
    const int more = lead >= 0xF0 && lead < 0xF5   ? 3
                     : lead >= 0xE0 && lead < 0xF0 ? 2
                     : lead >= 0xC2 && lead < 0xE0 ? 1
                                                   : 0;
    if (more == 0 || at + static_cast<std::size_t>(more) > text.size()) return kNotUtf8;
    char32_t value = lead & (0x3FU >> more);
    for (int i = 0; i < more; ++i) {
        if ((byte(at + static_cast<std::size_t>(i)) & 0xC0) != 0x80) return kNotUtf8;
        value = (value << 6) | (byte(at + static_cast<std::size_t>(i)) & 0x3FU);
    }
    constexpr std::array<char32_t, 4> smallest{0, 0x80, 0x800, 0x10000};
    if (value < smallest[static_cast<std::size_t>(more)] || value > 0x10FFFF ||
        (value >= 0xD800 && value < 0xE000))
        return kNotUtf8;
    at += static_cast<std::size_t>(more);
    return value;
}

}  // namespace

bool is_variation_selector(char32_t c) {
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

bool is_blank(char32_t c) {
    return c == 0x20 || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
           c == 0x205F;
}

std::vector<Cluster> clusters_of(std::string_view utf8) {
    std::vector<Cluster> out;
    std::size_t at = 0;
    while (at < utf8.size()) {
        const std::size_t start = at;
        const char32_t c = next_code_point(utf8, at);
        if (out.empty() || !is_mark(c) || is_blank(out.back().code_points.front())) out.emplace_back();
        out.back().code_points.push_back(c);
        out.back().text += utf8.substr(start, at - start);
    }
    return out;
}

std::string utf8_of(char32_t c) {
    std::string out;
    const auto add = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) {
        add(c);
    } else if (c < 0x800) {
        add(0xC0 | (c >> 6)), add(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        add(0xE0 | (c >> 12)), add(0x80 | ((c >> 6) & 0x3F)), add(0x80 | (c & 0x3F));
    } else {
        add(0xF0 | (c >> 18)), add(0x80 | ((c >> 12) & 0x3F)), add(0x80 | ((c >> 6) & 0x3F)),
            add(0x80 | (c & 0x3F));
    }
    return out;
}

std::u16string utf16_of(std::string_view utf8) {
    std::u16string out;
    std::size_t at = 0;
    while (at < utf8.size()) {
        const char32_t c = next_code_point(utf8, at);
        if (c < 0x10000) {
            out.push_back(static_cast<char16_t>(c));
        } else {
            out.push_back(static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10)));
            out.push_back(static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF)));
        }
    }
    return out;
}

std::string code_point_names(const std::vector<char32_t>& code_points) {
    std::string out;
    for (char32_t c : code_points) {
        std::array<char, 16> name{};
        std::snprintf(name.data(), name.size(), "%sU+%04X", out.empty() ? "" : " ", static_cast<unsigned>(c));
        out += name.data();
    }
    return out;
}

}  // namespace forms::pdf
