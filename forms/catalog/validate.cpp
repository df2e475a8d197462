#include "forms/catalog/validate.h"

#include <algorithm>
#include <array>

#include "forms/core/text.h"

namespace forms {

namespace {

bool all_digits(std::string_view text, std::size_t length) {
    return text.size() == length && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Weights from the right: 2 to 7, then 2 to 7 again; 11 minus the rest, 0 where the rest is 0 or 1.
int check_digit(std::string_view digits) {
    int sum = 0, weight = 2;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at) {
        sum += (*at - '0') * weight;
        weight = weight == 7 ? 2 : weight + 1;
    }
    const int rest = sum % 11;
    return rest <= 1 ? 0 : 11 - rest;
}

std::optional<Finding> error_if(bool wrong, const char* reason) {
    return wrong ? std::optional(Finding{reason, false}) : std::nullopt;
}

bool is_residence_card_number(std::string_view text) {
    const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    return text.size() == 12 && letter(text[0]) && letter(text[1]) && all_digits(text.substr(2, 8), 8) &&
           letter(text[10]) && letter(text[11]);
}

std::optional<Finding> check_name(std::string_view text) {
    if (!core::is_utf8(text)) return Finding{"value.name", false};
    const auto points = *core::decode_utf8(text);
    const bool control =
        std::any_of(points.begin(), points.end(), [](char32_t p) { return p < 0x20 || p == 0x7F; });
    if (control || core::trim(text).empty()) return Finding{"value.name", false};
    // A Japanese name without a space between family and given name cannot be split later.
    const bool kanji = std::any_of(points.begin(), points.end(), core::is_kanji);
    const bool space =
        points.find(U'\u3000') != std::u32string::npos || points.find(U' ') != std::u32string::npos;
    if (kanji && !space) return Finding{"value.name_space", true};
    return std::nullopt;
}

// The formula is not published in the words of the notification (総務省告示436号, 2002); a wrong digit only
// warns.
std::optional<Finding> check_resident_code(std::string_view text) {
    if (!all_digits(text, 11)) return Finding{"value.juminhyo_code", false};
    if (check_digit(text.substr(0, 10)) != text[10] - '0') return Finding{"value.juminhyo_code_digit", true};
    return std::nullopt;
}

constexpr std::array<std::string_view, 9> names{
    "name",          "kana",       "birth_date",        "postal",   "phone",
    "juminhyo_code", "pension_no", "residence_card_no", "my_number"};

}  // namespace

bool is_my_number(std::string_view digits) {
    return all_digits(digits, 12) && check_digit(digits.substr(0, 11)) == digits[11] - '0';
}

std::optional<Finding> validate_text(std::string_view check, std::string_view text) {
    if (text.empty()) return std::nullopt;
    if (check == "name") return check_name(text);
    if (check == "kana") return error_if(!core::is_kana_name(text), "value.kana");
    if (check == "postal") return error_if(!core::postal_code(text), "value.postal");
    if (check == "phone") return error_if(!core::phone_number(text), "value.phone");
    if (check == "juminhyo_code") return check_resident_code(core::digits_of(text));
    if (check == "pension_no") return error_if(!all_digits(core::digits_of(text), 10), "value.pension_no");
    if (check == "my_number") return error_if(!is_my_number(core::to_half_width(text)), "value.my_number");
    if (check == "residence_card_no") {
        std::string half = core::to_half_width(text);
        std::transform(half.begin(), half.end(), half.begin(),
                       [](unsigned char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); });
        return error_if(!is_residence_card_number(half), "value.residence_card_no");
    }
    return std::nullopt;
}

std::optional<Finding> validate_date(std::string_view check, const core::DateValue& date, core::Date today) {
    if (date.empty() || check != "birth_date") return std::nullopt;
    if (const auto exact = date.exact()) {
        if (*exact > today) return Finding{"value.birth_in_future", false};
        if (core::age_on(*exact, today) > 130) return Finding{"value.birth_too_old", true};
        return std::nullopt;
    }
    if (date.year && *date.year > int(today.year())) return Finding{"value.birth_in_future", false};
    return std::nullopt;
}

std::span<const std::string_view> validation_names() { return names; }

}  // namespace forms
