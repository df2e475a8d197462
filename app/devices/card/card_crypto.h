// The cryptography that the cards themselves demand, and nothing else: the one place of libcrypto.
#pragma once

#include <array>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

core::Digest sha256(core::ByteView bytes);

// RSA, PKCS#1 v1.5 with SHA-256: does `signature` fit `message` under this public key? Modulus big-endian.
// False for any malformed key or signature.
bool rsa_sha256_fits(core::ByteView modulus, core::ByteView exponent, core::ByteView message,
                     core::ByteView signature);

}  // namespace app
