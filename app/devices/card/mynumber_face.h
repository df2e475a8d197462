// The face of a マイナンバーカード as pictures: 券面事項確認AP, opened with 照合番号B.
//
//   EF 0002  FF 20 { DF 21 offsets, DF 22 birth date, DF 23 sex, DF 24 public key, DF 25 name (PNG), DF 26
//   address
//            (PNG), DF 27 photo (JPEG 2000), DF 28 signature, DF 29 expiry, DF 2A security code (PNG) }
//   EF 0004  certificate, as in mynumber_signature.h
//   0012     照合番号B (another number than in the 券面事項入力補助AP, with a counter of its own)
// The picture of the name shows the registered glyphs where the text may carry substitutes; a clerk compares.
#pragma once

#include "app/devices/card/mynumber_card.h"

namespace app {

struct FaceRequest {
    core::ByteView verification_b;  // 14 digits, owned and wiped by the caller
    bool with_photo{false};         // the photo is skipped on the card unless asked for
    bool check_signature{false};    // needs the photo: it is read, and dropped unless asked for
    std::vector<CardIssuerKey> issuers = known_card_issuers();
};

// Items: birth_date, sex, card_expiry. Pictures: name, address (PNG), photo (JPEG 2000) if asked for. Never
// the picture of the 個人番号 nor of the security code. tries_left["face_verification_b"] as asked before.
// Errors: card.pin_format (nothing was sent), card.pin_wrong (count), card.pin_blocked, card.unknown (no such
// application), card.garbage, card.denied, card.refused, those of CardChannel::transmit.
core::Result<CardReading> read_mynumber_face(CardChannel& channel, const FaceRequest& request);

}  // namespace app
