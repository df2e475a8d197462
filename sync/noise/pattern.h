// Handshake patterns as data, with the names of the Noise specification (revision 34, sections 7, 9 and 18).
// All two-way patterns, the deferred ones too, with any legal psk modifiers, for the one suite we speak:
// 25519_ChaChaPoly_SHA256.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/core/result.h"

namespace peers::noise {

enum class Token : std::uint8_t { e, s, ee, es, se, ss, psk };

struct Pattern {
    std::string protocol_name;           // whole, as it is hashed: "Noise_XXpsk3_25519_ChaChaPoly_SHA256"
    bool initiator_static_known{false};  // the pre-message "-> s"
    bool responder_static_known{false};  // the pre-message "<- s"
    std::vector<std::vector<Token>> messages;  // the first is the initiator's, then by turns
    int psk_count{0};
};

// unsupported with reason "noise.not_supported" for another suite, a one-way or unknown pattern, or a
// modifier that the pattern has no place for.
core::Result<Pattern> find_pattern(std::string_view protocol_name);

}  // namespace peers::noise
