#include "forms/catalog/validate.h"

#include <algorithm>
#include <array>
#include <utility>

#include "forms/catalog/check_numbers.h"
#include "forms/core/text.h"

namespace forms {

namespace {

std::optional<Finding> error_if(bool wrong, const char* reason) {
    return wrong ? std::optional(Finding{reason, false, {}}) : std::nullopt;
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
    const std::string digits = core::digits_of(text);
    if (!is_digits(digits, 11)) return Finding{"value.juminhyo_code", false};
    if (mod11_digit(std::string_view(digits).substr(0, 10)) != digits[10] - '0')
        return Finding{"value.juminhyo_code_digit", true};
    return std::nullopt;
}

std::string capitals(std::string_view text) {
    std::string out;
    for (const char c : core::to_half_width(text))
        if (c != ' ') out.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    return out;
}

// Seven digits; fewer are padded by the bank. "10530-12345671" is 記号-番号 of ゆうちょ and stands otherwise
// on a form.
std::optional<Finding> check_bank_number(std::string_view text) {
    const std::string half = core::to_half_width(text);
    if (const auto hyphen = half.find('-'); hyphen == 5) {
        const auto account = account_of_yucho(half.substr(0, 5), half.substr(6));
        if (!account) return Finding{"value.yucho", false};
        return Finding{"value.bank_yucho", true, "店番 " + account->branch + "・口座番号 " + account->number};
    }
    if (core::digits_of(half).size() != half.size() || half.size() > 7)
        return Finding{"value.bank_number", false};
    if (half.size() < 7)
        return Finding{"value.bank_number_short", true, std::string(7 - half.size(), '0') + half};
    return std::nullopt;
}

std::optional<Finding> check_insurer(std::string_view text) {
    const std::string digits = core::digits_of(text);
    if (!is_digits(digits, 8) && !is_digits(digits, 6)) return Finding{"value.insurer_no", false};
    return is_insurer_number(digits) ? std::nullopt : std::optional(Finding{"value.insurer_no_digit", true});
}

using Check = std::optional<Finding> (*)(std::string_view);

std::optional<Finding> digits_only(std::string_view text, std::size_t length, const char* reason) {
    return error_if(!is_digits(core::digits_of(text), length), reason);
}

constexpr std::array<std::pair<std::string_view, Check>, 16> checks{{
    {"name", check_name},
    {"kana", [](std::string_view t) { return error_if(!core::is_kana_name(t), "value.kana"); }},
    {"postal", [](std::string_view t) { return error_if(!core::postal_code(t), "value.postal"); }},
    {"phone", [](std::string_view t) { return error_if(!core::phone_number(t), "value.phone"); }},
    {"juminhyo_code", check_resident_code},
    {"pension_no", [](std::string_view t) { return digits_only(t, 10, "value.pension_no"); }},
    {"my_number",
     [](std::string_view t) { return error_if(!is_my_number(core::to_half_width(t)), "value.my_number"); }},
    {"residence_card_no",
     [](std::string_view t) {
         return error_if(!is_residence_card_number(capitals(t)), "value.residence_card_no");
     }},
    {"passport_no",
     [](std::string_view t) { return error_if(!is_passport_number(capitals(t)), "value.passport_no"); }},
    {"licence_no", [](std::string_view t) { return digits_only(t, 12, "value.licence_no"); }},
    {"municipality_code",
     [](std::string_view t) {
         return error_if(!is_municipality_code(core::digits_of(t)), "value.municipality_code");
     }},
    {"insurer_no", check_insurer},
    {"branch_no", [](std::string_view t) { return digits_only(t, 2, "value.branch_no"); }},
    {"bank_code", [](std::string_view t) { return digits_only(t, 4, "value.bank_code"); }},
    {"bank_number", check_bank_number},
    {"bank_holder",
     [](std::string_view t) {
         return is_bank_holder(t) ? std::nullopt : std::optional(Finding{"value.bank_holder", true});
     }},
}};

constexpr std::array<std::string_view, checks.size() + 1> names = [] {
    std::array<std::string_view, checks.size() + 1> out{};
    for (std::size_t i = 0; i < checks.size(); ++i) out[i] = checks[i].first;
    out.back() = "birth_date";
    return out;
}();

}  // namespace

std::optional<Finding> validate_text(std::string_view check, std::string_view text) {
    if (text.empty()) return std::nullopt;
    const auto found =
        std::find_if(checks.begin(), checks.end(), [&](const auto& c) { return c.first == check; });
    return found == checks.end() ? std::nullopt : found->second(text);
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
