// One connection from its first byte: prefaces, handshake, then payloads. A state machine over bytes; no
// socket. Frames on the stream are size:u16 (big-endian) and a Noise message.
//
//   caller    → preface ................................. → message 1 → (message 3)
//   listener  → preface (at once) ....................... → message 2
//
// Invariants: nothing is allocated for a length above its limit (256 bytes in the handshake, 65,535 after);
// confirmed() only after the other side has proved its static key with a message of this very connection, so
// a replayed first message never counts as a link; after an error the session stays dead.
#pragma once

#include "sync/membership/members.h"
#include "sync/membership/one_time_code.h"
#include "sync/noise/handshake_state.h"

namespace peers {

struct OwnIdentity {
    core::SiteId site;
    core::DeviceId device;
    storage::Secret box_secret;  // X25519
};

// What a session needs of its surroundings; must outlive it. Pointers may be null where the side has none.
struct SessionContext {
    const OwnIdentity* self{nullptr};
    const Members* members{nullptr};
    const std::vector<storage::Secret>* transport_secrets{nullptr};  // newest first
    const std::vector<OneTimeCode>* invitations{nullptr};            // open ones
    core::Random* random{nullptr};
};

class Session {
  public:
    static Session call(const SessionContext& context, std::optional<core::DeviceId> expected);
    static Session listen(const SessionContext& context);
    static Session join(const OneTimeCode& code, const storage::Secret& box_secret, core::Random& random);

    // Bytes from the stream. Then next() until it gives nothing: it goes through preface and handshake and
    // stops at each payload. Errors end the session: "link.major" (other protocol), "link.stranger" (hint of
    // nobody we know), "link.self" (our own address), "link.other_device" (not the expected one),
    // "link.revoked", "link.size", "noise.authentication".
    void feed(core::ByteView bytes);
    core::Result<std::optional<core::Bytes>> next();
    core::Bytes take_output();                 // bytes for the stream that feed() or start produced
    core::Bytes seal(core::ByteView payload);  // a frame for the stream; only when established()
    void put_payload(core::ByteView payload);  // the same, into take_output()
    bool established() const { return transport_.has_value(); }  // we may send payloads
    bool confirmed() const { return confirmed_; }                // the other side is proven
    const std::optional<core::DeviceId>& peer() const { return peer_; }
    Purpose purpose() const { return purpose_; }
    std::size_t invitation() const { return invitation_; }  // index, for an enrolment we listen to
    const core::Digest& handshake_hash() const { return handshake_hash_; }
    const std::optional<storage::PublicKey>& remote_box() const { return remote_box_; }
    void rekey_sending() { transport_->rekey_sending(); }
    void rekey_receiving() { transport_->rekey_receiving(); }

  private:
    enum class Stage : std::uint8_t { preface, handshake, transport, dead };
    explicit Session(const SessionContext& context) : context_(context) {}

    void send_preface(Purpose purpose, core::ByteView hint_key, core::ByteView id);
    core::Status take_preface(core::ByteView bytes);
    core::Status begin_call(const Preface& theirs);
    core::Status begin_listen(const Preface& theirs);
    core::Status begin_listen_enrolment(const Preface& theirs);
    core::Status start_handshake(std::string_view protocol, noise::Role role, noise::HandshakeKeys keys);
    std::size_t unit_size() const;  // of what stands next in the buffer; 0: not whole yet
    core::Result<std::optional<core::Bytes>> take_unit(core::ByteView unit);
    core::Status take_handshake(core::ByteView message);
    core::Status write_handshake();
    void finish_handshake();
    void put_frame(core::ByteView message);
    core::Bytes prologue() const;

    SessionContext context_;
    const OneTimeCode* own_code_{nullptr};           // joiner
    const storage::Secret* joiner_secret_{nullptr};  // joiner
    Stage stage_{Stage::preface};
    bool caller_{false};
    Purpose purpose_{Purpose::link};
    core::Bytes buffer_;
    std::size_t read_at_{0};  // of buffer_; what lies before was taken
    core::Bytes output_;
    core::Bytes sent_preface_, got_preface_;
    std::optional<core::DeviceId> expected_, peer_;
    std::size_t invitation_{0};
    std::optional<noise::HandshakeState> handshake_;
    std::optional<noise::TransportState> transport_;
    core::Digest handshake_hash_{};
    std::optional<storage::PublicKey> remote_box_;
    bool confirmed_{false};
};

}  // namespace peers
