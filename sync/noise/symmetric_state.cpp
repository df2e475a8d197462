#include "sync/noise/symmetric_state.h"

#include <algorithm>

namespace peers::noise {
namespace {

core::Digest initial_hash(std::string_view protocol_name) {
    if (protocol_name.size() > key_length) return hash(core::view(protocol_name));
    core::Digest padded{};
    std::copy(protocol_name.begin(), protocol_name.end(), padded.begin());
    return padded;
}

}  // namespace

SymmetricState::SymmetricState(std::string_view protocol_name)
    : chaining_key_(Key::copy_of(initial_hash(protocol_name))), hash_(initial_hash(protocol_name)) {}

void SymmetricState::mix_key(core::ByteView input) {
    auto keys = hkdf2(chaining_key_, input);
    chaining_key_ = std::move(keys.first);
    cipher_.initialize_key(std::move(keys.second));
}

void SymmetricState::mix_hash(core::ByteView data) { hash_ = hash(hash_, data); }

void SymmetricState::mix_key_and_hash(core::ByteView input) {
    auto keys = hkdf3(chaining_key_, input);
    chaining_key_ = std::move(keys.first);
    mix_hash(keys.second.view());
    cipher_.initialize_key(std::move(keys.third));
}

std::optional<core::Bytes> SymmetricState::encrypt_and_hash(core::ByteView plaintext) {
    auto ciphertext = cipher_.encrypt_with_ad(hash_, plaintext);
    if (ciphertext) mix_hash(*ciphertext);
    return ciphertext;
}

std::optional<core::Bytes> SymmetricState::decrypt_and_hash(core::ByteView ciphertext) {
    auto plaintext = cipher_.decrypt_with_ad(hash_, ciphertext);
    if (plaintext) mix_hash(ciphertext);
    return plaintext;
}

std::pair<CipherState, CipherState> SymmetricState::split() const {
    auto keys = hkdf2(chaining_key_, {});
    return {CipherState(std::move(keys.first)), CipherState(std::move(keys.second))};
}

}  // namespace peers::noise
