// The joining side of an enrolment: a new device that holds nothing but a one-time code and its own two keys.
// A state machine over bytes, like Session; the inviting side is part of Node.
//
//   Noise XXpsk3 (psk from the code), then → join_request, ← roster_entries*, join_reply
//   proof := Ed25519 by the new device over "kakanai join 1" ‖ handshake hash ‖ signing ‖ box
#pragma once

#include "sync/membership/session.h"
#include "sync/wire/message.h"

namespace peers {

core::Bytes join_proof_message(const core::Digest& handshake_hash, const JoinRequest& request);

// Everything a new device got. The caller checks the roster (storage/roster) and opens the welcome; the code
// vouches for the sender, the roster's own signatures for its entries.
struct Joined {
    core::DeviceId device;
    std::vector<core::Bytes> roster;  // entries, predecessors first
    core::Bytes welcome;
};

class Joining {
  public:
    // All arguments must outlive the object.
    Joining(const OneTimeCode& code, const storage::SigningKey& signing, const storage::BoxKey& box,
            std::string device_name, core::Random& random);

    // Bytes from the stream. Errors: those of Session ("noise.authentication" means: wrong code), and denied
    // "enrolment.declined" if the administrator said no.
    core::Status feed(core::ByteView bytes);
    core::Bytes take_output() { return session_.take_output(); }
    bool finished() const { return done_; }
    Joined take_result() { return std::move(joined_); }

  private:
    void ask();
    core::Status take(core::ByteView payload);

    const storage::SigningKey& signing_;
    const storage::BoxKey& box_;
    std::string name_;
    Session session_;
    Joined joined_;
    bool asked_{false};
    bool done_{false};
};

}  // namespace peers
