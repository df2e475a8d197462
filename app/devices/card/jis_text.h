// Text and dates as the driving licence holds them.
#pragma once

#include <optional>
#include <string>

#include "forms/core/bytes.h"

namespace app {

// `missing` counts the characters that the chip does not carry as text (外字 FF F1 to FF F7, 欠字 FF FA, and
// codes that JIS X 0208 does not know): each stands as 〓 in `text` and waits for a person. Never printed.
struct JisText {
    std::string text;  // UTF-8
    int missing{0};
};

// JIS X 0208, two raw seven-bit bytes a character, no escapes. A trailing single byte is dropped. The minus
// sign 21 5D becomes U+FF0D, as マイナンバーカード writes it, so that both cards compare equal.
JisText decode_jis(core::ByteView bytes);

// Era digit (1 明治 to 5 令和) and YYMMDD to YYYY-MM-DD, reckoned by the era's base year even where the era
// had not begun. Nothing for zeros, blanks and impossible days.
std::optional<std::string> era_date(std::string_view seven_digits);

}  // namespace app
