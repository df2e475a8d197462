#include "sync/noise/suite.h"

namespace peers::noise {
namespace {

Key hmac(const Key& key, core::ByteView message) {
    core::Digest digest = storage::hmac_sha256(key.view(), message);
    Key out = Key::copy_of(digest);
    storage::wipe(digest);
    return out;
}

// HMAC(key, previous ‖ counter): one step of HKDF-Expand.
Key expand(const Key& key, const Key& previous, std::uint8_t counter) {
    Key message(previous.size() + 1);
    std::copy(previous.view().begin(), previous.view().end(), message.bytes().begin());
    message.bytes().back() = counter;
    return hmac(key, message.view());
}

storage::Nonce12 nonce_of(std::uint64_t counter) {
    storage::Nonce12 nonce{};
    for (std::size_t i = 0; i < 8; ++i) nonce[4 + i] = static_cast<std::uint8_t>(counter >> (8 * i));
    return nonce;
}

}  // namespace

core::Digest hash(core::ByteView first, core::ByteView second) {
    core::Bytes whole(first.begin(), first.end());
    whole.insert(whole.end(), second.begin(), second.end());
    return storage::sha256(whole);
}

TwoKeys hkdf2(const Key& chaining_key, core::ByteView input) {
    const Key temporary = hmac(chaining_key, input);
    Key first = expand(temporary, Key(), 1);
    Key second = expand(temporary, first, 2);
    return {std::move(first), std::move(second)};
}

ThreeKeys hkdf3(const Key& chaining_key, core::ByteView input) {
    const Key temporary = hmac(chaining_key, input);
    Key first = expand(temporary, Key(), 1);
    Key second = expand(temporary, first, 2);
    Key third = expand(temporary, second, 3);
    return {std::move(first), std::move(second), std::move(third)};
}

core::Bytes encrypt(const Key& key, std::uint64_t nonce, core::ByteView ad, core::ByteView plaintext) {
    return storage::noise_seal(key.view(), nonce_of(nonce), ad, plaintext);
}

std::optional<core::Bytes> decrypt(const Key& key, std::uint64_t nonce, core::ByteView ad,
                                   core::ByteView ciphertext) {
    auto opened = storage::noise_open(key.view(), nonce_of(nonce), ad, ciphertext);
    if (!opened) return std::nullopt;
    return std::move(*opened);
}

}  // namespace peers::noise
