// CipherState of the Noise specification, section 5.1: a key and the count of messages under it.
#pragma once

#include "sync/noise/suite.h"

namespace peers::noise {

class CipherState {
  public:
    CipherState() = default;
    explicit CipherState(Key key) : key_(std::move(key)) {}

    void initialize_key(Key key);
    bool has_key() const { return key_.has_value(); }
    std::uint64_t nonce() const { return nonce_; }

    // Without a key both return the input unchanged. Nothing when the counter is used up; decrypt also when
    // the tag is wrong, and then the counter stands where it was.
    std::optional<core::Bytes> encrypt_with_ad(core::ByteView ad, core::ByteView plaintext);
    std::optional<core::Bytes> decrypt_with_ad(core::ByteView ad, core::ByteView ciphertext);

    void rekey();  // section 11.3: one way, the counter goes on

  private:
    std::optional<Key> key_;
    std::uint64_t nonce_{0};
};

}  // namespace peers::noise
