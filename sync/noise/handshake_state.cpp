#include "sync/noise/handshake_state.h"

#include <algorithm>

namespace peers::noise {
namespace {

bool uses(const Pattern& pattern, Token token, Role by) {
    for (std::size_t i = by == Role::initiator ? 0 : 1; i < pattern.messages.size(); i += 2)
        if (std::count(pattern.messages[i].begin(), pattern.messages[i].end(), token) > 0) return true;
    return false;
}

core::Error forged(const char* detail) { return core::corrupt("noise.authentication", detail); }

core::ByteView take(core::ByteView& rest, std::size_t count) {
    const auto head = rest.first(count);
    rest = rest.subspan(count);
    return head;
}

PublicKey to_public(core::ByteView bytes) {
    PublicKey key{};
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return key;
}

}  // namespace

core::Result<HandshakeState> HandshakeState::start(const Pattern& pattern, Role role, core::ByteView prologue,
                                                   HandshakeKeys keys, core::Random& random) {
    const bool initiator = role == Role::initiator;
    const bool own_known = initiator ? pattern.initiator_static_known : pattern.responder_static_known;
    const bool remote_known = initiator ? pattern.responder_static_known : pattern.initiator_static_known;
    if ((own_known || uses(pattern, Token::s, role)) && !keys.static_secret)
        return core::invalid("noise.keys", "own static key missing");
    if (remote_known != keys.remote_static.has_value())
        return core::invalid("noise.keys", "remote static key missing or not wanted");
    if (keys.psks.size() != static_cast<std::size_t>(pattern.psk_count))
        return core::invalid("noise.keys", "count of pre-shared keys");
    HandshakeState state(pattern, role, std::move(keys), random);
    state.symmetric_.mix_hash(prologue);
    state.mix_known_keys();
    return state;
}

HandshakeState::HandshakeState(const Pattern& pattern, Role role, HandshakeKeys keys, core::Random& random)
    : pattern_(pattern),
      role_(role),
      symmetric_(pattern.protocol_name),
      remote_static_(keys.remote_static),
      psks_(std::move(keys.psks)),
      fixed_ephemeral_(std::move(keys.ephemeral)),
      random_(&random) {
    if (keys.static_secret) static_ = storage::BoxKey::from_secret(keys.static_secret->view());
}

void HandshakeState::mix_known_keys() {
    const bool initiator = role_ == Role::initiator;
    if (pattern_.initiator_static_known)
        symmetric_.mix_hash(initiator ? static_->public_key : *remote_static_);
    if (pattern_.responder_static_known)
        symmetric_.mix_hash(initiator ? *remote_static_ : static_->public_key);
}

bool HandshakeState::our_turn() const {
    return !dead_ && !finished() && (at_ % 2 == 0) == (role_ == Role::initiator);
}

core::Error HandshakeState::fail(core::Error error) {
    dead_ = true;
    return error;
}

core::Result<core::Bytes> HandshakeState::write_message(core::ByteView payload) {
    if (!our_turn()) return fail(core::invalid("noise.turn"));
    core::Bytes out;
    for (const Token token : pattern_.messages[at_])
        if (auto done = write_token(token, out); !done) return fail(done.error());
    const auto sealed = symmetric_.encrypt_and_hash(payload);
    if (!sealed) return fail(forged("counter used up"));
    out.insert(out.end(), sealed->begin(), sealed->end());
    if (out.size() > message_size_max) return fail(core::invalid("noise.size", "payload too long"));
    ++at_;
    return out;
}

core::Result<core::Bytes> HandshakeState::read_message(core::ByteView message) {
    if (dead_ || finished() || our_turn()) return fail(core::invalid("noise.turn"));
    if (message.size() > message_size_max) return fail(core::invalid("noise.size", "message too long"));
    auto rest = message;
    for (const Token token : pattern_.messages[at_])
        if (auto done = read_token(token, rest); !done) return fail(done.error());
    if (symmetric_.has_key() && rest.size() < tag_length)
        return fail(core::invalid("noise.size", "payload cut short"));
    auto payload = symmetric_.decrypt_and_hash(rest);
    if (!payload) return fail(forged("payload"));
    ++at_;
    return std::move(*payload);
}

core::Status HandshakeState::write_token(Token token, core::Bytes& out) {
    switch (token) {
        case Token::e:
            return write_ephemeral(out);
        case Token::s:
            return write_static(out);
        case Token::psk:
            return mix_psk();
        default:
            return mix_dh(token);
    }
}

core::Status HandshakeState::read_token(Token token, core::ByteView& rest) {
    switch (token) {
        case Token::e:
            return read_ephemeral(rest);
        case Token::s:
            return read_static(rest);
        case Token::psk:
            return mix_psk();
        default:
            return mix_dh(token);
    }
}

core::Status HandshakeState::write_ephemeral(core::Bytes& out) {
    if (fixed_ephemeral_) {
        ephemeral_ = storage::BoxKey::from_secret(fixed_ephemeral_->view());
    } else {
        ephemeral_ = storage::BoxKey::fresh(*random_);
    }
    out.insert(out.end(), ephemeral_->public_key.begin(), ephemeral_->public_key.end());
    symmetric_.mix_hash(ephemeral_->public_key);
    if (pattern_.psk_count > 0) symmetric_.mix_key(ephemeral_->public_key);
    return core::ok();
}

core::Status HandshakeState::write_static(core::Bytes& out) {
    const auto sealed = symmetric_.encrypt_and_hash(static_->public_key);
    if (!sealed) return forged("counter used up");
    out.insert(out.end(), sealed->begin(), sealed->end());
    return core::ok();
}

core::Status HandshakeState::read_ephemeral(core::ByteView& rest) {
    if (rest.size() < key_length) return core::invalid("noise.size", "ephemeral key cut short");
    remote_ephemeral_ = to_public(take(rest, key_length));
    symmetric_.mix_hash(*remote_ephemeral_);
    if (pattern_.psk_count > 0) symmetric_.mix_key(*remote_ephemeral_);
    return core::ok();
}

core::Status HandshakeState::read_static(core::ByteView& rest) {
    const std::size_t length = key_length + (symmetric_.has_key() ? tag_length : 0);
    if (rest.size() < length) return core::invalid("noise.size", "static key cut short");
    const auto opened = symmetric_.decrypt_and_hash(take(rest, length));
    if (!opened) return forged("static key");
    remote_static_ = to_public(*opened);
    return core::ok();
}

core::Status HandshakeState::mix_psk() {
    symmetric_.mix_key_and_hash(psks_[psk_next_++].view());
    return core::ok();
}

// "es" is the initiator's ephemeral with the responder's static key, whoever computes it.
core::Status HandshakeState::mix_dh(Token token) {
    const bool initiator = role_ == Role::initiator;
    const bool own_static = token == Token::ss || token == (initiator ? Token::se : Token::es);
    const bool their_static = token == Token::ss || token == (initiator ? Token::es : Token::se);
    const auto& own = own_static ? static_ : ephemeral_;
    const auto& theirs = their_static ? remote_static_ : remote_ephemeral_;
    if (!own || !theirs) return core::invalid("noise.keys", "a key of the pattern is missing");
    const auto shared = own->shared(*theirs);
    if (!shared) return forged("public key of small order");
    symmetric_.mix_key(shared->view());
    return core::ok();
}

TransportState HandshakeState::take_transport() {
    auto [to_responder, to_initiator] = symmetric_.split();
    dead_ = true;
    if (role_ == Role::initiator) return TransportState(std::move(to_responder), std::move(to_initiator));
    return TransportState(std::move(to_initiator), std::move(to_responder));
}

}  // namespace peers::noise
