#include "app/devices/card/driving_licence.h"

#include <algorithm>
#include <array>

#include "app/devices/card/ber_tlv.h"
#include "app/devices/card/jis_text.h"

namespace app {
namespace {

using LongAid = std::array<std::uint8_t, 16>;
constexpr LongAid items_aid{0xA0, 0x00, 0x00, 0x02, 0x31, 0x01};
constexpr LongAid photo_aid{0xA0, 0x00, 0x00, 0x02, 0x31, 0x02};

constexpr std::uint8_t pin1_reference = 0x81;
constexpr std::uint8_t pin2_reference = 0x82;
constexpr std::string_view default_pin = "****";

constexpr std::size_t items_file_size = 880;
constexpr std::size_t honseki_file_size = 82;
constexpr std::size_t gaiji_file_size = 264;
constexpr std::size_t changes_file_size = 640;
constexpr std::size_t more_gaiji_file_size = 663;
constexpr std::size_t honseki_changes_file_size = 256;
constexpr std::size_t photo_file_size = 2005;

core::Error garbage(const char* detail) { return {core::ErrorCode::device, "card.garbage", detail}; }

// Does the filler begin within what was read? Then the rest of the file needs no reading.
bool content_ends(core::ByteView bytes, TagForm form) {
    TlvReader reader(bytes, form);
    std::size_t end = 0;
    while (const auto object = reader.next()) end += object->whole.size();
    return !reader.damaged() && end < bytes.size();
}

// Reads a file by its short id, up to its filler or `size_max` bytes.
core::Result<core::Bytes> read_by_short_id(CardChannel& channel, std::uint8_t id, std::size_t size_max,
                                           TagForm form = TagForm::one_byte) {
    core::Bytes have;
    while (have.size() < size_max && !(!have.empty() && content_ends(have, form))) {
        core::Bytes command = apdu::read_binary(static_cast<std::uint16_t>(have.size()),
                                                std::min<std::size_t>(256, size_max - have.size()));
        if (have.empty()) command[2] = static_cast<std::uint8_t>(0x80 | id);
        auto answer = ask_card(channel, command);
        if (!answer) return answer.error();
        if (answer->status == 0x6B00) break;
        if (answer->status == 0x6982) return core::denied("card.denied", "a PIN is needed");
        if (answer->refused())
            return core::Error{core::ErrorCode::unsupported, "card.refused", "no such file"};
        have.insert(have.end(), answer->data.begin(), answer->data.end());
        if (answer->data.empty() || answer->end_of_file()) break;
    }
    if (have.size() > size_max) return garbage("more bytes than asked for");
    return have;
}

// A file of the MF, selected by its id; empty where it is not there.
core::Result<core::Bytes> read_free_file(CardChannel& channel, std::uint16_t id, std::size_t size) {
    auto found = select(channel, apdu::select_file(id));
    if (!found) return found.error();
    if (!*found) return core::Bytes();
    auto answer = ask_card(channel, apdu::read_binary(0, size));
    if (!answer) return answer.error();
    return answer->refused() ? core::Bytes() : std::move(answer->data);
}

bool all_digits(core::ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t c) { return c >= '0' && c <= '9'; });
}

std::optional<std::string> bcd_date(core::ByteView four) { return iso_date(core::to_hex(four)); }

void put(CardReading& reading, const std::string& name, std::string value, std::string original = {},
         int missing = 0) {
    CardItem item{std::move(value), std::string(chip_source), std::move(original)};
    item.missing_glyphs = missing;
    reading.items[name] = std::move(item);
}

void put_text(CardReading& reading, const char* name, core::ByteView value) {
    if (value.empty()) return;
    JisText text = decode_jis(value);
    put(reading, name, std::move(text.text), {}, text.missing);
}

void put_date(CardReading& reading, const char* name, core::ByteView value) {
    if (value.empty()) return;
    const std::string original(core::text(value));
    const auto date = era_date(original);
    put(reading, name, date.value_or(""), date ? original : std::string());
}

// One change: edition of JIS (1), day as seven full-width digits (14), new text, commission (10).
struct Change {
    std::uint16_t tag{0};
    std::string day;  // YYYY-MM-DD, or empty
    JisText text;
};

constexpr std::size_t change_head = 1 + 14;
constexpr std::size_t change_tail = 10;

std::optional<Change> parse_change(const Tlv& object) {
    if (object.value.size() < change_head + change_tail) return std::nullopt;
    std::string digits;
    for (std::size_t at = 1; at < change_head; at += 2) {
        if (object.value[at] != 0x23) return std::nullopt;  // full-width digits are 23 30 to 23 39
        digits += static_cast<char>(object.value[at + 1]);
    }
    Change change;
    change.tag = object.tag;
    change.day = era_date(digits).value_or("");
    change.text =
        decode_jis(object.value.subspan(change_head, object.value.size() - change_head - change_tail));
    return change;
}

// The newest of the changes whose tags lie in [first, last]: the highest tag, unless a day says otherwise.
core::Result<std::optional<Change>> newest_change(core::ByteView file, std::uint16_t first,
                                                  std::uint16_t last, CardReading& reading) {
    std::optional<Change> newest;
    TlvReader objects(file, TagForm::one_byte);
    while (const auto object = objects.next()) {
        if (object->tag < first || object->tag > last || object->value.empty()) continue;
        auto change = parse_change(*object);
        if (!change) return garbage("damaged change record");
        const bool later_tag = !newest || change->tag > newest->tag;
        const bool both_days = newest && !newest->day.empty() && !change->day.empty();
        const bool disagree =
            both_days && change->day != newest->day && (change->day > newest->day) != later_tag;
        if (disagree) reading.notes.push_back("licence.record_order");
        if (disagree ? change->day > newest->day : later_tag) newest = std::move(change);
    }
    if (objects.damaged()) return garbage("damaged change file");
    return newest;
}

core::Status apply_change(core::ByteView file, std::uint16_t first, std::uint16_t last,
                          const std::string& item, CardReading& reading) {
    auto change = newest_change(file, first, last, reading);
    if (!change) return change.error();
    if (!*change) return core::ok();
    const auto before = reading.items.find(item);
    if (before != reading.items.end()) reading.items[item + "_before"] = before->second;
    put(reading, item, (*change)->text.text, {}, (*change)->text.missing);
    if (!(*change)->day.empty()) put(reading, item + "_changed_on", (*change)->day);
    return core::ok();
}

// The glyphs that text could only name by number: tags 48 and up, in the order of their numbers.
core::Status read_glyphs(CardChannel& channel, CardReading& reading) {
    int number = 1;
    for (const auto& [id, size] : {std::pair<std::uint8_t, std::size_t>{3, gaiji_file_size},
                                   std::pair<std::uint8_t, std::size_t>{5, more_gaiji_file_size}}) {
        auto file = read_by_short_id(channel, id, size);
        if (!file && (file.error().reason == "card.refused" || file.error().reason == "card.denied"))
            continue;
        if (!file) return file.error();
        TlvReader objects(*file, TagForm::one_byte);
        while (const auto object = objects.next()) {
            if (object->value.size() < 8) continue;  // counts and flags, not glyphs
            reading.pictures["gaiji_" + std::to_string(number++)] =
                core::Bytes(object->value.begin(), object->value.end());
        }
    }
    return core::ok();
}

bool right_shape(core::ByteView pin) { return pin.size() == 4 && all_digits(pin); }

core::Status verify(CardChannel& channel, core::ByteView pin, std::uint8_t reference,
                    const std::optional<int>& tries, const char* name) {
    if (tries == 0) return core::Error{core::ErrorCode::not_permitted, "card.pin_blocked", name, 0};
    core::Status verified = verify_once(channel, pin, reference);
    if (verified) return verified;
    core::Error error = verified.error();
    if (error.reason == "card.pin_wrong" || error.reason == "card.pin_blocked") error.detail = name;
    return error;
}

bool wants_pin2(const LicenceRequest& request) { return request.with_honseki || request.with_photo; }

// What to send: the PIN given, or the default where the card itself says that none was chosen.
core::Result<core::ByteView> pin_to_send(core::ByteView given, const LicenceStatus& status,
                                         const char* name) {
    if (given.empty() && status.pins_set == false) return core::view(default_pin);
    if (!right_shape(given)) return core::invalid("card.pin_format", name);
    return given;
}

// Both shapes are looked at before the first PIN is spent.
core::Status verify_pins(CardChannel& channel, const LicenceRequest& request, const LicenceStatus& status) {
    auto pin1 = pin_to_send(request.pin1, status, "pin1");
    if (!pin1) return pin1.error();
    if (!wants_pin2(request)) return verify(channel, *pin1, pin1_reference, status.pin1_tries, "pin1");
    auto pin2 = pin_to_send(request.pin2, status, "pin2");
    if (!pin2) return pin2.error();
    core::Status first = verify(channel, *pin1, pin1_reference, status.pin1_tries, "pin1");
    if (!first) return first;
    return verify(channel, *pin2, pin2_reference, status.pin2_tries, "pin2");
}

core::Status read_items(CardChannel& channel, CardReading& reading) {
    auto items = read_by_short_id(channel, 1, items_file_size);
    if (!items) return items.error();
    core::Status parsed = parse_licence_items(*items, reading);
    if (!parsed) return parsed;
    auto changes = read_by_short_id(channel, 4, changes_file_size);
    if (!changes && changes.error().reason == "card.refused") return core::ok();
    if (!changes) return changes.error();
    return parse_licence_changes(*changes, reading);
}

core::Status read_honseki(CardChannel& channel, CardReading& reading) {
    auto file = read_by_short_id(channel, 2, honseki_file_size);
    if (!file) return file.error();
    auto changes = read_by_short_id(channel, 6, honseki_changes_file_size);
    if (!changes && changes.error().reason != "card.refused") return changes.error();
    return parse_licence_honseki(*file, changes ? core::ByteView(*changes) : core::ByteView(), reading);
}

core::Status read_photo(CardChannel& channel, CardReading& reading) {
    auto found = select(channel, apdu::select_application(photo_aid));
    if (!found) return found.error();
    if (!*found) return core::ok();
    auto file = read_by_short_id(channel, 1, photo_file_size, TagForm::one_or_two_bytes);
    if (!file) return file.error();
    const auto photo = find_tlv(*file, 0x5F40);
    if (photo) reading.pictures["photo"] = core::Bytes(photo->value.begin(), photo->value.end());
    return core::ok();
}

bool has_missing_glyphs(const CardReading& reading) {
    return std::any_of(reading.items.begin(), reading.items.end(),
                       [](const auto& item) { return item.second.missing_glyphs > 0; });
}

}  // namespace

LicenceStatus parse_licence_common(core::ByteView common, core::ByteView pin_setting) {
    LicenceStatus status;
    const auto element = find_tlv(common, 0x45, TagForm::one_byte);
    if (element && element->value.size() >= 11) {
        status.version = std::string(core::text(element->value.first(3)));
        status.issued_on = bcd_date(element->value.subspan(3, 4));
        status.card_expiry = bcd_date(element->value.subspan(7, 4));
    }
    const auto setting = find_tlv(pin_setting, 0x05, TagForm::one_byte);
    if (setting && setting->value.size() == 1) {
        if (setting->value[0] == 0x01) status.pins_set = true;
        if (setting->value[0] == 0x00) status.pins_set = false;
    }
    return status;
}

core::Status parse_licence_items(core::ByteView file, CardReading& reading) {
    TlvReader objects(file, TagForm::one_byte);
    std::string conditions;
    while (const auto object = objects.next()) {
        switch (object->tag) {
            case 0x12:
                put_text(reading, "name", object->value);
                break;
            case 0x13:
                put_text(reading, "name_kana", object->value);
                break;
            case 0x14:
                put_text(reading, "name_common", object->value);
                break;
            case 0x16:
                put_date(reading, "birth_date", object->value);
                break;
            case 0x17:
                put_text(reading, "address", object->value);
                break;
            case 0x18:
                put_date(reading, "issued_on", object->value);
                break;
            case 0x1A:
                put_text(reading, "licence_colour", object->value);
                break;
            case 0x1B:
                put_date(reading, "card_expiry", object->value);
                break;
            case 0x1C:
            case 0x1D:
            case 0x1E:
            case 0x1F:
                if (!object->value.empty()) {
                    conditions += (conditions.empty() ? "" : "、") + decode_jis(object->value).text;
                }
                break;
            case 0x20:
                put_text(reading, "authority", object->value);
                break;
            case 0x21:
                if (all_digits(object->value)) {
                    put(reading, "licence_number", std::string(core::text(object->value)));
                }
                break;
            default:
                break;
        }
    }
    if (objects.damaged()) return garbage("damaged licence items");
    if (!conditions.empty()) put(reading, "conditions", conditions);
    return core::ok();
}

core::Status parse_licence_changes(core::ByteView file, CardReading& reading) {
    core::Status name = apply_change(file, 0x60, 0x67, "name", reading);
    if (!name) return name;
    core::Status kana = apply_change(file, 0x68, 0x6F, "name_kana", reading);
    if (!kana) return kana;
    return apply_change(file, 0x70, 0x77, "address", reading);
}

core::Status parse_licence_honseki(core::ByteView file, core::ByteView changes, CardReading& reading) {
    if (const auto honseki = find_tlv(file, 0x41, TagForm::one_byte)) {
        put_text(reading, "honseki", honseki->value);
    }
    return apply_change(changes, 0xAB, 0xAF, "honseki", reading);
}

core::Result<LicenceStatus> licence_status(CardChannel& channel) {
    auto found = ask_card(channel, apdu::select_application(items_aid));
    if (!found) return found.error();
    const bool locked = found->status == 0x6283;  // still a licence
    if (!found->done() && !locked) return core::Error{core::ErrorCode::unsupported, "card.unknown", {}};
    // Both PINs belong to the MF.
    auto master = select(channel, core::Bytes{0x00, 0xA4, 0x00, 0x00});
    if (master && !*master) master = select(channel, core::Bytes{0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00});
    if (!master) return master.error();
    auto common = read_free_file(channel, 0x2F01, 17);
    if (!common) return common.error();
    auto setting = read_free_file(channel, 0x000A, 3);
    if (!setting) return setting.error();
    LicenceStatus status = parse_licence_common(*common, *setting);
    auto tries = tries_left(channel, pin1_reference);
    if (!tries) return tries.error();
    status.pin1_tries = *tries;
    tries = tries_left(channel, pin2_reference);
    if (!tries) return tries.error();
    status.pin2_tries = *tries;
    return status;
}

core::Result<CardReading> read_licence(CardChannel& channel, const LicenceRequest& request) {
    auto status = licence_status(channel);
    if (!status) return status.error();
    core::Status verified = verify_pins(channel, request, *status);
    if (!verified) return verified.error();

    auto found = select(channel, apdu::select_application(items_aid));
    if (!found) return found.error();
    if (!*found) return core::Error{core::ErrorCode::not_permitted, "card.pin_blocked", "locked", 0};
    CardReading reading;
    reading.kind = CardKind::licence;
    if (status->pin1_tries) reading.tries_left["pin1"] = *status->pin1_tries;
    if (status->pin2_tries) reading.tries_left["pin2"] = *status->pin2_tries;
    core::Status read = read_items(channel, reading);
    if (!read) return read.error();
    if (request.with_honseki) {
        read = read_honseki(channel, reading);
        if (!read) return read.error();
    }
    if (has_missing_glyphs(reading)) {
        read = read_glyphs(channel, reading);
        if (!read) return read.error();
    }
    if (request.with_photo) {
        read = read_photo(channel, reading);
        if (!read) return read.error();
    }
    return reading;
}

}  // namespace app
