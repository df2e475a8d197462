// The two ciphers of a finished handshake. Messages arrive in order over a stream, so the counter is never
// sent: a message that is repeated, dropped or moved fails to open (section 11.4 is not used).
#pragma once

#include "sync/noise/cipher_state.h"

namespace peers::noise {

// When a direction changes its key. Sender and receiver count the same messages and bytes, so no word is
// exchanged for it; a rekey by time is announced by the sender (wire/message.h) and then done by both.
struct RekeyPolicy {
    std::uint64_t messages_max{1u << 20};
    std::uint64_t bytes_max{1u << 30};
};

class TransportState {
  public:
    TransportState(CipherState sending, CipherState receiving)
        : sending_{std::move(sending)}, receiving_{std::move(receiving)} {}

    void set_rekey_policy(RekeyPolicy policy) { policy_ = policy; }

    // Nothing if the plaintext is longer than 65,519 bytes.
    std::optional<core::Bytes> write_message(core::ByteView plaintext);
    // Nothing if the tag is wrong; the link is then to be dropped.
    std::optional<core::Bytes> read_message(core::ByteView ciphertext);

    void rekey_sending() { rekey(sending_); }
    void rekey_receiving() { rekey(receiving_); }
    std::uint64_t rekeys_sent() const { return sending_.rekeys; }

  private:
    struct Direction {
        CipherState cipher;
        std::uint64_t messages{0};  // since the last rekey
        std::uint64_t bytes{0};
        std::uint64_t rekeys{0};
    };
    static void rekey(Direction& direction);
    void count(Direction& direction, std::size_t plaintext_bytes);

    Direction sending_;
    Direction receiving_;
    RekeyPolicy policy_;
};

}  // namespace peers::noise
