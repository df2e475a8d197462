#include "app/devices/card/apdu.h"

#include <string.h>

#include <algorithm>
#include <array>

#include "app/devices/card/ber_tlv.h"

namespace app {
namespace {

constexpr std::size_t answer_max = 65'536;  // whatever 61xx promises, a card file is smaller
constexpr int get_response_max = 256;

core::Error garbage(std::string detail) {
    return {core::ErrorCode::device, "card.garbage", std::move(detail)};
}

core::Error refusal(std::uint16_t status) {
    const std::array<std::uint8_t, 2> bytes{static_cast<std::uint8_t>(status >> 8),
                                            static_cast<std::uint8_t>(status & 0xFF)};
    const bool denied = status == 0x6982 || status == 0x6985;
    return {denied ? core::ErrorCode::not_permitted : core::ErrorCode::unsupported,
            denied ? "card.denied" : "card.refused", "status " + core::to_hex(bytes)};
}

core::Result<CardAnswer> transmit_once(CardChannel& channel, core::ByteView command) {
    auto raw = channel.transmit(command);
    if (!raw) return raw.error();
    if (raw->size() < 2) return garbage("answer shorter than a status word");
    CardAnswer answer;
    answer.status = static_cast<std::uint16_t>((*raw)[raw->size() - 2] << 8 | raw->back());
    raw->resize(raw->size() - 2);
    answer.data = std::move(*raw);
    return answer;
}

// Replaces the Le of a command by the one the card named; 0 means 256.
core::Bytes with_length(core::ByteView command, std::uint8_t le) {
    core::Bytes again(command.begin(), command.end());
    if (command.size() == 7 && command[4] == 0) again.resize(5);  // extended case 2 becomes short
    again.back() = le;
    return again;
}

bool has_le_only(core::ByteView command) {
    return command.size() == 5 || (command.size() == 7 && command[4] == 0);
}

// Where the object that starts with `tag` begins: at 0, or behind up to three stray bytes.
std::optional<std::size_t> object_start(core::ByteView bytes, std::uint16_t tag) {
    const std::array<std::uint8_t, 2> wide{static_cast<std::uint8_t>(tag >> 8),
                                           static_cast<std::uint8_t>(tag & 0xFF)};
    const core::ByteView wanted = tag > 0xFF ? core::ByteView(wide) : core::ByteView(wide).subspan(1);
    for (std::size_t at = 0; at < 4 && at + wanted.size() <= bytes.size(); ++at) {
        if (std::equal(wanted.begin(), wanted.end(), bytes.begin() + at)) return at;
    }
    return std::nullopt;
}

// Grows `have` by one READ BINARY. False at the end of the file.
core::Result<bool> read_piece(CardChannel& channel, core::Bytes& have, std::size_t want,
                              std::size_t& piece_max) {
    auto answer = ask_card(
        channel, apdu::read_binary(static_cast<std::uint16_t>(have.size()), std::min(want, piece_max)));
    if (!answer) return answer.error();
    if (answer->status == 0x6700 && piece_max > 256) {
        piece_max = 256;
        return read_piece(channel, have, want, piece_max);
    }
    if (answer->status == 0x6B00) return false;
    if (answer->refused()) return refusal(answer->status);
    if (answer->data.size() > want) return garbage("more bytes than asked for");
    have.insert(have.end(), answer->data.begin(), answer->data.end());
    return !answer->data.empty() && !answer->end_of_file();
}

}  // namespace

namespace apdu {

core::Bytes select_application(core::ByteView aid) {
    const std::array<std::uint8_t, 5> header{0x00, 0xA4, 0x04, 0x0C, static_cast<std::uint8_t>(aid.size())};
    core::Bytes command(header.size() + aid.size());
    std::copy(aid.begin(), aid.end(), std::copy(header.begin(), header.end(), command.begin()));
    return command;
}

core::Bytes select_file(std::uint16_t file) {
    return {0x00,
            0xA4,
            0x02,
            0x0C,
            0x02,
            static_cast<std::uint8_t>(file >> 8),
            static_cast<std::uint8_t>(file & 0xFF)};
}

core::Bytes ask_tries(std::uint8_t reference) { return {0x00, 0x20, 0x00, reference}; }

core::Bytes read_binary(std::uint16_t offset, std::size_t size) {
    core::Bytes command{0x00, 0xB0, static_cast<std::uint8_t>(offset >> 8 & 0x7F),
                        static_cast<std::uint8_t>(offset & 0xFF)};
    if (size > 256) {
        command.push_back(0x00);
        command.push_back(static_cast<std::uint8_t>(size >> 8));
    }
    command.push_back(static_cast<std::uint8_t>(size & 0xFF));
    return command;
}

core::Bytes read_record(std::uint8_t number, std::uint8_t p2) { return {0x00, 0xB2, number, p2, 0x00}; }

}  // namespace apdu

core::Result<CardAnswer> ask_card(CardChannel& channel, core::ByteView command) {
    auto answer = transmit_once(channel, command);
    if (!answer) return answer;
    if ((answer->status >> 8) == 0x6C && has_le_only(command)) {
        answer = transmit_once(channel, with_length(command, static_cast<std::uint8_t>(answer->status)));
        if (!answer) return answer;
    }
    core::Bytes collected = std::move(answer->data);
    for (int round = 0; (answer->status >> 8) == 0x61; ++round) {
        if (round == get_response_max || collected.size() > answer_max) return garbage("endless 61xx");
        const core::Bytes more{0x00, 0xC0, 0x00, 0x00, static_cast<std::uint8_t>(answer->status)};
        answer = transmit_once(channel, more);
        if (!answer) return answer;
        collected.insert(collected.end(), answer->data.begin(), answer->data.end());
    }
    answer->data = std::move(collected);
    return answer;
}

PinAnswer read_pin_status(std::uint16_t status) {
    using State = PinAnswer::State;
    if (status == 0x9000) return {State::verified, 0, status};
    if (status == 0x63C0 || status == 0x6983 || status == 0x6984) return {State::blocked, 0, status};
    if ((status & 0xFFF0) == 0x63C0) return {State::tries, status & 0x0F, status};
    return {State::other, 0, status};
}

core::Result<std::optional<int>> tries_left(CardChannel& channel, std::uint8_t reference) {
    auto answer = transmit_once(channel, apdu::ask_tries(reference));
    if (!answer) return answer.error();
    const PinAnswer pin = read_pin_status(answer->status);
    if (pin.state == PinAnswer::State::tries) return std::optional<int>(pin.tries_left);
    if (pin.state == PinAnswer::State::blocked) return std::optional<int>(0);
    return std::optional<int>();
}

core::Status verify_once(CardChannel& channel, core::ByteView secret, std::uint8_t reference) {
    std::array<std::uint8_t, 5 + 32> command{0x00, 0x20, 0x00, reference,
                                             static_cast<std::uint8_t>(secret.size())};
    if (secret.empty() || secret.size() > command.size() - 5) return core::invalid("card.pin_format");
    std::copy(secret.begin(), secret.end(), command.begin() + 5);
    auto answer = transmit_once(channel, core::ByteView(command).first(5 + secret.size()));
    explicit_bzero(command.data(), command.size());
    if (!answer) return answer.error();
    const PinAnswer pin = read_pin_status(answer->status);
    switch (pin.state) {
        case PinAnswer::State::verified:
            return core::ok();
        case PinAnswer::State::tries:
            return core::Error{core::ErrorCode::not_permitted, "card.pin_wrong", {}, pin.tries_left};
        case PinAnswer::State::blocked:
            return core::Error{core::ErrorCode::not_permitted, "card.pin_blocked", {}, 0};
        case PinAnswer::State::other:
            break;
    }
    if (pin.status == 0x6300) {
        return core::Error{core::ErrorCode::not_permitted, "card.pin_wrong", {}, -1};
    }
    return refusal(pin.status);
}

core::Result<bool> select(CardChannel& channel, core::ByteView select_command) {
    auto answer = ask_card(channel, select_command);
    if (!answer) return answer.error();
    return !answer->refused();
}

core::Result<core::Bytes> read_object(CardChannel& channel, std::uint16_t tag, std::size_t size_max,
                                      std::size_t piece_max) {
    core::Bytes have;
    auto more = read_piece(channel, have, std::min<std::size_t>(256, size_max), piece_max);
    if (!more) return more.error();
    const auto start = object_start(have, tag);
    if (!start) return garbage("expected object is not at the start of the file");
    const auto header = tlv_header(core::ByteView(have).subspan(*start));
    if (!header || header->tag != tag) return garbage("damaged object header");
    const std::size_t end = *start + header->total();
    if (end > size_max) return garbage("object larger than its file may be");
    while (have.size() < end && *more) {
        more = read_piece(channel, have, end - have.size(), piece_max);
        if (!more) return more.error();
    }
    if (have.size() < end) return garbage("file ends inside its object");
    return core::Bytes(have.begin() + static_cast<std::ptrdiff_t>(*start),
                       have.begin() + static_cast<std::ptrdiff_t>(end));
}

}  // namespace app
