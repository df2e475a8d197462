// The integrity record of the 券面事項入力補助AP.
//
//   EF 0003  FF 30 82 01 4B { DF 31 20 SHA-256 of EF 0001 as stored, its filler FF FF included
//                             DF 32 20 SHA-256 of EF 0002 from the first byte of DF 22 to the end of DF 25
//                             DF 33 82 01 00 RSA signature over all bytes in front of DF 33 }
//   EF 0004  7F 21 82 02 33 { 5F 4E 82 01 29 { 16 bytes issuer id, 16 bytes subject id,
//                                              90 03 exponent, 91 82 01 00 modulus }
//                             5F 37 82 01 00 RSA signature of the issuer over those 297 bytes }
#pragma once

#include <optional>

#include "app/devices/card/mynumber_card.h"

namespace app {

// Judges both files against the data read. `four_items` is EF 0002 from FF 20; `number` the digest of EF 0001
// as stored, only where it was read. Pure.
SignatureState judge_face_signature(core::ByteView record, core::ByteView certificate,
                                    core::ByteView four_items, const std::optional<core::Digest>& number,
                                    const std::vector<CardIssuerKey>& issuers);

// The three states for anything that a face certificate's key has signed: `fits` is asked with that key
// (modulus, exponent); then the certificate is checked with the issuer it names. Pure.
SignatureState judge_card_signature(core::ByteView certificate, const std::vector<CardIssuerKey>& issuers,
                                    const std::function<bool(core::ByteView, core::ByteView)>& fits);

// Reads EF 0003 and EF 0004 of the selected application, after VERIFY, and judges. A card that has no such
// files, or nothing in them, is not_checkable. Errors: those of CardChannel::transmit.
core::Result<SignatureState> check_face_signature(CardChannel& channel, core::ByteView four_items,
                                                  const std::optional<core::Digest>& number,
                                                  const std::vector<CardIssuerKey>& issuers);

}  // namespace app
