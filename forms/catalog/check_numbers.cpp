#include "forms/catalog/check_numbers.h"

#include <algorithm>
#include <array>

#include "forms/core/text.h"

namespace forms {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// "AA99": A a capital, 9 a digit.
bool has_shape(std::string_view text, std::string_view shape) {
    return text.size() == shape.size() &&
           std::equal(text.begin(), text.end(), shape.begin(),
                      [](char c, char kind) { return kind == 'A' ? is_capital(c) : is_digit(c); });
}

constexpr std::size_t holder_letters = 30;

// Letters as a bank counts them: a voiced kana is two.
std::size_t bank_letters(std::u32string_view points) {
    constexpr std::u32string_view voiced = U"ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ";
    std::size_t count = 0;
    for (const char32_t p : points) count += voiced.find(p) == std::u32string_view::npos ? 1 : 2;
    return count;
}

}  // namespace

bool is_digits(std::string_view text, std::size_t length) {
    return text.size() == length && std::all_of(text.begin(), text.end(), is_digit);
}

int mod11_digit(std::string_view body) {
    if (!is_digits(body, body.size())) return -1;
    int sum = 0, weight = 2;
    for (auto at = body.rbegin(); at != body.rend(); ++at) {
        sum += (*at - '0') * weight;
        weight = weight == 7 ? 2 : weight + 1;
    }
    const int rest = sum % 11;
    return rest <= 1 ? 0 : 11 - rest;
}

bool is_my_number(std::string_view digits) {
    return is_digits(digits, 12) && mod11_digit(digits.substr(0, 11)) == digits[11] - '0';
}

bool is_residence_card_number(std::string_view text) { return has_shape(text, "AA99999999AA"); }
bool is_passport_number(std::string_view text) { return has_shape(text, "AA9999999"); }

bool is_insurer_number(std::string_view digits) {
    if (!is_digits(digits, 8) && !is_digits(digits, 6)) return false;
    int sum = 0, factor = 2;
    for (auto at = digits.rbegin() + 1; at != digits.rend(); ++at) {
        const int product = (*at - '0') * factor;
        sum += product / 10 + product % 10;
        factor = 3 - factor;
    }
    return (10 - sum % 10) % 10 == digits.back() - '0';
}

bool is_municipality_code(std::string_view digits) {
    if (!is_digits(digits, 6)) return false;
    int sum = 0;
    for (int i = 0; i < 5; ++i) sum += (digits[static_cast<std::size_t>(i)] - '0') * (6 - i);
    return (11 - sum % 11) % 10 == digits[5] - '0';
}

std::optional<BankAccount> account_of_yucho(std::string_view symbol, std::string_view number) {
    if (!is_digits(symbol, 5) || number.empty() || !is_digits(number, number.size())) return std::nullopt;
    const bool savings = symbol[0] == '1';
    if (!savings && symbol[0] != '0') return std::nullopt;
    if (number.size() > (savings ? 8U : 7U)) return std::nullopt;
    if (savings && (number.size() < 2 || number.back() != '1')) return std::nullopt;
    // 店番: second and third digit of the 記号, then 8 (savings) or 9 (current account).
    BankAccount out{std::string(symbol.substr(1, 2)) + (savings ? "8" : "9"), std::string(number)};
    if (savings) out.number.pop_back();
    out.number.insert(0, 7 - out.number.size(), '0');
    return out;
}

bool is_bank_holder(std::string_view kana) {
    const auto points = core::decode_utf8(core::to_katakana(core::to_half_width(kana)));
    if (!points || points->empty() || bank_letters(*points) > holder_letters) return false;
    constexpr std::u32string_view small = U"ァィゥェォッャュョヮヵヶ";
    return std::all_of(points->begin(), points->end(), [&](char32_t p) {
        const bool plain = (p >= U'A' && p <= U'Z') || (p >= U'0' && p <= U'9') ||
                           std::u32string_view(U"().-/ ー\u3000").find(p) != std::u32string_view::npos;
        const bool letter = p >= U'ァ' && p <= U'ヴ' && small.find(p) == std::u32string_view::npos;
        return plain || letter;
    });
}

}  // namespace forms
