#include "app/devices/card/card_recognition.h"

namespace app {
namespace {

constexpr std::array<std::uint8_t, 10> jpki_aid{0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01};

using LongAid = std::array<std::uint8_t, 16>;
constexpr LongAid licence_aid{0xA0, 0x00, 0x00, 0x02, 0x31, 0x01};
constexpr LongAid mynumber_licence_aid{0xA0, 0x00, 0x00, 0x02, 0x31, 0x06};
constexpr LongAid residence_aid{0xD3, 0x92, 0xF0, 0x00, 0x4F, 0x02};

// A locked licence application answers 62 83 and is a licence all the same.
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

}  // namespace

core::Result<RecognisedCard> recognise_card(CardChannel& channel) {
    auto mynumber = describe_mynumber(channel);
    if (mynumber || mynumber.error().reason != "card.unknown") return mynumber;

    RecognisedCard card;
    for (const auto& [aid, kind] : {std::pair{core::ByteView(jpki_aid), CardKind::jpki_only},
                                    std::pair{core::ByteView(licence_aid), CardKind::licence},
                                    std::pair{core::ByteView(residence_aid), CardKind::residence}}) {
        auto found = has_application(channel, aid);
        if (!found) return found.error();
        if (!*found) continue;
        card.kind = kind;
        break;
    }
    return card;
}

}  // namespace app
