// The card commands of kakanai-admin: `card list` and `card read`, as functions that give one JSON document.
#pragma once

#include "app/devices/card/card_readers.h"
#include "app/devices/card/card_recognition.h"

namespace app {

// Secrets are owned and wiped by the caller; an empty view means: not given.
struct CardSecrets {
    core::ByteView pin;             // マイナンバーカード, 4 digits
    core::ByteView verification_b;  // マイナンバーカード, 14 digits
    core::ByteView pin1, pin2;      // 運転免許証, 4 digits each
    core::ByteView card_number;     // 在留カード, 12 characters as printed
    core::ByteView signing_password;  // 署名用パスワード, 6 to 16 characters: a telephone or an old card
};

struct CardReadOptions {
    std::string kind{"auto"};  // auto | mynumber | licence | residence | jpki_only
    std::string reader;        // empty: the one with a card on it
    MyNumberPurpose my_number_for{MyNumberPurpose::none};
    bool check_signature{true};
    bool certificate_expiry{true};  // マイナンバーカード: the free certificate's last day, four commands
    std::optional<core::Date> today{};  // for the notes of note_validity
    // マイナンバーカード by 照合番号B: the pictures of name and address too. Licence (needs pin2) and
    // residence card: the photo; their pictures that carry text are always read.
    bool with_pictures{false};
    std::vector<core::Bytes> residence_authorities{};  // the agency's certificates (DER)
    int wait_ms{0};                                    // how long to wait for a card to be laid down
};

// {"readers": [{"name", "card_present", "in_use", "kind", "tries_left", "card_expiry", …}]}: every reader
// and, where a card lies on it, what the card says of itself. No PIN is sent. "error" stands in a reader's
// entry where its card could not be asked. Errors: card.service_down, card.no_reader.
core::Result<std::string> card_list_json(CardReaders& readers);

// {"kind", "items": {NAME: {"value", "source"}}, "signature", "tries_left", "reader", "pictures": {NAME:
// size}}. The card is recognised first and the counters asked; then at most one VERIFY per PIN is sent.
// Errors: card.kind_differs (not the kind that was named), card.secret_missing (detail names it),
// card.unknown, card.unsupported, and those of the readers and of the card kind.
core::Result<std::string> card_read_json(CardReaders& readers, const CardReadOptions& options,
                                         const CardSecrets& secrets);

// The same as a value, for the desk. The card must have been recognised on this very channel; another one
// that lies there now is card.swapped, where the card lets itself be told apart.
core::Result<CardReading> read_recognised_card(CardChannel& channel, const RecognisedCard& card,
                                               const CardReadOptions& options, const CardSecrets& secrets);

}  // namespace app
