// Whatever a card answers, a reading ends in a value or a known reason, within a bound of commands, and no
// secret is sent twice. Input: the reader to try, then one step for each command:
//   input := reader:u8 {step}
//   step  := 00..9F                    the virtual card's own answer
//          | A0 size:u8 bytes          these bytes instead
//          | B0 at:u8 mask:u8          one byte of the answer changed
//          | C0 size:u8                the answer cut to so many bytes
//          | D0 sw1:u8 sw2:u8          another status word
//          | E0 sw1:u8 sw2:u8          nothing but this status word
//          | others                    the card is gone
#include <cstdlib>
#include <set>

#include "app/devices/card/card_recognition.h"
#include "app/devices/card/driving_licence.h"
#include "app/devices/card/jpki_card.h"
#include "app/devices/card/mynumber_face.h"
#include "app/devices/card/residence_card.h"
#include "app/practice/virtual_licence.h"
#include "app/practice/virtual_mynumber.h"
#include "app/practice/virtual_residence.h"

namespace {

constexpr int commands_max = 5'000;

void must(bool holds) {
    if (!holds) std::abort();
}

class SteppedChannel : public app::CardChannel {
  public:
    SteppedChannel(app::VirtualCard& card, core::ByteView steps) : card_(card), steps_(steps) {
        card_.reset();
    }

    core::Result<core::Bytes> transmit(core::ByteView command) override {
        must(++commands_ <= commands_max);
        const bool secret = command.size() > 5 && command[0] == 0x00 && command[1] == 0x20;
        if (secret) must(sent_.insert(core::to_hex(command.first(4)) + current_).second);
        if (command.size() == 7 && command[1] == 0xA4) current_ = core::to_hex(command.last(2));
        core::Bytes answer = card_.transmit(command);
        if (!steps_.empty()) step(answer);
        if (answer.empty()) return core::Error{core::ErrorCode::device, "card.removed", {}};
        return answer;
    }

  private:
    std::uint8_t take() {
        if (steps_.empty()) return 0;
        const std::uint8_t byte = steps_.front();
        steps_ = steps_.subspan(1);
        return byte;
    }
    void step(core::Bytes& answer) {
        const std::uint8_t kind = take();
        if (kind < 0xA0) return;
        const std::size_t first = take();
        if ((kind & 0xF0) == 0xA0) {
            const std::size_t size = std::min(first, steps_.size());
            answer.assign(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(size));
            steps_ = steps_.subspan(size);
        } else if ((kind & 0xF0) == 0xB0) {
            const std::uint8_t mask = take();
            if (first < answer.size()) answer[first] ^= mask;
        } else if ((kind & 0xF0) == 0xC0) {
            answer.resize(std::min(answer.size(), first));
        } else if ((kind & 0xF0) == 0xD0 && answer.size() >= 2) {
            answer[answer.size() - 2] = static_cast<std::uint8_t>(first);
            answer.back() = take();
        } else if ((kind & 0xF0) == 0xE0) {
            answer = {static_cast<std::uint8_t>(first), take()};
        } else {
            answer.clear();
        }
    }

    app::VirtualCard& card_;
    core::ByteView steps_;
    std::set<std::string> sent_;  // to which reference of which selected file a secret went
    std::string current_;
    int commands_{0};
};

const std::set<std::string> reasons{"card.removed",     "card.garbage",     "card.denied",
                                    "card.refused",     "card.unknown",     "card.unsupported",
                                    "card.pin_wrong",   "card.pin_blocked", "card.number_wrong",
                                    "card.not_genuine", "card.pin_format",  "card.swapped"};

template <class T>
void ends_well(const core::Result<T>& read) {
    must(read || reasons.contains(read.error().reason));
}

struct Cards {
    app::MyNumberChip face;
    app::LicenceChip licence;
    app::ResidenceChip first, second;
};

Cards load() {
    const std::string data = std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data";
    const auto all = app::load_residents(data + "/residents.json").value();
    const auto residence = [&](const char* id) {
        auto chip = *app::residence_of(*app::find_resident(all, id), data + "/pictures");
        chip.fixed_random = {1, 2, 3, 4, 5, 6, 7, 8};
        chip.fixed_key = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        return chip;
    };
    return {app::chip_of(all[0], data + "/pictures"), *app::licence_of(all[0]), residence("R16"),
            residence("R18")};
}

void read_residence(const app::ResidenceChip& chip, core::ByteView steps) {
    const auto card = app::make_residence_card(chip);
    SteppedChannel channel(*card, steps);
    app::ResidenceRequest request;
    request.card_number = chip.number;
    request.nonce = app::ReaderNonce{};
    ends_well(app::read_residence_card(channel, request));
}

void read_face_card(const Cards& cards, int way, core::ByteView steps) {
    const auto card = app::make_mynumber_card(cards.face);
    SteppedChannel channel(*card, steps);
    if (way == 0) {
        app::MyNumberRequest request;
        request.secret = core::view(cards.face.pin);
        request.my_number_for = app::MyNumberPurpose::national_health_insurance;
        ends_well(app::read_mynumber(channel, request));
    } else if (way == 1) {
        app::FaceRequest request;
        request.verification_b = core::view(cards.face.verification);
        request.check_signature = true;
        ends_well(app::read_mynumber_face(channel, request));
    } else if (way == 2) {
        ends_well(app::recognise_card(channel));
    } else {
        ends_well(app::jpki_status(channel));
        ends_well(app::authentication_certificate_expiry(channel));
        ends_well(app::read_jpki(channel, core::view(cards.face.signing_password)));
    }
}

void read_licence_card(const Cards& cards, core::ByteView steps) {
    const auto card = app::make_licence(cards.licence);
    SteppedChannel channel(*card, steps);
    app::LicenceRequest request;
    request.pin1 = core::view(cards.licence.pin1);
    request.pin2 = core::view(cards.licence.pin2);
    request.with_honseki = request.with_photo = true;
    ends_well(app::read_licence(channel, request));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Cards cards = load();
    if (size == 0) return 0;
    const core::ByteView steps(data + 1, size - 1);
    switch (data[0] % 7) {
        case 4:
            read_licence_card(cards, steps);
            break;
        case 5:
            read_residence(cards.first, steps);
            break;
        case 6:
            read_residence(cards.second, steps);
            break;
        default:
            read_face_card(cards, data[0] % 7, steps);
    }
    return 0;
}
