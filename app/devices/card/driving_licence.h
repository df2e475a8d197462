// 運転免許証 (IC driving licence): text items with 暗証番号1, 本籍 and photo with 暗証番号2 as well.
//
//   MF      2F 01  45 0B version(3) issued(4 BCD) expiry(4 BCD) …   free
//           00 0A  05 01 (01 PINs set | 00 not set)                free
//   DF1     SFI 1 items · 2 本籍 · 3 外字 · 4 changes · 5 more 外字 · 6 本籍 changes
//   DF2     SFI 1 photo, 5F 40 …
// The specification is public (警察庁), read here through several programs that agree: docs/cards.md. The
// signature of a licence cannot be checked from public facts, so it is always not_checkable.
#pragma once

#include "app/devices/card/apdu.h"
#include "app/devices/card/card_reading.h"

namespace app {

struct LicenceStatus {
    std::string version;                     // "009"
    std::optional<std::string> issued_on;    // YYYY-MM-DD
    std::optional<std::string> card_expiry;  // valid through that whole day
    std::optional<int> pin1_tries, pin2_tries;
    // The holder chose PINs; false: the default opens the card; nothing: the card did not say, so the default
    // is not tried, for it would cost a try.
    std::optional<bool> pins_set;
};

// PIN 2 is sent only where 本籍 or photo is wanted: each PIN has three tries, and many holders forget it.
struct LicenceRequest {
    core::ByteView pin1;  // 4 digits; empty: the default, and only where the card says that none was chosen
    core::ByteView pin2;  // likewise
    bool with_honseki{false};
    bool with_photo{false};
};

// Selects, reads what is free, asks both counters. Sends no VERIFY with data. Leaves the MF selected.
// Errors: card.unknown, those of CardChannel::transmit.
core::Result<LicenceStatus> licence_status(CardChannel& channel);

// Items: name, name_kana, name_common, address, birth_date, card_expiry, issued_on, licence_number,
// licence_colour, conditions, authority; honseki with PIN 2. Changes written on the back are applied: the
// current value stands under the plain name, the one on the front as address_before (name_before,
// honseki_before), the day of the change as address_changed_on. Pictures: photo (JPEG 2000), gaiji_1 … (as on
// the chip, form not established). Notes: licence.record_order where dates and order of the changes disagree.
// Errors: card.pin_format, card.pin_wrong and card.pin_blocked (detail "pin1" or "pin2", count),
// card.unknown, card.garbage, card.denied, those of CardChannel::transmit.
core::Result<CardReading> read_licence(CardChannel& channel, const LicenceRequest& request);

// Parts of it, for tests and fuzzers. Each takes a file as read, filler included, and adds to `reading`.
core::Status parse_licence_items(core::ByteView file, CardReading& reading);
core::Status parse_licence_changes(core::ByteView file, CardReading& reading);
core::Status parse_licence_honseki(core::ByteView file, core::ByteView changes, CardReading& reading);
LicenceStatus parse_licence_common(core::ByteView common, core::ByteView pin_setting);

}  // namespace app
