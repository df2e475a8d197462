// The cryptography that the cards themselves demand, and nothing else: the one place of libcrypto.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

core::Digest sha256(core::ByteView bytes);

// RSA, PKCS#1 v1.5 with SHA-256: does `signature` fit `message` under this public key? Modulus big-endian.
// False for any malformed key or signature.
bool rsa_sha256_fits(core::ByteView modulus, core::ByteView exponent, core::ByteView message,
                     core::ByteView signature);

// The same key form, but the block names SHA-256 and holds several digests side by side (券面事項確認AP).
bool rsa_block_holds_digests(core::ByteView modulus, core::ByteView exponent, core::ByteView digests,
                             core::ByteView signature);

// SHA-1: only because residence cards derive their keys with it.
std::array<std::uint8_t, 20> sha1(core::ByteView bytes);

// CBC with a zero IV and no padding; data is a whole number of blocks. Empty on any failure.
// Triple DES with two keys (16 bytes), and AES-128.
core::Bytes des3_cbc(core::ByteView key, core::ByteView data, bool encrypt);
core::Bytes aes128_cbc(core::ByteView key, core::ByteView data, bool encrypt);

// ISO/IEC 9797-1 algorithm 3 with padding method 2: eight bytes. Key of 16 bytes.
core::Bytes retail_mac(core::ByteView key, core::ByteView data);
// AES-CMAC, cut to its first eight bytes.
core::Bytes aes_cmac8(core::ByteView key, core::ByteView data);

// From libcrypto's generator.
void random_bytes(std::span<std::uint8_t> out);

// An X.509 certificate in DER, trailing bytes ignored. Public operations only; malformed input fits nothing.
// RSA: the signature block is PKCS#1 v1.5 around either the bare SHA-256 or its DigestInfo.
bool certificate_rsa_fits(core::ByteView certificate, core::ByteView message, core::ByteView signature);
// ECDSA with SHA-256; signature as r and s side by side or in ASN.1.
bool certificate_ecdsa_fits(core::ByteView certificate, core::ByteView message, core::ByteView signature);
// Is the certificate signed by one of the authorities (DER each)? Dates are not looked at: a card outlives
// the certificate that signed it.
bool certificate_issued_by(core::ByteView certificate, const std::vector<core::Bytes>& authorities);
// The day in Japan on which it ends, YYYY-MM-DD; nothing for a malformed certificate.
std::optional<std::string> certificate_last_day(core::ByteView certificate);
// The content of its subjectAltName, GeneralNames in DER; empty if it has none.
core::Bytes certificate_names(core::ByteView certificate);

}  // namespace app
