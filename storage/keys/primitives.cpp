#include "storage/keys/primitives.h"

#include <sodium.h>

namespace storage {

namespace {

core::Error refused() { return core::corrupt("crypto.refused"); }

crypto_generichash_state* state_of(std::array<std::uint8_t, 384>& raw) {
    static_assert(sizeof(crypto_generichash_state) <= 384);
    return reinterpret_cast<crypto_generichash_state*>(raw.data());
}

}  // namespace

bool equal(ByteView a, ByteView b) {
    return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

Digest hash(ByteView bytes) {
    Digest out{};
    crypto_generichash(out.data(), out.size(), bytes.data(), bytes.size(), nullptr, 0);
    return out;
}

Digest keyed_hash(ByteView key, ByteView bytes) {
    Digest out{};
    crypto_generichash(out.data(), out.size(), bytes.data(), bytes.size(), key.data(), key.size());
    return out;
}

Digest sha256(ByteView bytes) {
    Digest out{};
    crypto_hash_sha256(out.data(), bytes.data(), bytes.size());
    return out;
}

Digest hmac_sha256(ByteView key, ByteView bytes) {
    Digest out{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, bytes.data(), bytes.size());
    crypto_auth_hmacsha256_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

Hasher::Hasher() { crypto_generichash_init(state_of(state_), nullptr, 0, 32); }
Hasher::Hasher(ByteView key) { crypto_generichash_init(state_of(state_), key.data(), key.size(), 32); }
Hasher& Hasher::add(ByteView bytes) {
    crypto_generichash_update(state_of(state_), bytes.data(), bytes.size());
    return *this;
}
Digest Hasher::finish() {
    Digest out{};
    crypto_generichash_final(state_of(state_), out.data(), out.size());
    return out;
}

Secret derive_key(const Secret& key, std::string_view label, ByteView context) {
    core::Writer message;
    message.blob(label).raw(context);
    Secret out(key_size);
    crypto_generichash(out.bytes().data(), key_size, message.bytes().data(), message.size(),
                       key.view().data(), key.size());
    return out;
}

Bytes seal(ByteView key, const XNonce& nonce, ByteView associated, ByteView plain) {
    Bytes out(plain.size() + tag_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, plain.data(), plain.size(),
                                               associated.data(), associated.size(), nullptr, nonce.data(),
                                               key.data());
    return out;
}

core::Result<Bytes> open(ByteView key, const XNonce& nonce, ByteView associated, ByteView sealed) {
    if (sealed.size() < tag_size || key.size() != key_size) return refused();
    Bytes out(sealed.size() - tag_size);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, sealed.data(), sealed.size(),
                                                   associated.data(), associated.size(), nonce.data(),
                                                   key.data()) != 0) {
        return refused();
    }
    return out;
}

bool open_into(ByteView key, const XNonce& nonce, ByteView associated, ByteView sealed,
               std::span<std::uint8_t> out) {
    if (sealed.size() < tag_size || sealed.size() - tag_size != out.size() || key.size() != key_size)
        return false;
    return crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, sealed.data(),
                                                      sealed.size(), associated.data(), associated.size(),
                                                      nonce.data(), key.data()) == 0;
}

core::Result<Secret> open_secret(ByteView key, const XNonce& nonce, ByteView associated, ByteView sealed) {
    if (sealed.size() <= tag_size || key.size() != key_size) return refused();
    Secret out(sealed.size() - tag_size);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out.bytes().data(), nullptr, nullptr, sealed.data(),
                                                   sealed.size(), associated.data(), associated.size(),
                                                   nonce.data(), key.data()) != 0) {
        return refused();
    }
    return out;
}

Bytes noise_seal(ByteView key, const Nonce12& nonce, ByteView associated, ByteView plain) {
    Bytes out(plain.size() + tag_size);
    crypto_aead_chacha20poly1305_ietf_encrypt(out.data(), nullptr, plain.data(), plain.size(),
                                              associated.data(), associated.size(), nullptr, nonce.data(),
                                              key.data());
    return out;
}

core::Result<Bytes> noise_open(ByteView key, const Nonce12& nonce, ByteView associated, ByteView sealed) {
    if (sealed.size() < tag_size || key.size() != key_size) return refused();
    Bytes out(sealed.size() - tag_size);
    if (crypto_aead_chacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, sealed.data(), sealed.size(),
                                                  associated.data(), associated.size(), nonce.data(),
                                                  key.data()) != 0) {
        return refused();
    }
    return out;
}

SigningKey SigningKey::from_seed(ByteView seed32) {
    SigningKey key;
    key.secret = Secret(crypto_sign_SECRETKEYBYTES);
    crypto_sign_seed_keypair(key.public_key.data(), key.secret.bytes().data(), seed32.data());
    return key;
}

SigningKey SigningKey::fresh(core::Random& random) { return from_seed(Secret::random(32, random).view()); }

Secret SigningKey::seed() const { return Secret::copy_of(secret.view().first(32)); }

Signature SigningKey::sign(ByteView message) const {
    Signature out{};
    crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), secret.view().data());
    return out;
}

bool verify(const PublicKey& signer, ByteView message, const Signature& signature) {
    return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), signer.data()) == 0;
}

BoxKey BoxKey::from_secret(ByteView secret32) {
    BoxKey key;
    key.secret = Secret::copy_of(secret32);
    crypto_scalarmult_base(key.public_key.data(), key.secret.view().data());
    return key;
}

BoxKey BoxKey::fresh(core::Random& random) { return from_secret(Secret::random(32, random).view()); }

core::Result<Secret> BoxKey::shared(const PublicKey& peer) const {
    Secret out(32);
    if (crypto_scalarmult(out.bytes().data(), secret.view().data(), peer.data()) != 0) return refused();
    return out;
}

Bytes box_seal(const PublicKey& to, ByteView plain) {
    Bytes out(plain.size() + crypto_box_SEALBYTES);
    crypto_box_seal(out.data(), plain.data(), plain.size(), to.data());
    return out;
}

core::Result<Secret> box_open(const BoxKey& mine, ByteView sealed) {
    if (sealed.size() <= crypto_box_SEALBYTES) return refused();
    Secret out(sealed.size() - crypto_box_SEALBYTES);
    if (crypto_box_seal_open(out.bytes().data(), sealed.data(), sealed.size(), mine.public_key.data(),
                             mine.secret.view().data()) != 0) {
        return refused();
    }
    return out;
}

bool Argon2Params::within_caps() const {
    return passes >= 1 && passes <= 10 && memory_kib >= 8 * 1024 && memory_kib <= 1024 * 1024;
}

core::Result<Secret> argon2id(ByteView password, ByteView salt16, const Argon2Params& params) {
    if (!params.within_caps() || salt16.size() != crypto_pwhash_SALTBYTES)
        return core::invalid("slot.params");
    Secret out(key_size);
    if (crypto_pwhash(out.bytes().data(), key_size, reinterpret_cast<const char*>(password.data()),
                      password.size(), salt16.data(), params.passes, std::size_t{params.memory_kib} * 1024,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return core::Error{core::ErrorCode::io, "memory.short", "argon2id"};
    }
    return out;
}

}  // namespace storage
