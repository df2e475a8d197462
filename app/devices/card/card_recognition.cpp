#include "app/devices/card/card_recognition.h"

#include "app/devices/card/driving_licence.h"
#include "app/devices/card/residence_card.h"

namespace app {
namespace {

constexpr std::array<std::uint8_t, 10> jpki_aid{0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01};

using LongAid = std::array<std::uint8_t, 16>;
constexpr LongAid mynumber_licence_aid{0xA0, 0x00, 0x00, 0x02, 0x31, 0x06};

core::Result<bool> has_application(CardChannel& channel, core::ByteView aid) {
    auto answer = ask_card(channel, apdu::select_application(aid));
    if (!answer) return answer.error();
    return answer->done() || answer->status == 0x6283;
}

core::Result<RecognisedCard> describe_mynumber(CardChannel& channel) {
    auto status = mynumber_status(channel);
    if (!status) return status.error();
    RecognisedCard card;
    card.kind = CardKind::mynumber;
    if (status->pin_tries) card.tries_left["pin"] = *status->pin_tries;
    if (status->verification_b_tries) card.tries_left["verification_b"] = *status->verification_b_tries;
    card.card_expiry = status->card_expiry;
    card.fingerprint = status->fingerprint;
    auto licence = has_application(channel, mynumber_licence_aid);
    if (!licence) return licence.error();
    card.carries_licence = *licence;
    return card;
}

core::Result<RecognisedCard> describe_licence(CardChannel& channel) {
    auto status = licence_status(channel);
    if (!status) return status.error();
    RecognisedCard card;
    card.kind = CardKind::licence;
    if (status->pin1_tries) card.tries_left["pin1"] = *status->pin1_tries;
    if (status->pin2_tries) card.tries_left["pin2"] = *status->pin2_tries;
    card.card_expiry = status->card_expiry;
    card.default_pins = status->pins_set == false;
    return card;
}

}  // namespace

core::Result<RecognisedCard> recognise_card(CardChannel& channel) {
    auto mynumber = describe_mynumber(channel);
    if (mynumber || mynumber.error().reason != "card.unknown") return mynumber;

    RecognisedCard card;
    auto found = has_application(channel, jpki_aid);
    if (!found) return found.error();
    if (*found) {
        card.kind = CardKind::jpki_only;
        return card;
    }
    auto licence = describe_licence(channel);
    if (licence || licence.error().reason != "card.unknown") return licence;
    auto residence = residence_status(channel);
    if (!residence && residence.error().reason != "card.unknown") return residence.error();
    if (residence) {
        card.kind = residence->kind;
        card.second_generation = residence->generation == ResidenceGeneration::second;
    }
    return card;
}

}  // namespace app
