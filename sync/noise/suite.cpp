#include "sync/noise/suite.h"

#include <algorithm>

namespace peers::noise {
namespace {

// Between-values of HKDF live on the stack and are wiped; only what stays becomes a Key.
struct Wiped {
    core::Digest bytes;
    ~Wiped() { storage::wipe(bytes); }
    Key key() const { return Key::copy_of(bytes); }
};

// HMAC(key, previous ‖ counter): one step of HKDF-Expand.
Wiped expand(const Wiped& key, core::ByteView previous, std::uint8_t counter) {
    std::array<std::uint8_t, key_length + 1> message{};
    std::copy(previous.begin(), previous.end(), message.begin());
    message[previous.size()] = counter;
    Wiped out{storage::hmac_sha256(key.bytes, core::ByteView(message).first(previous.size() + 1))};
    storage::wipe(message);
    return out;
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
    const Wiped temporary{storage::hmac_sha256(chaining_key.view(), input)};
    const Wiped first = expand(temporary, {}, 1);
    const Wiped second = expand(temporary, first.bytes, 2);
    return {first.key(), second.key()};
}

ThreeKeys hkdf3(const Key& chaining_key, core::ByteView input) {
    const Wiped temporary{storage::hmac_sha256(chaining_key.view(), input)};
    const Wiped first = expand(temporary, {}, 1);
    const Wiped second = expand(temporary, first.bytes, 2);
    const Wiped third = expand(temporary, second.bytes, 3);
    return {first.key(), second.key(), third.key()};
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
