// SymmetricState of the Noise specification, section 5.2: chaining key, running hash, cipher.
#pragma once

#include <string_view>
#include <utility>

#include "sync/noise/cipher_state.h"

namespace peers::noise {

class SymmetricState {
  public:
    explicit SymmetricState(std::string_view protocol_name);

    void mix_key(core::ByteView input);
    void mix_hash(core::ByteView data);
    void mix_key_and_hash(core::ByteView input);
    std::optional<core::Bytes> encrypt_and_hash(core::ByteView plaintext);
    std::optional<core::Bytes> decrypt_and_hash(core::ByteView ciphertext);
    bool has_key() const { return cipher_.has_key(); }
    const core::Digest& handshake_hash() const { return hash_; }

    // The two directions: the initiator's to the responder first.
    std::pair<CipherState, CipherState> split() const;

  private:
    Key chaining_key_;
    core::Digest hash_{};
    CipherState cipher_;
};

}  // namespace peers::noise
