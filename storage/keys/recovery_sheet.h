// The recovery sheet: the secret halves that lie in the safe, and how they stand on paper.
//
// On paper the 32 secret bytes are fourteen words of five characters, base 32 in Crockford's alphabet (no I,
// L, O, U): four characters carry 20 bits, the fifth checks the word together with its place, so that a slip
// of the pen is named by the number of the word. Thirteen words carry version:4 and the 256 bits, most
// significant first; the fourteenth the first 20 bits of H("kakanai recovery check" ‖ the 32 bytes). Reading
// takes lower case, O for 0, I and L for 1, full-width characters, and any blanks and hyphens.
//
//   check character := (place + 2·c1 + 4·c2 + 8·c3 + 16·c4) over GF(32) with x^5 + x^2 + 1, place from 1
//   QR text         := "KAKANAI1:" and the seventy characters without blanks
//
// Both keys come out of the same 32 bytes: derive_key(secret, "recovery box"), derive_key(secret, "recovery
// sign").
#pragma once

#include "storage/keys/primitives.h"

namespace storage {

inline constexpr std::size_t recovery_words = 14;

struct RecoverySheet {
    Secret secret;  // 32 bytes

    static RecoverySheet fresh(core::Random& random) { return {Secret::random(32, random)}; }
    BoxKey box() const;
    SigningKey sign() const;

    Secret words() const;    // the fourteen words, a blank between each; ASCII
    Secret qr_text() const;  // ASCII of QR's alphanumeric mode

    // Words or QR text as typed or scanned. "recovery.word" with count = number of the first wrong word from
    // 1; "recovery.length" with count = words found; "recovery.check" if each word is well formed and the
    // whole is not; "recovery.version" for a sheet of a later release.
    static core::Result<RecoverySheet> read(ByteView text);
};

}  // namespace storage
