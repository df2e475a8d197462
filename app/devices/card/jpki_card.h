// 公的個人認証: the signature application, alone on a telephone or an old card, or beside the face
// applications.
//
//   EF 0001  署名用電子証明書 (X.509), opened by the 署名用パスワード; absent for children under 15
//   EF 0006  token information, 32 bytes ASCII, space padded; free
//   EF 000A  利用者証明用電子証明書 (X.509), free on cards
//   EF 0018, 001B  暗証番号 (4 digits, 3 tries), 署名用パスワード (6 to 16 characters, 5 tries)
// The names in a 署名用 certificate stand in its subjectAltName as otherName entries:
//   names := 30 L { entry }     entry := A0 L { 06 0A 2A 83 08 8C 9B 55 08 05 05 item, A0 L { 0C L text } }
//   item  := 1 name, 2 its substitutes, 3 sex, 4 birth date, 5 address, 6 its substitutes
#pragma once

#include "app/devices/card/apdu.h"
#include "app/devices/card/card_reading.h"

namespace app {

// What the application says of itself before anything is spent.
struct JpkiStatus {
    std::string token;  // "JPKIAPICCTOKEN2" a card, "JPKIAPGPSETOKEN" or "JPKIAPIOSTOKEN" a telephone
    std::optional<int> signing_tries;
};

// Sends no secret. Errors: card.unknown (no such application), those of CardChannel::transmit.
core::Result<JpkiStatus> jpki_status(CardChannel& channel);

// The last day (YYYY-MM-DD, in Japan) of the 利用者証明用電子証明書, which is free to read. Nothing where the
// card has no such application or keeps the certificate closed. Errors: those of CardChannel::transmit.
core::Result<std::optional<std::string>> authentication_certificate_expiry(CardChannel& channel);

// Reads the four items as they stood when the 署名用 certificate was issued: a move or a marriage ends it.
// `password` as the holder typed it, owned and wiped by the caller. Items name, address, birth_date, sex,
// certificate_expiry; CardItem::substitutes counts the letters that the certificate says it replaced.
// Note "jpki.substitutes" if there are any. Errors: card.pin_format (nothing was sent), card.pin_wrong
// (count), card.pin_blocked, card.unknown, card.refused (no such certificate), card.garbage, card.denied,
// those of CardChannel::transmit.
core::Result<CardReading> read_jpki(CardChannel& channel, core::ByteView password);

// Takes apart GeneralNames as shown above. Unknown entries are skipped; card.garbage if none is known.
core::Result<CardReading> parse_jpki_names(core::ByteView general_names);

}  // namespace app
