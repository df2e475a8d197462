// The readers of this desk, and the card on each of them.
#pragma once

#include <memory>
#include <vector>

#include "app/devices/card/card_channel.h"

namespace app {

struct ReaderState {
    std::string name;  // as the reader service calls it
    bool card_present{false};
    bool in_use{false};  // another program holds the card exclusively
    bool mute{false};    // a card lies there but does not answer
    // Grows with every insertion and removal. The same number before and after means: still the same card.
    std::uint32_t events{0};
};

// Implemented by PcscReaders; fakes of it stand in tests. Calls block up to their timeout, so they are made
// by the card thread; cancel() may come from any other.
struct CardReaders {
    virtual ~CardReaders() = default;

    // Errors: card.service_down. No reader at all is an empty list.
    virtual core::Result<std::vector<ReaderState>> list() = 0;

    // Waits until a card lies on `reader`, or on any reader where the name is empty.
    // Errors: card.absent after the timeout, card.no_reader, card.service_down, card.cancelled.
    virtual core::Result<ReaderState> wait_for_card(const std::string& reader, int timeout_ms) = 0;

    // Waits until the card that was seen with `seen` is gone; true once it is, false after the timeout. An
    // exchanged card and an unplugged reader count as gone. Errors: card.service_down, card.cancelled.
    virtual core::Result<bool> wait_for_removal(const ReaderState& seen, int timeout_ms) = 0;

    // Connects to the card that was seen with `seen`, for this program alone. The channel's end resets the
    // card. Errors: card.swapped (another insertion since), card.absent, card.in_use, card.no_reader,
    // card.unresponsive, card.service_down.
    virtual core::Result<std::unique_ptr<CardChannel>> connect(const ReaderState& seen) = 0;

    // Ends a wait that is under way in another thread.
    virtual void cancel() = 0;
};

}  // namespace app
