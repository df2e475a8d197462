// Which card lies on the reader: asked by selecting applications, never by ATR, and without sending a PIN.
#pragma once

#include "app/devices/card/mynumber_card.h"

namespace app {

struct RecognisedCard {
    CardKind kind{CardKind::unknown};
    std::map<std::string, int>
        tries_left;  // "pin", "verification_b", "pin1", "pin2": as far as the card tells
    std::optional<std::string> card_expiry;   // YYYY-MM-DD, where free
    std::optional<core::Digest> fingerprint;  // see MyNumberStatus
    bool carries_licence{false};              // マイナ免許証: the licence stands on this card
    bool default_pins{false};                 // 運転免許証 without PINs of the holder: none is asked for
    bool second_generation{false};            // 在留カード of 2026 and later
};

// An unknown card is an answer (CardKind::unknown), not an error.
// Errors: those of CardChannel::transmit.
core::Result<RecognisedCard> recognise_card(CardChannel& channel);

}  // namespace app
