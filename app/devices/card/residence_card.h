// 在留カード and 特別永住者証明書, first and second generation: what is text, and the pictures of what is
// not.
//
// First generation (三つのDF): the front is one picture (name, birth date, sex, nationality, address); text
// are only the entries on the back. Second generation: birth date, sex, expiry and stay are text, name and
// address pictures. The access key is the card number printed on the face, typed by the clerk; a wrong number
// costs nothing.
#pragma once

#include "app/devices/card/card_reading.h"
#include "app/devices/card/residence_session.h"

namespace app {

struct ResidenceStatus {
    CardKind kind{CardKind::residence};  // or special_permanent
    ResidenceGeneration generation{ResidenceGeneration::first};
    std::string version;  // "0001"
};

struct ResidenceRequest {
    std::string_view card_number;  // as typed
    bool with_photo{false};
    bool check_signature{true};            // reads the photo to check it, and drops it unless asked for
    std::vector<core::Bytes> authorities;  // certificates of the agency (DER), from a folder the city fills
    std::optional<ReaderNonce> nonce{};    // only for worked examples; otherwise fresh
};

// Selects the MF and reads version and kind. Errors: card.unknown, card.unsupported (特定在留カード, to be
// read as マイナンバーカード), card.garbage, those of CardChannel::transmit.
core::Result<ResidenceStatus> residence_status(CardChannel& channel);

// Items, first generation: address (only where the back has an entry), address_registered_on,
// municipality_code, permission_general, permission_individual, renewal_applied (yes|no). Second:
// card_number, card_expiry, birth_date, sex, nationality_code, status_code, stay_period, stay_until,
// permission_date, work_restriction. Pictures (TIFF, CCITT G4): front; or name and address. photo (JPEG 2000)
// if asked for. Errors: card.number_format (nothing was sent), card.number_wrong, card.not_genuine,
// card.unknown, card.unsupported, card.garbage, card.denied, card.refused, those of CardChannel::transmit.
core::Result<CardReading> read_residence_card(CardChannel& channel, const ResidenceRequest& request);

}  // namespace app
