// Commands and answers of ISO/IEC 7816-4, as the Japanese identity cards use them.
#pragma once

#include <optional>
#include <string_view>

#include "app/devices/card/card_channel.h"

namespace app {

// An answer without its two status bytes.
struct CardAnswer {
    core::Bytes data;
    std::uint16_t status{0};

    bool done() const { return status == 0x9000; }
    bool end_of_file() const { return status == 0x6282; }  // the data that came is valid
    // Not there, wrong kind of card or function: not an error of reader or card.
    bool refused() const { return !done() && !end_of_file(); }
};

namespace apdu {

core::Bytes select_application(core::ByteView aid);               // 00 A4 04 0C Lc AID
core::Bytes select_file(std::uint16_t file);                      // 00 A4 02 0C 02 id
core::Bytes ask_tries(std::uint8_t reference = 0x80);             // 00 20 00 P2: four bytes, spends nothing
core::Bytes read_binary(std::uint16_t offset, std::size_t size);  // short Le up to 256, extended above
core::Bytes read_record(std::uint8_t number, std::uint8_t p2);    // 00 B2 no P2 00

}  // namespace apdu

// Sends a command that asks for data. Follows 61xx with GET RESPONSE and repeats the command once with the
// length that 6Cxx names. Never used for VERIFY: that one goes through verify_once.
// Errors: those of CardChannel::transmit, card.garbage.
core::Result<CardAnswer> ask_card(CardChannel& channel, core::ByteView command);

// What a VERIFY, or the question for the tries left, answered.
struct PinAnswer {
    enum class State : std::uint8_t { verified, tries, blocked, other } state{State::other};
    int tries_left{0};  // for State::tries
    std::uint16_t status{0};
};
PinAnswer read_pin_status(std::uint16_t status);

// Asks the tries left of a reference, spending none. Nothing where the card gives no count; 0 means blocked.
core::Result<std::optional<int>> tries_left(CardChannel& channel, std::uint8_t reference = 0x80);

// Sends VERIFY exactly once, whatever comes back, and wipes its own copy of the secret.
// Errors: card.pin_wrong (count = tries left, -1 where the card does not tell), card.pin_blocked,
// card.refused, those of CardChannel::transmit.
core::Status verify_once(CardChannel& channel, core::ByteView secret, std::uint8_t reference = 0x80);

// Selects; false where the card says it has no such application or file.
core::Result<bool> select(CardChannel& channel, core::ByteView select_command);

// Reads the current file from the start up to the end of its first object, in pieces of at most `piece_max`
// bytes (256, or more for readers that pass extended APDUs; a card that answers 67 00 to those is read in
// 256s). The first object must carry `tag`; up to three bytes in front of it are tolerated and dropped.
// Never asks for more than `size_max`. Errors: card.garbage, card.denied (access condition not met),
// card.refused, those of transmit.
core::Result<core::Bytes> read_object(CardChannel& channel, std::uint16_t tag, std::size_t size_max,
                                      std::size_t piece_max = 256);

}  // namespace app
