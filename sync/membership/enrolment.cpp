#include "sync/membership/enrolment.h"

namespace peers {

core::Bytes join_proof_message(const core::Digest& handshake_hash, const JoinRequest& request) {
    core::Writer out;
    out.raw(core::view("kakanai join 1")).raw(handshake_hash).raw(request.signing).raw(request.box);
    return out.take();
}

Joining::Joining(const OneTimeCode& code, const storage::SigningKey& signing, const storage::BoxKey& box,
                 std::string device_name, core::Random& random)
    : signing_(signing),
      box_(box),
      name_(std::move(device_name)),
      session_(Session::join(code, box.secret, random)) {}

core::Status Joining::feed(core::ByteView bytes) {
    session_.feed(bytes);
    for (;;) {
        const auto payload = session_.next();
        if (!payload) return payload.error();
        if (session_.established() && !asked_) ask();
        if (!payload->has_value()) return core::ok();
        if (auto taken = take(**payload); !taken) return taken;
    }
}

void Joining::ask() {
    asked_ = true;
    JoinRequest request{name_, signing_.public_key, box_.public_key, {}};
    request.proof = signing_.sign(join_proof_message(session_.handshake_hash(), request));
    session_.put_payload(encode_message(request, {}));
}

core::Status Joining::take(core::ByteView payload) {
    core::Reader in(payload);
    while (in.left() > 0) {
        auto message = decode_message(in, {});
        if (!message) return message.error();
        if (auto* entries = std::get_if<RosterEntries>(&*message)) {
            if (joined_.roster.size() + entries->entries.size() > roster_entries_max)
                return core::corrupt("frame.malformed", "roster too long");
            for (auto& entry : entries->entries) joined_.roster.push_back(std::move(entry));
        } else if (auto* reply = std::get_if<JoinReply>(&*message)) {
            if (!reply->accepted) return core::denied("enrolment.declined");
            joined_.device = reply->device;
            joined_.welcome = std::move(reply->welcome);
            done_ = true;
        }
    }
    return core::ok();
}

}  // namespace peers
