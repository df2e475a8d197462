#include "app/devices/card/mynumber_card.h"

#include <string.h>

#include <algorithm>

#include "app/devices/card/ber_tlv.h"
#include "app/devices/card/card_crypto.h"
#include "app/devices/card/mynumber_signature.h"
#include "forms/core/calendar.h"
#include "forms/core/text.h"

namespace app {
namespace {

constexpr std::array<std::uint8_t, 10> face_input_aid{0xD3, 0x92, 0x10, 0x00, 0x31,
                                                      0x00, 0x01, 0x01, 0x04, 0x08};
constexpr std::array<std::uint8_t, 10> common_aid{0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00};

constexpr std::uint16_t number_file = 0x0001;
constexpr std::uint16_t four_items_file = 0x0002;
constexpr std::uint16_t pin_reference = 0x0011;
constexpr std::uint16_t verification_b_reference = 0x0015;

constexpr std::uint16_t number_tag = 0xFF10;
constexpr std::uint16_t four_items_tag = 0xFF20;
constexpr std::size_t number_file_max = 256;
constexpr std::size_t four_items_file_max = 4096;

core::Error unknown_card() {
    return {core::ErrorCode::unsupported, "card.unknown", "no face information application"};
}

core::Result<std::optional<int>> tries_of(CardChannel& channel, std::uint16_t reference) {
    auto found = select(channel, apdu::select_file(reference));
    if (!found) return found.error();
    if (!*found) return std::optional<int>();
    return tries_left(channel);
}

// The card record of the common application: 01 1C and 28 digits, the last eight of them the expiry.
core::Result<std::optional<core::Bytes>> card_record(CardChannel& channel) {
    auto found = select(channel, apdu::select_application(common_aid));
    if (!found) return found.error();
    if (!*found) return std::optional<core::Bytes>();
    auto answer = ask_card(channel, apdu::read_record(1, 0x0C));
    if (!answer) return answer.error();
    if (answer->refused()) {
        found = select(channel, apdu::select_file(0x0001));
        if (!found) return found.error();
        answer = ask_card(channel, apdu::read_record(1, 0x04));
        if (!answer) return answer.error();
    }
    const auto record = answer->refused() ? std::nullopt : find_tlv(answer->data, 0x01);
    if (!record || record->value.size() != 28) return std::optional<core::Bytes>();
    return std::optional<core::Bytes>(core::Bytes(record->value.begin(), record->value.end()));
}

// Fills in what the common application tells. Leaves it selected.
core::Status read_card_record(CardChannel& channel, MyNumberStatus& status) {
    auto record = card_record(channel);
    if (!record) return record.error();
    if (!*record) return core::ok();
    status.card_expiry = iso_date(core::text(core::ByteView(**record).last(8)));
    status.fingerprint = sha256(**record);
    return core::ok();
}

bool digits_only(core::ByteView secret, std::size_t size) {
    return secret.size() == size &&
           std::all_of(secret.begin(), secret.end(), [](std::uint8_t c) { return c >= '0' && c <= '9'; });
}

core::Status check_same_card(CardChannel& channel, const MyNumberRequest& request, MyNumberStatus& status) {
    if (!request.expected && !request.read_expiry) return core::ok();
    core::Status read = read_card_record(channel, status);
    if (!read) return read;
    if (request.expected && status.fingerprint && *status.fingerprint != *request.expected) {
        return core::Error{core::ErrorCode::conflict, "card.swapped", "another card than recognised"};
    }
    return core::ok();
}

// Selects a file and reads the object at its start.
core::Result<core::Bytes> read_file(CardChannel& channel, std::uint16_t file, std::uint16_t tag,
                                    std::size_t size_max) {
    auto found = select(channel, apdu::select_file(file));
    if (!found) return found.error();
    if (!*found) return core::Error{core::ErrorCode::unsupported, "card.refused", "file is not there"};
    return read_object(channel, tag, size_max);
}

// Reads EF 0001 into `reading`. What comes back is the digest of the file as stored: the object and FF FF.
core::Result<core::Digest> read_number(CardChannel& channel, CardReading& reading) {
    auto object = read_file(channel, number_file, number_tag, number_file_max);
    if (!object) return object.error();
    auto number = parse_my_number(*object);
    std::array<std::uint8_t, 17> stored{};
    stored.fill(0xFF);
    std::copy_n(object->begin(), std::min(object->size(), stored.size()), stored.begin());
    const core::Digest digest = sha256(stored);
    explicit_bzero(stored.data(), stored.size());
    explicit_bzero(object->data(), object->size());
    if (!number) return core::Error{core::ErrorCode::device, "card.garbage", "number file is damaged"};
    reading.items["my_number"] = {std::move(*number), std::string(chip_source)};
    return digest;
}

// An object that newer cards may add: taken as フリガナ only if it can be nothing else.
void take_kana(CardReading& reading, const Tlv& object) {
    const std::string_view value = core::text(object.value);
    if (!value.empty() && core::is_kana_name(value)) {
        reading.items["name_kana"] = {std::string(value), std::string(chip_source)};
    }
}

// Selects the application and verifies, once.
core::Result<std::optional<int>> verify_holder(CardChannel& channel, const MyNumberRequest& request) {
    auto found = select(channel, apdu::select_application(face_input_aid));
    if (!found) return found.error();
    if (!*found) return unknown_card();
    const bool by_pin = request.way == MyNumberWay::pin;
    auto tries = verify_reference(channel, by_pin ? pin_reference : verification_b_reference, request.secret);
    if (tries || tries.error().code != core::ErrorCode::not_permitted) return tries;
    core::Error error = tries.error();
    error.detail = by_pin ? "pin" : "verification_b";
    return error;
}

core::Status take_text(CardReading& reading, const char* name, core::ByteView value) {
    if (!core::is_utf8(core::text(value))) {
        return core::Error{core::ErrorCode::device, "card.garbage", "text is not UTF-8"};
    }
    reading.items[name] = {std::string(core::text(value)), std::string(chip_source)};
    return core::ok();
}

}  // namespace

std::string_view chip_sex_word(std::string_view code) {
    if (code == "1") return "male";
    if (code == "2") return "female";
    if (code == "3" || code == "9") return "other";
    return "unknown";
}

core::Result<std::optional<int>> verify_reference(CardChannel& channel, std::uint16_t reference,
                                                  core::ByteView secret) {
    // A secret is only ever sent to the reference it was meant for.
    auto found = select(channel, apdu::select_file(reference));
    if (!found) return found.error();
    if (!*found) return core::Error{core::ErrorCode::unsupported, "card.refused", "no such reference"};
    auto tries = tries_left(channel);
    if (!tries) return tries;
    if (*tries == 0) return core::Error{core::ErrorCode::not_permitted, "card.pin_blocked", {}, 0};
    core::Status verified = verify_once(channel, secret);
    if (!verified) return verified.error();
    return tries;
}

core::Result<CardReading> parse_four_items(core::ByteView object) {
    const auto outer = find_tlv(object, four_items_tag);
    if (!outer) return core::Error{core::ErrorCode::device, "card.garbage", "no four-item object"};
    CardReading reading;
    reading.kind = CardKind::mynumber;
    TlvReader inner(outer->value);
    while (const auto item = inner.next()) {
        core::Status taken = core::ok();
        const std::string_view value = core::text(item->value);
        switch (item->tag) {
            case 0xDF21:
                break;  // offsets; the tags say the same
            case 0xDF22:
                taken = take_text(reading, "name", item->value);
                break;
            case 0xDF23:
                taken = take_text(reading, "address", item->value);
                break;
            case 0xDF24:
                reading.items["birth_date"] = {iso_date(value).value_or(""), std::string(chip_source),
                                               core::is_utf8(value) ? std::string(value) : std::string()};
                break;
            case 0xDF25:
                reading.items["sex"] = {std::string(chip_sex_word(value)), std::string(chip_source),
                                        core::is_utf8(value) ? std::string(value) : std::string()};
                break;
            default:
                take_kana(reading, *item);
        }
        if (!taken) return taken.error();
    }
    if (inner.damaged()) return core::Error{core::ErrorCode::device, "card.garbage", "damaged four items"};
    return reading;
}

std::optional<std::string> parse_my_number(core::ByteView object) {
    const auto number = find_tlv(object, number_tag);
    if (!number || !digits_only(number->value, 12)) return std::nullopt;
    return std::string(core::text(number->value));
}

core::Result<MyNumberStatus> mynumber_status(CardChannel& channel) {
    auto found = select(channel, apdu::select_application(face_input_aid));
    if (!found) return found.error();
    if (!*found) return unknown_card();
    MyNumberStatus status;
    auto count = tries_of(channel, verification_b_reference);
    if (!count) return count.error();
    status.verification_b_tries = *count;
    count = tries_of(channel, pin_reference);
    if (!count) return count.error();
    status.pin_tries = *count;
    core::Status record = read_card_record(channel, status);
    if (!record) return record.error();
    return status;
}

core::Result<CardReading> read_mynumber(CardChannel& channel, const MyNumberRequest& request) {
    const bool by_pin = request.way == MyNumberWay::pin;
    if (!digits_only(request.secret, by_pin ? 4 : 14)) {
        return core::invalid("card.pin_format", by_pin ? "pin" : "verification_b");
    }
    if (request.my_number_for != MyNumberPurpose::none && !by_pin) {
        return core::denied("card.number_needs_pin");
    }
    MyNumberStatus status;
    core::Status same = check_same_card(channel, request, status);
    if (!same) return same.error();
    auto tries = verify_holder(channel, request);
    if (!tries) return tries.error();

    auto object = read_file(channel, four_items_file, four_items_tag, four_items_file_max);
    if (!object) return object.error();
    auto reading = parse_four_items(*object);
    if (!reading) return reading;
    if (*tries) reading->tries_left[by_pin ? "pin" : "verification_b"] = **tries;
    if (status.card_expiry) {
        reading->items["card_expiry"] = {*status.card_expiry, std::string(chip_source)};
    }
    std::optional<core::Digest> number_digest;
    if (request.my_number_for != MyNumberPurpose::none) {
        auto digest = read_number(channel, *reading);
        if (!digest) return digest.error();
        number_digest = *digest;
    }
    if (request.check_signature) {
        auto state = check_face_signature(channel, *object, number_digest, request.issuers);
        if (!state) return state.error();
        reading->signature = *state;
    }
    return reading;
}

std::optional<std::string> verification_number_b(std::string_view birth_date_iso, int expiry_year,
                                                 std::string_view security_code) {
    const auto birth = core::parse_iso(birth_date_iso);
    const auto wareki = birth ? core::to_wareki(*birth) : std::nullopt;
    const bool digits =
        digits_only(core::view(security_code), 4) && expiry_year >= 1000 && expiry_year <= 9999;
    if (!wareki || !digits) return std::nullopt;
    const std::string year = std::to_string(wareki->year);
    return (year.size() == 1 ? "0" + year : year) + std::string(birth_date_iso.substr(5, 2)) +
           std::string(birth_date_iso.substr(8, 2)) + std::to_string(expiry_year) +
           std::string(security_code);
}

}  // namespace app
