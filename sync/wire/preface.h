// The only bytes in clear: what a caller sends first, and what a listener sends at once in return.
//
//   preface := "KKN" major:u8 purpose:u8 salt:16 hint:16                       37 bytes
//   hint    := first 16 bytes of keyed_hash(key, "kakanai hint 1" ‖ salt ‖ id)
//              purpose 1 (link): key = transport secret, id = the sender's device
//              purpose 2 (enrolment): key = invitation code, id left out
//
// The salt is new on each connection, so a listener on the network sees no name twice. Both prefaces stand in
// the handshake's prologue with the major version and the site, so a change of either ends the handshake.
#pragma once

#include <optional>

#include "storage/keys/primitives.h"

namespace peers {

inline constexpr std::uint8_t protocol_major = 1;
inline constexpr std::uint8_t protocol_minor = 0;
inline constexpr std::size_t preface_size = 37;

enum class Purpose : std::uint8_t { link = 1, enrolment = 2 };

struct Preface {
    std::uint8_t major{protocol_major};
    Purpose purpose{Purpose::link};
    std::array<std::uint8_t, 16> salt{};
    std::array<std::uint8_t, 16> hint{};
};

core::Bytes encode_preface(const Preface& preface);
std::optional<Preface> decode_preface(
    core::ByteView bytes);  // exactly preface_size bytes; nothing if foreign

std::array<std::uint8_t, 16> make_hint(core::ByteView key, const std::array<std::uint8_t, 16>& salt,
                                       core::ByteView id);

}  // namespace peers
