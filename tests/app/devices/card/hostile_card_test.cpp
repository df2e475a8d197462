// Cards that answer nonsense. Strategy: a virtual card answers each reader of ours; from a seed, some answers
// are flipped, cut, lengthened, given another status or replaced by noise. Whatever comes, the reading ends,
// within a bound of commands, with a value or one of the known reasons, and no secret is sent twice. With
// KAKANAI_LONG set, more seeds. A failure prints its seed.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <functional>
#include <random>
#include <set>

#include "app/devices/card/card_command.h"
#include "app/devices/card/card_recognition.h"
#include "app/devices/card/driving_licence.h"
#include "app/devices/card/mynumber_face.h"
#include "app/devices/card/residence_card.h"
#include "app/practice/virtual_licence.h"
#include "app/practice/virtual_mynumber.h"
#include "app/practice/virtual_residence.h"
#include "forms/core/text.h"
#include "tests/support/fake_card.h"

namespace {

// A try costs a counter; this many commands are more than any whole reading with the smallest pieces needs.
constexpr int commands_max = 5'000;

class HostileChannel : public app::CardChannel {
  public:
    HostileChannel(app::VirtualCard& card, unsigned seed) : card_(card), chance_(seed) { card_.reset(); }

    core::Result<core::Bytes> transmit(core::ByteView command) override {
        ++commands;
        if (commands > commands_max) return core::Error{core::ErrorCode::device, "card.removed", {}};
        const bool verify = command.size() > 5 && command[0] == 0x00 && command[1] == 0x20;
        if (verify) sent.insert(core::to_hex(command.first(4)));
        if (verify) ++secrets;
        core::Bytes answer = card_.transmit(command);
        if (pick(8) == 0) spoil(answer);
        if (answer.empty()) return core::Error{core::ErrorCode::device, "card.removed", {}};
        return answer;
    }

    int commands{0};
    int secrets{0};
    std::set<std::string> sent;  // references a secret was sent to

  private:
    unsigned pick(unsigned below) { return static_cast<unsigned>(chance_() % below); }

    void spoil(core::Bytes& answer) {
        static const std::uint16_t statuses[] = {0x6100, 0x61FF, 0x6C00, 0x6C10, 0x6282, 0x6283, 0x6700,
                                                 0x6982, 0x6A82, 0x6B00, 0x9000, 0x63C2, 0x63C0, 0x6F00};
        switch (pick(6)) {
            case 0:
                for (unsigned i = 0; i < 3 && !answer.empty(); ++i) {
                    answer[pick(static_cast<unsigned>(answer.size()))] ^=
                        static_cast<std::uint8_t>(1U << pick(8));
                }
                break;
            case 1:
                answer.resize(pick(static_cast<unsigned>(answer.size()) + 1));
                break;
            case 2:
                answer.insert(answer.begin(), pick(64), static_cast<std::uint8_t>(pick(256)));
                break;
            case 3:
                answer.resize(pick(2) == 0 ? 2 : answer.size());
                if (answer.size() >= 2) {
                    const std::uint16_t status = statuses[pick(std::size(statuses))];
                    answer[answer.size() - 2] = static_cast<std::uint8_t>(status >> 8);
                    answer[answer.size() - 1] = static_cast<std::uint8_t>(status & 0xFF);
                }
                break;
            case 4:
                for (std::uint8_t& byte : answer) byte = static_cast<std::uint8_t>(pick(256));
                break;
            default:
                answer.assign(pick(9'000), static_cast<std::uint8_t>(pick(256)));
        }
    }

    app::VirtualCard& card_;
    std::mt19937 chance_;
};

std::vector<app::Resident> residents() {
    auto loaded = app::load_residents(std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/residents.json");
    REQUIRE(loaded);
    return std::move(*loaded);
}

unsigned seeds() { return getenv("KAKANAI_LONG") != nullptr ? 20'000 : 400; }

const std::set<std::string> known_reasons{"card.removed",     "card.garbage",     "card.denied",
                                          "card.refused",     "card.unknown",     "card.unsupported",
                                          "card.pin_wrong",   "card.pin_blocked", "card.number_wrong",
                                          "card.not_genuine", "card.pin_format"};

template <class Read>
void survive(const std::function<std::unique_ptr<app::VirtualCard>()>& make, int secrets_max,
             const Read& read) {
    for (unsigned seed = 1; seed <= seeds(); ++seed) {
        CAPTURE(seed);
        const auto card = make();
        HostileChannel channel(*card, seed);
        const auto reading = read(channel);
        if (!reading) {
            CAPTURE(reading.error().reason);
            CHECK(known_reasons.count(reading.error().reason) == 1);
        }
        CHECK(channel.commands <= commands_max);
        CHECK(channel.secrets <= secrets_max);
        CHECK(channel.secrets == static_cast<int>(channel.sent.size()));  // none twice to one reference
    }
}

}  // namespace

TEST_CASE("a My Number card that answers nonsense is survived") {
    const app::MyNumberChip chip = app::chip_of(residents()[0]);
    const auto make = [&]() -> std::unique_ptr<app::VirtualCard> { return app::make_mynumber_card(chip); };
    survive(make, 1, [&](app::CardChannel& channel) {
        app::MyNumberRequest request;
        request.secret = core::view(chip.pin);
        request.my_number_for = app::MyNumberPurpose::national_health_insurance;
        return app::read_mynumber(channel, request);
    });
    survive(make, 1, [&](app::CardChannel& channel) {
        app::FaceRequest request;
        request.verification_b = core::view(chip.verification);
        request.check_signature = true;
        return app::read_mynumber_face(channel, request);
    });
}

TEST_CASE("a licence that answers nonsense is survived, and each PIN is sent once") {
    const auto all = residents();
    const auto chip = app::licence_of(all[0]);
    REQUIRE(chip);
    survive([&] { return app::make_licence(*chip); }, 2,
            [&](app::CardChannel& channel) {
                app::LicenceRequest request;
                request.pin1 = core::view(chip->pin1);
                request.pin2 = core::view(chip->pin2);
                request.with_honseki = request.with_photo = true;
                return app::read_licence(channel, request);
            });
}

TEST_CASE("residence cards of both generations that answer nonsense are survived") {
    const auto all = residents();
    for (const char* id : {"R16", "R18"}) {
        const auto chip = app::residence_of(*app::find_resident(all, id),
                                            std::string(KAKANAI_SOURCE_DIR) + "/app/practice/data/pictures");
        REQUIRE(chip);
        survive([&] { return app::make_residence_card(*chip); }, 0,
                [&](app::CardChannel& channel) {
                    app::ResidenceRequest request;
                    request.card_number = chip->number;
                    return app::read_residence_card(channel, request);
                });
    }
}

TEST_CASE("recognition of a card that answers nonsense ends, and sends no secret") {
    const app::MyNumberChip chip = app::chip_of(residents()[0]);
    survive([&]() -> std::unique_ptr<app::VirtualCard> { return app::make_mynumber_card(chip); }, 0,
            [](app::CardChannel& channel) { return app::recognise_card(channel); });
}

TEST_CASE("the parsers take noise of every length") {
    std::mt19937 chance(7);
    for (unsigned round = 0; round < seeds() * 10; ++round) {
        core::Bytes noise(chance() % 900);
        for (std::uint8_t& byte : noise) byte = static_cast<std::uint8_t>(chance());
        if (noise.size() > 4 && round % 2 == 0) {
            noise[0] = 0xFF;
            noise[1] = 0x20;
            noise[2] = 0x82;
        }
        app::CardReading reading;
        for (const core::Status& parsed :
             {app::parse_licence_items(noise, reading), app::parse_licence_changes(noise, reading),
              app::parse_licence_honseki(noise, noise, reading)}) {
            if (!parsed) CHECK(parsed.error().reason == "card.garbage");
        }
        const auto items = app::parse_four_items(noise);
        if (!items) CHECK(items.error().reason == "card.garbage");
        for (const auto& [name, item] : reading.items) CHECK(core::is_utf8(item.value));
    }
}
