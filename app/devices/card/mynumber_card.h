// マイナンバーカード: the four items of the 券面事項入力補助AP, read with the holder's PIN or with 照合番号B.
//
// There is no public specification; files, tags and commands are those that several open programs agree on
// (docs/cards.md lists them). Nothing here tries twice: one call of read_mynumber sends at most one VERIFY.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "app/devices/card/apdu.h"
#include "app/devices/card/card_reading.h"

namespace app {

// What a card says of itself before anything is spent.
struct MyNumberStatus {
    std::optional<int> pin_tries;             // 0: blocked; nothing: the card does not tell
    std::optional<int> verification_b_tries;  // likewise
    std::optional<std::string> card_expiry;   // YYYY-MM-DD, where the common application is readable
    // The same for the same card, different for another; empty where the card offers nothing to compare.
    // Kept in memory only: it stands for a card number.
    std::optional<core::Digest> fingerprint;
};

enum class MyNumberWay : std::uint8_t { pin, verification_b };

// The form for which a 個人番号 is read: only those whose law asks for it (番号法 第9条). `none` is the rule,
// and then the file of the number is not even selected.
enum class MyNumberPurpose : std::uint8_t {
    none,
    national_health_insurance,  // F04 国民健康保険 資格取得・喪失届
    child_allowance_claim,      // F09 児童手当 認定請求書
    child_allowance_change,     // F10 額改定, F11 消滅, where the city's form has the box
    child_medical_support,      // F12 子育て支援医療証, where the city's form has the box
};

// Keys of the issuers of face certificates, by the 16-byte issuer id that stands in the certificate.
struct CardIssuerKey {
    std::array<std::uint8_t, 16> id{};
    core::Bytes modulus;  // big-endian; exponent 65537
};
// The production keys of both 券面 applications. From a single public source: docs/cards.md.
const std::vector<CardIssuerKey>& known_card_issuers();

struct MyNumberRequest {
    MyNumberWay way{MyNumberWay::pin};
    core::ByteView secret;  // PIN: 4 digits; 照合番号B: 14 digits. Owned and wiped by the caller
    MyNumberPurpose my_number_for{MyNumberPurpose::none};  // needs way == pin
    bool check_signature{true};                            // seven more commands
    bool read_expiry{true};                                // two more commands
    // What recognition saw; if the card on the reader is another one, card.swapped and nothing is spent.
    std::optional<core::Digest> expected{};
    std::vector<CardIssuerKey> issuers = known_card_issuers();
};

// Selects, asks both counters and the expiry. Sends no VERIFY with data.
// Errors: card.unknown (no such application), those of CardChannel::transmit.
core::Result<MyNumberStatus> mynumber_status(CardChannel& channel);

// Reads name, address, birth_date, sex; name_kana where the card holds it; card_expiry where free; my_number
// only for a purpose. tries_left["pin"] or ["verification_b"] is the count asked before the secret was sent;
// a success sets it back to the card's maximum. Errors: card.pin_format (nothing was sent), card.pin_wrong
// (count = tries left; detail names the secret), card.pin_blocked, card.swapped, card.unknown, card.garbage,
// card.denied, card.refused, those of CardChannel::transmit.
core::Result<CardReading> read_mynumber(CardChannel& channel, const MyNumberRequest& request);

// Selects a key of the current application, asks its tries left and, unless none is left, sends the secret:
// once. What comes back is the count asked before; a success sets it back to the card's maximum.
core::Result<std::optional<int>> verify_reference(CardChannel& channel, std::uint16_t reference,
                                                  core::ByteView secret);

// The chip's code of the sex (JIS X 0303): male, female, other, unknown.
std::string_view chip_sex_word(std::string_view code);

// Takes apart the content of EF 0002, from its first byte FF 20. Exposed for tests and fuzzers.
core::Result<CardReading> parse_four_items(core::ByteView object);

// Takes apart EF 0001: twelve digits, or nothing.
std::optional<std::string> parse_my_number(core::ByteView object);

// 照合番号B from what is printed on the face: era year and month and day of birth, expiry year, security
// code. Nothing for a birth date before 明治 or parts that are not digits. The era year changes with the day.
std::optional<std::string> verification_number_b(std::string_view birth_date_iso, int expiry_year,
                                                 std::string_view security_code);

}  // namespace app
