// The primitives of 25519_ChaChaPoly_SHA256 under the names of the Noise specification (sections 4 and 12).
// A thin layer over storage/keys, the one user of libsodium.
#pragma once

#include <optional>

#include "storage/keys/primitives.h"

namespace peers::noise {

inline constexpr std::size_t key_length = 32;  // DHLEN, HASHLEN and the cipher's key length alike
inline constexpr std::size_t tag_length = 16;
inline constexpr std::size_t message_size_max = 65535;

using Key = storage::Secret;  // 32 bytes: locked, wiped, not copied
using PublicKey = storage::PublicKey;

core::Digest hash(core::ByteView first, core::ByteView second = {});

struct TwoKeys {
    Key first, second;
};
struct ThreeKeys {
    Key first, second, third;
};
TwoKeys hkdf2(const Key& chaining_key, core::ByteView input);
ThreeKeys hkdf3(const Key& chaining_key, core::ByteView input);

// ENCRYPT and DECRYPT of section 12.3: 96-bit nonce of four zero bytes and the little-endian counter.
core::Bytes encrypt(const Key& key, std::uint64_t nonce, core::ByteView ad, core::ByteView plaintext);
std::optional<core::Bytes> decrypt(const Key& key, std::uint64_t nonce, core::ByteView ad,
                                   core::ByteView ciphertext);

}  // namespace peers::noise
