// HandshakeState of the Noise specification, section 5.3, over any pattern of pattern.h.
//
// Use: construct on both sides, call write_message and read_message by turns until finished(), then
// take_transport() once. After the first failure the state is dead: every further call fails.
#pragma once

#include "forms/core/environment.h"
#include "sync/noise/pattern.h"
#include "sync/noise/symmetric_state.h"
#include "sync/noise/transport_state.h"

namespace peers::noise {

enum class Role : std::uint8_t { initiator, responder };

// What one side brings. `ephemeral` stays empty outside tests: the key then comes from `random`.
struct HandshakeKeys {
    std::optional<Key> static_secret;
    std::optional<PublicKey> remote_static;
    std::optional<Key> ephemeral;
    std::vector<Key> psks;  // in the order of the pattern's psk tokens
};

class HandshakeState {
  public:
    // invalid_input "noise.keys" when a key that the pattern needs is missing.
    static core::Result<HandshakeState> start(const Pattern& pattern, Role role, core::ByteView prologue,
                                              HandshakeKeys keys, core::Random& random);

    // Errors: invalid_input "noise.turn" (not our turn), "noise.size" (over 65,535 bytes or too short);
    // corrupt "noise.authentication" (wrong key, changed byte or a public key of small order).
    core::Result<core::Bytes> write_message(core::ByteView payload);
    core::Result<core::Bytes> read_message(core::ByteView message);

    bool finished() const { return at_ == pattern_.messages.size(); }
    bool our_turn() const;
    const core::Digest& handshake_hash() const { return symmetric_.handshake_hash(); }
    const std::optional<PublicKey>& remote_static() const { return remote_static_; }
    TransportState take_transport();  // only when finished()

  private:
    HandshakeState(const Pattern& pattern, Role role, HandshakeKeys keys, core::Random& random);
    void mix_known_keys();
    core::Status write_token(Token token, core::Bytes& out);
    core::Status read_token(Token token, core::ByteView& rest);
    core::Status mix_dh(Token token);
    core::Status mix_psk();
    core::Status write_ephemeral(core::Bytes& out);
    core::Status write_static(core::Bytes& out);
    core::Status read_ephemeral(core::ByteView& rest);
    core::Status read_static(core::ByteView& rest);
    core::Error fail(core::Error error);

    Pattern pattern_;
    Role role_;
    SymmetricState symmetric_;
    std::optional<storage::BoxKey> static_;
    std::optional<storage::BoxKey> ephemeral_;
    std::optional<PublicKey> remote_static_;
    std::optional<PublicKey> remote_ephemeral_;
    std::vector<Key> psks_;
    std::optional<Key> fixed_ephemeral_;
    core::Random* random_;
    std::size_t at_{0};  // which message comes next
    std::size_t psk_next_{0};
    bool dead_{false};
};

}  // namespace peers::noise
