// The one thing card code knows of the outside: a way to send a command to the card that lies on the reader.
#pragma once

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

// One connection to one card. Used by one thread; lives no longer than the reader that made it. Whoever makes
// a channel ends it with a reset of the card, so that a verified PIN never outlives it.
struct CardChannel {
    virtual ~CardChannel() = default;

    // Sends one command APDU and waits for the answer: at least the two status bytes. The command may hold a
    // PIN: an implementation keeps no copy of it and writes it nowhere.
    // Errors: card.removed, card.garbage (an answer shorter than two bytes), card.no_reader,
    // card.service_down, card.unresponsive. After any of these the channel is of no further use.
    virtual core::Result<core::Bytes> transmit(core::ByteView command) = 0;
};

}  // namespace app
