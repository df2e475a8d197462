// Objects of card files: what comes out lies inside the input, and every reader built on them ends in a value
// or card.garbage, with text that is UTF-8.
#include <cstdlib>

#include "app/devices/card/ber_tlv.h"
#include "app/devices/card/card_crypto.h"
#include "app/devices/card/driving_licence.h"
#include "app/devices/card/jpki_card.h"
#include "app/devices/card/mynumber_signature.h"
#include "forms/core/text.h"

namespace {

void must(bool holds) {
    if (!holds) std::abort();
}

bool inside(core::ByteView part, core::ByteView whole) {
    return part.empty() ||
           (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void walk(core::ByteView bytes, app::TagForm form, int depth) {
    app::TlvReader reader(bytes, form);
    std::size_t total = 0;
    while (const auto object = reader.next()) {
        must(inside(object->whole, bytes) && inside(object->value, object->whole));
        total += object->whole.size();
        if (depth > 0) walk(object->value, form, depth - 1);
    }
    must(total <= bytes.size());
    const auto header = app::tlv_header(bytes, form);
    if (header) must(header->header_size >= 2 && header->header_size <= bytes.size());
}

void well(const core::Result<app::CardReading>& reading) {
    if (!reading) {
        must(reading.error().reason == "card.garbage");
        return;
    }
    for (const auto& [name, item] : reading->items) must(core::is_utf8(item.value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const core::ByteView bytes(data, size);
    walk(bytes, app::TagForm::one_or_two_bytes, 4);
    walk(bytes, app::TagForm::one_byte, 2);
    well(app::parse_four_items(bytes));
    well(app::parse_jpki_names(bytes));
    (void)app::parse_my_number(bytes);
    app::CardReading licence;
    for (const core::Status& parsed :
         {app::parse_licence_items(bytes, licence), app::parse_licence_changes(bytes, licence),
          app::parse_licence_honseki(bytes, bytes, licence)}) {
        must(parsed || parsed.error().reason == "card.garbage");
    }
    for (const auto& [name, item] : licence.items) must(core::is_utf8(item.value));
    (void)app::parse_licence_common(bytes, bytes);
    (void)app::certificate_last_day(bytes);
    (void)app::certificate_names(bytes);
    const core::ByteView half = bytes.first(size / 2);
    must(app::judge_face_signature(half, bytes, bytes, std::nullopt, app::known_card_issuers()) !=
         app::SignatureState::checked);
    return 0;
}
