#include "app/devices/ocr/mrz.h"

#include <algorithm>
#include <cmath>

namespace app {
namespace {

constexpr double place_width = 254;  // hundredths of a millimetre

int value_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 0;
}

char as_digit(char c) {
    switch (c) {
        case 'O':
        case 'Q':
        case 'D':
            return '0';
        case 'I':
        case 'L':
            return '1';
        case 'Z':
            return '2';
        case 'S':
            return '5';
        case 'G':
            return '6';
        case 'B':
            return '8';
        default:
            return c;
    }
}

char as_letter(char c) {
    static constexpr std::string_view digits = "0125678", letters = "OIZSGTB";
    const std::size_t at = digits.find(c);
    return at == std::string_view::npos ? c : letters[at];
}

std::string letters(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), as_letter);
    return out;
}

// O or 0, I or 1 …: the print hardly tells them apart, the check digit does. Where it does not fit and one
// place read the other way makes it fit, and only one, that is the number.
std::string number_by_digit(std::string_view read, char digit) {
    static constexpr std::string_view doubtful = "O0I1Z2S5B8G6", other = "0O1I2Z5S8B6G";
    std::string found;
    int fitting = 0;
    for (std::size_t at = 0; at < read.size() && mrz_check_digit(read) != digit; ++at) {
        const std::size_t swap = doubtful.find(read[at]);
        if (swap == std::string_view::npos) continue;
        std::string candidate(read);
        candidate[at] = other[swap];
        if (mrz_check_digit(candidate) != digit) continue;
        ++fitting;
        found = candidate;
    }
    return fitting == 1 ? found : std::string(read);
}

std::string digits(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), as_digit);
    return out;
}

bool all_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string with_blanks(std::string_view part) {
    std::string out(part);
    std::replace(out.begin(), out.end(), '<', ' ');
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

}  // namespace

char mrz_check_digit(std::string_view text) {
    static constexpr std::array<int, 3> weights{7, 3, 1};
    int sum = 0;
    for (std::size_t at = 0; at < text.size(); ++at) sum += value_of(text[at]) * weights[at % 3];
    return static_cast<char>('0' + sum % 10);
}

std::optional<Mrz> parse_mrz(std::string_view first, std::string_view second) {
    if (first.size() != mrz_places || second.size() != mrz_places || first[0] != 'P') return std::nullopt;
    Mrz out;
    const std::string_view names = first.substr(5);
    const std::size_t parted = names.find("<<");
    if (parted == std::string_view::npos || parted == 0) return std::nullopt;
    out.surname = letters(with_blanks(names.substr(0, parted)));
    const std::string_view rest = names.substr(parted + 2);
    out.given = letters(with_blanks(rest.substr(0, rest.find("<<"))));
    const std::string birth = digits(second.substr(13, 6)), expiry = digits(second.substr(21, 6));
    if (!all_digits(birth) || !all_digits(expiry)) return std::nullopt;
    const char number_digit = as_digit(second[9]);
    const std::string number = number_by_digit(second.substr(0, 9), number_digit);
    out.number = with_blanks(number);
    out.nationality = letters(with_blanks(second.substr(10, 3)));
    out.birth_date = birth;
    out.expiry = expiry;
    out.sex = second[20] == 'M' ? "male" : second[20] == 'F' ? "female" : "unknown";
    out.number_checked = mrz_check_digit(number) == number_digit;
    out.birth_checked = mrz_check_digit(birth) == as_digit(second[19]);
    out.expiry_checked = mrz_check_digit(expiry) == as_digit(second[27]);
    return out;
}

std::array<std::string, 2> mrz_lines(const SymbolRow& row) {
    std::array<std::string, 2> out{std::string(mrz_places, '<'), std::string(mrz_places, '<')};
    std::array<std::array<double, mrz_places>, 2> trust{};
    std::array<double, 2> start{-1, -1};
    for (const ReadSymbol& symbol : row) {
        if (symbol.text.size() != 1 || symbol.line < 0 || symbol.line > 1) continue;
        const auto line = static_cast<std::size_t>(symbol.line);
        const double middle = (symbol.left + symbol.right) / 2.0;
        if (start[line] < 0) start[line] = middle;
        const double at = std::round((middle - start[line]) / place_width);
        if (at < 0 || at >= double(mrz_places)) continue;
        const auto place_at = static_cast<std::size_t>(at);
        if (symbol.confidence <= trust[line][place_at]) continue;
        trust[line][place_at] = symbol.confidence;
        out[line][place_at] = symbol.text[0];
    }
    return out;
}

std::optional<std::array<std::string, 2>> mrz_lines_of_places(const SymbolRow& glyphs) {
    std::array<std::string, 2> out;
    for (const ReadSymbol& symbol : glyphs) {
        if (symbol.line < 0 || symbol.line > 1) return std::nullopt;
        out[static_cast<std::size_t>(symbol.line)] += symbol.text.size() == 1 ? symbol.text[0] : '<';
    }
    if (out[0].size() != mrz_places || out[1].size() != mrz_places) return std::nullopt;
    return out;
}

}  // namespace app
