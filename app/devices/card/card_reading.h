// What a card told: values as the rest of the product uses them, and how far they can be believed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/calendar.h"

namespace app {

enum class CardKind : std::uint8_t {
    unknown,
    mynumber,   // マイナンバーカード, also 特定在留カード
    jpki_only,  // smartphone or old 住基カード: no 券面 application, nothing to fill forms with
    licence,    // 運転免許証
    residence,  // 在留カード
    special_permanent,  // 特別永住者証明書
};

// Stable words for commands, JSON and the log: "mynumber", "jpki_only", "licence", "residence",
// "special_permanent", "unknown".
std::string_view card_kind_word(CardKind kind);

// The issuer's signature over the data. A card whose issuer key we do not hold is not_checkable; wrong means
// that data and signature were both there and do not fit: warn, and let a person decide.
enum class SignatureState : std::uint8_t { checked, not_checkable, wrong };
std::string_view signature_word(SignatureState state);  // "checked" | "not_checkable" | "wrong"

// One item. `value` is in the form used everywhere: UTF-8 text as on the chip (never normalised), dates as
// YYYY-MM-DD, sex as male|female|other|unknown. `original` is the card's own text where it differs.
struct CardItem {
    std::string value;
    std::string source;  // one of the source words of the product; for a chip: 券面IC
    std::string original{};
    // Characters that the chip does not carry as text: as many 〓 stand in `value`. Such a value is never
    // taken over without a person.
    int missing_glyphs{0};
    // Letters that the chip itself says it replaced by a plainer form: compare with the face.
    int substitutes{0};
};

// Items by name: name, name_kana, address, birth_date, sex, card_expiry, my_number (only if asked for).
// Who asked for my_number calls wipe() as soon as it is printed; the destructor calls it too.
struct CardReading {
    CardKind kind{CardKind::unknown};
    std::map<std::string, CardItem> items;
    SignatureState signature{SignatureState::not_checkable};
    std::map<std::string, int> tries_left;  // by reference: "pin", "verification_b", "pin1", "pin2"
    std::vector<std::string> notes;  // stable words for what a person should look at: "licence.record_order"
    std::map<std::string, core::Bytes> pictures;  // by name, as stored on the card: "face", "name", "address"

    CardReading() = default;
    CardReading(CardReading&&) = default;
    CardReading& operator=(CardReading&& other) noexcept;
    CardReading(const CardReading&) = delete;
    CardReading& operator=(const CardReading&) = delete;
    ~CardReading() { wipe(); }

    // Overwrites every item and picture, then forgets them.
    void wipe();

    const CardItem* find(const std::string& name) const;
};

inline constexpr std::string_view chip_source = "券面IC";

// Adds what a person should look at or be asked about: card.expired, card.expires_soon (three months, from
// when the city takes a renewal), and the same of certificate (電子証明書) and stay (在留期間). A card that
// reads may be void all the same. Each is said once.
void note_validity(CardReading& reading, core::Date today);

// YYYYMMDD to YYYY-MM-DD; nothing unless it is a possible calendar day.
std::optional<std::string> iso_date(std::string_view eight_digits);

}  // namespace app
