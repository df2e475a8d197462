#include "sync/noise/transport_state.h"

namespace peers::noise {

std::optional<core::Bytes> TransportState::write_message(core::ByteView plaintext) {
    if (plaintext.size() > message_size_max - tag_length) return std::nullopt;
    auto sealed = sending_.cipher.encrypt_with_ad({}, plaintext);
    if (sealed) count(sending_, plaintext.size());
    return sealed;
}

std::optional<core::Bytes> TransportState::read_message(core::ByteView ciphertext) {
    if (ciphertext.size() > message_size_max || ciphertext.size() < tag_length) return std::nullopt;
    auto opened = receiving_.cipher.decrypt_with_ad({}, ciphertext);
    if (opened) count(receiving_, opened->size());
    return opened;
}

void TransportState::rekey(Direction& direction) {
    direction.cipher.rekey();
    direction.messages = 0;
    direction.bytes = 0;
    ++direction.rekeys;
}

void TransportState::count(Direction& direction, std::size_t plaintext_bytes) {
    ++direction.messages;
    direction.bytes += plaintext_bytes;
    if (direction.messages >= policy_.messages_max || direction.bytes >= policy_.bytes_max) rekey(direction);
}

}  // namespace peers::noise
