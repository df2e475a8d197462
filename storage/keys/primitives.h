// Cryptography under our names, one thin call each over libsodium 1.0.18. All functions are thread-safe.
// Failures of open() and verify() are one kind, ErrorCode::corrupt "crypto.refused": why it did not open is
// never told.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "forms/core/bytes.h"
#include "forms/core/environment.h"
#include "forms/core/result.h"
#include "storage/keys/secret.h"

namespace storage {

using core::Bytes;
using core::ByteView;
using core::Digest;

using PublicKey = std::array<std::uint8_t, 32>;  // X25519 or Ed25519, by the field's name
using Signature = std::array<std::uint8_t, 64>;
using XNonce = std::array<std::uint8_t, 24>;   // XChaCha20-Poly1305
using Nonce12 = std::array<std::uint8_t, 12>;  // ChaCha20-Poly1305, Noise only
inline constexpr std::size_t key_size = 32;
inline constexpr std::size_t tag_size = 16;

bool equal(ByteView a, ByteView b);  // constant time for equal lengths

// Hashes. BLAKE2b-256 everywhere of our own; SHA-256 where a specification asks for it.
Digest hash(ByteView bytes);
Digest keyed_hash(ByteView key, ByteView bytes);  // key: 16–64 bytes
Digest sha256(ByteView bytes);
Digest hmac_sha256(ByteView key, ByteView bytes);  // key of any length

class Hasher {  // BLAKE2b-256 in pieces
  public:
    Hasher();
    explicit Hasher(ByteView key);
    Hasher& add(ByteView bytes);
    Digest finish();  // once

  private:
    alignas(64) std::array<std::uint8_t, 384> state_{};
};

// A key for one purpose out of a key: keyed_hash(key, label). Labels are constants of the code.
Secret derive_key(const Secret& key, std::string_view label, ByteView context = {});

// XChaCha20-Poly1305: ciphertext followed by the tag.
Bytes seal(ByteView key, const XNonce& nonce, ByteView associated, ByteView plain);
core::Result<Bytes> open(ByteView key, const XNonce& nonce, ByteView associated, ByteView sealed);
// Into memory that the caller has locked; `out` must have the size of the plain text. False if refused.
bool open_into(ByteView key, const XNonce& nonce, ByteView associated, ByteView sealed,
               std::span<std::uint8_t> out);
core::Result<Secret> open_secret(ByteView key, const XNonce& nonce, ByteView associated, ByteView sealed);

// ChaCha20-Poly1305 (IETF nonce) for Noise.
Bytes noise_seal(ByteView key, const Nonce12& nonce, ByteView associated, ByteView plain);
core::Result<Bytes> noise_open(ByteView key, const Nonce12& nonce, ByteView associated, ByteView sealed);

// Ed25519. A SigningKey holds the seed's expanded form in locked memory.
struct SigningKey {
    PublicKey public_key{};
    Secret secret;  // 64 bytes, libsodium's form (seed ‖ public key)
    static SigningKey from_seed(ByteView seed32);
    static SigningKey fresh(core::Random& random);
    Secret seed() const;
    Signature sign(ByteView message) const;
};
bool verify(const PublicKey& signer, ByteView message, const Signature& signature);

// X25519.
struct BoxKey {
    PublicKey public_key{};
    Secret secret;  // 32 bytes
    static BoxKey from_secret(ByteView secret32);
    static BoxKey fresh(core::Random& random);
    core::Result<Secret> shared(const PublicKey& peer) const;  // raw X25519; refuses points of small order
};
// Anonymous box to a public key (crypto_box_seal): 48 bytes longer than the plain text. Not bound to any
// context: the plain text carries its own.
Bytes box_seal(const PublicKey& to, ByteView plain);
core::Result<Secret> box_open(const BoxKey& mine, ByteView sealed);

// Argon2id with caps, so that a hostile slot file cannot exhaust memory or time.
struct Argon2Params {
    std::uint32_t passes{3};
    std::uint32_t memory_kib{262144};
    bool within_caps() const;  // 1–10 passes, 8 MiB–1 GiB
};
core::Result<Secret> argon2id(ByteView password, ByteView salt16, const Argon2Params& params);

}  // namespace storage
