#include "sync/noise/cipher_state.h"

#include <limits>

namespace peers::noise {
namespace {
constexpr std::uint64_t nonce_reserved = std::numeric_limits<std::uint64_t>::max();  // for rekey alone
}

void CipherState::initialize_key(Key key) {
    key_.emplace(std::move(key));
    nonce_ = 0;
}

std::optional<core::Bytes> CipherState::encrypt_with_ad(core::ByteView ad, core::ByteView plaintext) {
    if (!key_) return core::Bytes(plaintext.begin(), plaintext.end());
    if (nonce_ == nonce_reserved) return std::nullopt;
    return encrypt(*key_, nonce_++, ad, plaintext);
}

std::optional<core::Bytes> CipherState::decrypt_with_ad(core::ByteView ad, core::ByteView ciphertext) {
    if (!key_) return core::Bytes(ciphertext.begin(), ciphertext.end());
    if (nonce_ == nonce_reserved) return std::nullopt;
    auto plaintext = decrypt(*key_, nonce_, ad, ciphertext);
    if (plaintext) ++nonce_;
    return plaintext;
}

void CipherState::rekey() {
    if (!key_) return;
    const core::Bytes zeros(key_length, 0);
    core::Bytes sealed = encrypt(*key_, nonce_reserved, {}, zeros);
    key_.emplace(Key::copy_of(core::ByteView(sealed).first(key_length)));
    storage::wipe(sealed);
}

}  // namespace peers::noise
