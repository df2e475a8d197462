#include "sync/membership/session.h"

#include <algorithm>

namespace peers {
namespace {

constexpr std::string_view link_protocol = "Noise_KK_25519_ChaChaPoly_SHA256";
constexpr std::string_view enrolment_protocol = "Noise_XXpsk3_25519_ChaChaPoly_SHA256";
constexpr std::size_t handshake_message_max = 256;

// Under which of our secrets a caller made its hint; the newest where under none.
const storage::Secret& secret_used(const SessionContext& context, const Preface& theirs) {
    for (const auto& secret : *context.transport_secrets)
        for (const auto& member : context.members->all())
            if (storage::equal(make_hint(secret.view(), theirs.salt, member.id.bytes), theirs.hint))
                return secret;
    return context.transport_secrets->front();
}

}  // namespace

Session Session::call(const SessionContext& context, std::optional<core::DeviceId> expected) {
    Session session(context);
    session.caller_ = true;
    session.expected_ = expected;
    if (!context.transport_secrets->empty())
        session.send_preface(Purpose::link, context.transport_secrets->front().view(),
                             context.self->device.bytes);
    return session;
}

// Says nothing before the caller did: the answer's hint is made under the secret that the caller used, so
// that a member which was away while the secret was renewed can read who answers.
Session Session::listen(const SessionContext& context) { return Session(context); }

Session Session::join(const OneTimeCode& code, const storage::Secret& box_secret, core::Random& random) {
    SessionContext context;
    context.random = &random;
    Session session(context);
    session.caller_ = true;
    session.purpose_ = Purpose::enrolment;
    session.own_code_ = &code;
    session.joiner_secret_ = &box_secret;
    session.send_preface(Purpose::enrolment, code.hint_key().view(), {});
    return session;
}

void Session::send_preface(Purpose purpose, core::ByteView hint_key, core::ByteView id) {
    Preface preface;
    preface.purpose = purpose;
    context_.random->fill(preface.salt);
    preface.hint = make_hint(hint_key, preface.salt, id);
    sent_preface_ = encode_preface(preface);
    output_ = sent_preface_;
}

core::Bytes Session::take_output() { return std::exchange(output_, {}); }

void Session::feed(core::ByteView bytes) {
    if (stage_ == Stage::dead) return;
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(read_at_));
    read_at_ = 0;
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

std::size_t Session::unit_size() const {
    const auto rest = core::ByteView(buffer_).subspan(read_at_);
    const std::size_t size = stage_ == Stage::preface ? preface_size
                             : rest.size() < 2        ? rest.size() + 1
                                               : 2 + (static_cast<std::size_t>(rest[0]) << 8 | rest[1]);
    if (stage_ == Stage::handshake && size > 2 + handshake_message_max) return size;  // refused unread
    return size <= rest.size() ? size : 0;
}

core::Result<std::optional<core::Bytes>> Session::next() {
    while (stage_ != Stage::dead) {
        const std::size_t size = unit_size();
        if (size == 0) return std::optional<core::Bytes>{};
        const auto rest = core::ByteView(buffer_).subspan(read_at_);
        auto taken = size > rest.size() ? core::corrupt("link.size") : take_unit(rest.first(size));
        read_at_ += std::min(size, rest.size());
        if (!taken) stage_ = Stage::dead;
        if (!taken || taken->has_value()) return taken;
    }
    return core::corrupt("link.size", "session is over");
}

core::Result<std::optional<core::Bytes>> Session::take_unit(core::ByteView unit) {
    if (stage_ == Stage::transport) {
        auto payload = transport_->read_message(unit.subspan(2));
        if (!payload) return core::corrupt("noise.authentication");
        confirmed_ = true;
        return std::optional(std::move(*payload));
    }
    const auto done = stage_ == Stage::preface ? take_preface(unit) : take_handshake(unit.subspan(2));
    if (!done) return done.error();
    return std::optional<core::Bytes>{};
}

core::Status Session::take_preface(core::ByteView bytes) {
    const auto preface = decode_preface(bytes);
    if (!preface) return core::corrupt("link.stranger", "no preface of ours");
    if (preface->major != protocol_major) {
        return core::Error{core::ErrorCode::unsupported, "link.major", "protocol major", preface->major};
    }
    got_preface_.assign(bytes.begin(), bytes.end());
    stage_ = Stage::handshake;
    if (caller_) return begin_call(*preface);
    purpose_ = preface->purpose;
    if (!context_.transport_secrets->empty())
        send_preface(Purpose::link, secret_used(context_, *preface).view(), context_.self->device.bytes);
    return purpose_ == Purpose::link ? begin_listen(*preface) : begin_listen_enrolment(*preface);
}

core::Status Session::begin_call(const Preface& theirs) {
    noise::HandshakeKeys keys;
    if (own_code_) {
        keys.static_secret = joiner_secret_->clone();
        keys.psks.push_back(own_code_->psk().clone());
        if (auto started = start_handshake(enrolment_protocol, noise::Role::initiator, std::move(keys));
            !started)
            return started;
        return write_handshake();
    }
    if (theirs.purpose != Purpose::link) return core::corrupt("link.stranger", "purpose");
    const auto* member = context_.members->by_hint(theirs, *context_.transport_secrets);
    // A device that holds an older transport secret cannot read the hint, but may know whom it calls.
    if (!member && expected_) member = context_.members->find(*expected_);
    if (!member) return core::denied("link.stranger");
    if (member->id == context_.self->device) return core::denied("link.self");
    if (expected_ && member->id != *expected_) return core::denied("link.other_device");
    if (member->revoked_after) return core::denied("link.revoked");
    peer_ = member->id;
    keys.static_secret = context_.self->box_secret.clone();
    keys.remote_static = member->box;
    if (auto started = start_handshake(link_protocol, noise::Role::initiator, std::move(keys)); !started)
        return started;
    return write_handshake();
}

core::Status Session::begin_listen(const Preface& theirs) {
    const auto* member = context_.members->by_hint(theirs, *context_.transport_secrets);
    if (!member) return core::denied("link.stranger");
    if (member->id == context_.self->device) return core::denied("link.self");
    if (member->revoked_after) return core::denied("link.revoked");
    peer_ = member->id;
    noise::HandshakeKeys keys;
    keys.static_secret = context_.self->box_secret.clone();
    keys.remote_static = member->box;
    return start_handshake(link_protocol, noise::Role::responder, std::move(keys));
}

core::Status Session::begin_listen_enrolment(const Preface& theirs) {
    const auto& open = *context_.invitations;
    const auto it = std::find_if(open.begin(), open.end(), [&](const OneTimeCode& candidate) {
        return storage::equal(make_hint(candidate.hint_key().view(), theirs.salt, {}), theirs.hint);
    });
    if (it == open.end()) return core::denied("link.stranger", "no such invitation");
    invitation_ = static_cast<std::size_t>(it - open.begin());
    noise::HandshakeKeys keys;
    keys.static_secret = context_.self->box_secret.clone();
    keys.psks.push_back(it->psk().clone());
    return start_handshake(enrolment_protocol, noise::Role::responder, std::move(keys));
}

// An enrolling device does not know the site yet: the code binds both sides instead.
core::Bytes Session::prologue() const {
    core::Writer out;
    out.u8(protocol_major);
    if (purpose_ == Purpose::link) out.raw(context_.self->site.bytes);
    out.raw(caller_ ? sent_preface_ : got_preface_).raw(caller_ ? got_preface_ : sent_preface_);
    return out.take();
}

core::Status Session::start_handshake(std::string_view protocol, noise::Role role,
                                      noise::HandshakeKeys keys) {
    const auto pattern = noise::find_pattern(protocol);
    if (!pattern) return pattern.error();
    auto state = noise::HandshakeState::start(*pattern, role, prologue(), std::move(keys), *context_.random);
    if (!state) return state.error();
    handshake_.emplace(std::move(*state));
    return core::ok();
}

core::Status Session::take_handshake(core::ByteView message) {
    if (auto read = handshake_->read_message(message); !read) return read.error();
    if (!handshake_->finished()) {
        if (auto written = write_handshake(); !written) return written;
    } else if (caller_ || purpose_ == Purpose::enrolment) {
        confirmed_ = true;  // the last message read came after our own ephemeral key
    }
    if (handshake_->finished()) finish_handshake();
    return core::ok();
}

core::Status Session::write_handshake() {
    auto message = handshake_->write_message({});
    if (!message) return message.error();
    put_frame(*message);
    return core::ok();
}

void Session::finish_handshake() {
    handshake_hash_ = handshake_->handshake_hash();
    remote_box_ = handshake_->remote_static();
    transport_.emplace(handshake_->take_transport());
    handshake_.reset();
    stage_ = Stage::transport;
}

void Session::put_frame(core::ByteView message) {
    output_.push_back(static_cast<std::uint8_t>(message.size() >> 8));
    output_.push_back(static_cast<std::uint8_t>(message.size()));
    output_.insert(output_.end(), message.begin(), message.end());
}

core::Bytes Session::seal(core::ByteView payload) {
    const auto sealed = transport_->write_message(payload);
    if (!sealed) return {};
    core::Bytes frame;
    frame.reserve(2 + sealed->size());
    frame.push_back(static_cast<std::uint8_t>(sealed->size() >> 8));
    frame.push_back(static_cast<std::uint8_t>(sealed->size()));
    frame.insert(frame.end(), sealed->begin(), sealed->end());
    return frame;
}

void Session::put_payload(core::ByteView payload) {
    const auto frame = seal(payload);
    output_.insert(output_.end(), frame.begin(), frame.end());
}

}  // namespace peers
