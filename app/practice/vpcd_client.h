// Lays a virtual card on the virtual reader: the card's end of the vpcd protocol.
//
//   message := length (2 bytes, big-endian) payload
//   00, 01, 02 alone: power off, power on, reset; no answer
//   04 alone: answer the ATR; asked all the time, also between commands, so it must change nothing
//   anything else: a command APDU; answer the response with its status word
// Connecting is inserting, closing is removing.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "app/practice/virtual_card.h"
#include "forms/core/result.h"

namespace app {

// Used by one thread. Not connected: there is no card on the reader.
class VpcdClient {
  public:
    VpcdClient(std::string host, std::uint16_t port) : host_(std::move(host)), port_(port) {}
    ~VpcdClient() { remove(); }
    VpcdClient(const VpcdClient&) = delete;
    VpcdClient& operator=(const VpcdClient&) = delete;

    // A hand needs a moment to change cards, and the reader service looks only every 0.4 s: less than
    // hand_ms after a removal this waits first. Errors: practice.no_reader (nothing listens there).
    core::Status insert();
    void remove();
    bool inserted() const { return socket_ >= 0; }
    int socket() const { return socket_; }  // for poll(); -1 while removed

    // Takes one message from the reader and answers it from `card`; called when socket() is readable. False
    // once the card is gone: the reader closed, or the card gave no answer at all (pulled).
    bool serve(VirtualCard& card);

    static constexpr int hand_ms = 1'200;

  private:
    bool read_exactly(std::uint8_t* into, std::size_t size);
    bool send_message(core::ByteView payload);

    std::string host_;
    std::uint16_t port_;
    int socket_{-1};
    std::optional<std::chrono::steady_clock::time_point> removed_at_;
};

}  // namespace app
