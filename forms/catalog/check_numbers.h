// Numbers that names are hung on: their shapes and check digits. All take ASCII digits and letters; width and
// hyphens are the caller's business (core::to_half_width, core::digits_of). Sources stand beside each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace forms {

bool is_digits(std::string_view text, std::size_t length);

// 行政手続における特定の個人を識別するための番号の利用等に関する法律の総務省令 5条: weights 2 to 7 from the
// right, remainder 0 or 1 gives 0. -1: not digits. The twelve digits of a 個人番号 end with that of the first
// eleven.
int mod11_digit(std::string_view body);
bool is_my_number(std::string_view digits);

bool is_residence_card_number(std::string_view text);  // two letters, eight digits, two letters; capitals
bool is_passport_number(std::string_view text);        // two letters, seven digits; capitals

// 保険者番号, eight digits or the six of a 国保: from the right times 2, 1, 2 …, two-digit products added
// digit by digit.
bool is_insurer_number(std::string_view digits);
// 全国地方公共団体コード, six digits: weights 6 to 2, the last digit of 11 less the remainder.
bool is_municipality_code(std::string_view digits);

// ゆうちょ 記号 and 番号 as other banks address the account: 店番 of three digits, 口座番号 of seven. None:
// no such 記号 (five digits beginning with 1 or 0) or 番号 (two to eight digits ending in 1; of a 0 記号 one
// to seven).
struct BankAccount {
    std::string branch;
    std::string number;
    bool operator==(const BankAccount&) const = default;
};
std::optional<BankAccount> account_of_yucho(std::string_view symbol, std::string_view number);

// 全銀: capitals, digits, kana without small letters, ( ) . - / and spaces; 30 letters with voiced marks
// apart.
bool is_bank_holder(std::string_view kana);

}  // namespace forms
