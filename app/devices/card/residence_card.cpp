#include "app/devices/card/residence_card.h"

#include <algorithm>
#include <array>

#include "app/devices/card/ber_tlv.h"
#include "app/devices/card/card_crypto.h"
#include "forms/core/text.h"

namespace app {
namespace {

constexpr std::array<std::uint8_t, 16> folder_aid(std::uint8_t number) {
    return {0xD3, 0x92, 0xF0, 0x00, 0x4F, number};
}
constexpr auto front_folder = folder_aid(0x02);
constexpr auto back_folder = folder_aid(0x03);
constexpr auto signature_folder = folder_aid(0x04);

constexpr std::size_t file_size_max = 8192;

core::Error garbage(const char* detail) { return {core::ErrorCode::device, "card.garbage", detail}; }

// Values have fixed length; zeros at the end are filler.
core::ByteView without_zeros(core::ByteView value) {
    while (!value.empty() && value.back() == 0x00) value = value.first(value.size() - 1);
    return value;
}

// One reading under way.
struct Reading {
    CardChannel& channel;
    const ResidenceSession& session;
    CardReading out;
    // What the signature covers, and the signature itself.
    core::Bytes printed, photo, picture, signature, certificate;

    core::Status open_folder(core::ByteView aid) {
        auto found = select(channel, apdu::select_application(aid));
        if (!found) return found.error();
        if (!*found) return core::Error{core::ErrorCode::unsupported, "card.refused", "no such folder"};
        return core::ok();
    }

    // A file that is absent, or all zeros ("none"), is empty.
    core::Result<core::Bytes> file(std::uint8_t p1) {
        auto read = read_wrapped(channel, session, p1, file_size_max);
        if (!read) return read.error();
        return *read ? std::move(**read) : core::Bytes();
    }

    core::Status put_text(const char* name, core::ByteView file, std::uint16_t tag) {
        const auto object = find_tlv(file, tag);
        if (!object) return core::ok();
        const std::string_view text = core::text(without_zeros(object->value));
        if (!core::is_utf8(text)) return garbage("text is not UTF-8");
        if (!text.empty()) put(name, std::string(text));
        return core::ok();
    }
    void put_date(const char* name, core::ByteView file, std::uint16_t tag) {
        const auto object = find_tlv(file, tag);
        if (!object) return;
        const std::string_view digits = core::text(without_zeros(object->value));
        if (digits.empty()) return;
        put(name, iso_date(digits).value_or(""), core::is_utf8(digits) ? std::string(digits) : std::string());
    }
    void put_flag(const char* name, core::ByteView file, std::uint16_t tag) {
        const auto object = find_tlv(file, tag);
        if (object && object->value.size() == 1) put(name, object->value[0] == '1' ? "yes" : "no");
    }
    void put(const char* name, std::string value, std::string original = {}) {
        out.items[name] = {std::move(value), std::string(chip_source), std::move(original)};
    }
    // Keeps the picture without its filler, and gives the value as signed, filler included.
    core::Bytes take_picture(const char* name, core::ByteView file, std::uint16_t tag, bool keep) {
        const auto object = find_tlv(file, tag);
        if (!object) return {};
        const core::ByteView content = without_zeros(object->value);
        if (keep && !content.empty()) out.pictures[name] = core::Bytes(content.begin(), content.end());
        return {object->value.begin(), object->value.end()};
    }
};

core::Status read_first_front(Reading& reading, const ResidenceRequest& request) {
    core::Status folder = reading.open_folder(front_folder);
    if (!folder) return folder;
    auto front = reading.file(0x85);
    if (!front) return front.error();
    reading.picture = reading.take_picture("front", *front, 0xD0, true);
    if (reading.picture.empty()) return garbage("no front picture");
    if (!request.with_photo && !request.check_signature) return core::ok();
    auto photo = reading.file(0x86);
    if (!photo) return photo.error();
    reading.photo = reading.take_picture("photo", *photo, 0xD1, request.with_photo);
    return core::ok();
}

core::Status read_first_back(Reading& reading) {
    core::Status folder = reading.open_folder(back_folder);
    if (!folder) return folder;
    auto address = reading.file(0x81);
    if (!address) return address.error();
    reading.put_date("address_registered_on", *address, 0xD2);
    core::Status taken = reading.put_text("municipality_code", *address, 0xD3);
    if (taken) taken = reading.put_text("address", *address, 0xD4);
    if (!taken) return taken;
    if (reading.out.kind == CardKind::special_permanent) return core::ok();  // no further files
    for (const auto& [p1, tag, name] :
         {std::tuple<std::uint8_t, std::uint16_t, const char*>{0x82, 0xD5, "permission_general"},
          std::tuple<std::uint8_t, std::uint16_t, const char*>{0x83, 0xD6, "permission_individual"}}) {
        auto file = reading.file(p1);
        if (!file) return file.error();
        taken = reading.put_text(name, *file, tag);
        if (!taken) return taken;
    }
    auto applied = reading.file(0x84);
    if (!applied) return applied.error();
    reading.put_flag("renewal_applied", *applied, 0xD7);
    return core::ok();
}

std::string_view sex_of(std::string_view code) {
    if (code == "1") return "male";
    if (code == "2") return "female";
    if (code == "3") return "other";
    return "unknown";
}

core::Status read_printed_entries(Reading& reading) {
    auto entries = reading.file(0x83);
    if (!entries) return entries.error();
    reading.put_date("card_expiry", *entries, 0xC5);
    reading.put_date("birth_date", *entries, 0xC6);
    if (const auto sex = find_tlv(*entries, 0xC7)) {
        reading.put("sex", std::string(sex_of(core::text(sex->value))));
    }
    for (const auto& [tag, name] : {std::pair<std::uint16_t, const char*>{0xC8, "nationality_code"},
                                    std::pair<std::uint16_t, const char*>{0xC9, "status_code"},
                                    std::pair<std::uint16_t, const char*>{0xCE, "stay_period"},
                                    std::pair<std::uint16_t, const char*>{0xCA, "permission_kind"},
                                    std::pair<std::uint16_t, const char*>{0xCC, "work_restriction"}}) {
        core::Status taken = reading.put_text(name, *entries, tag);
        if (!taken) return taken;
    }
    reading.put_date("permission_date", *entries, 0xCB);
    reading.put_date("stay_until", *entries, 0xCD);
    TlvReader objects(*entries);
    while (const auto object = objects.next()) {
        reading.printed.insert(reading.printed.end(), object->value.begin(), object->value.end());
    }
    if (objects.damaged()) return garbage("damaged printed entries");
    if (reading.printed.size() < 53) reading.printed.resize(53, 0x00);
    return core::ok();
}

core::Status read_second_front(Reading& reading, const ResidenceRequest& request, std::string_view number) {
    core::Status folder = reading.open_folder(front_folder);
    if (!folder) return folder;
    auto number_file = reading.file(0x81);
    if (!number_file) return number_file.error();
    const auto held = find_tlv(*number_file, 0xC2);
    if (!held || core::text(held->value) != number)
        return core::denied("card.not_genuine", "another card number");
    reading.put("card_number", std::string(number));
    core::Status entries = read_printed_entries(reading);
    if (!entries) return entries;
    auto pictures = reading.file(0x84);
    if (!pictures) return pictures.error();
    reading.picture = reading.take_picture("name", *pictures, 0xD0, true);
    reading.photo = reading.take_picture("photo", *pictures, 0xD1, request.with_photo);
    auto address = reading.file(0x86);
    if (!address) return address.error();
    reading.take_picture("address", *address, 0xDFD1, true);
    return core::ok();
}

core::Status read_second_back(Reading& reading) {
    core::Status folder = reading.open_folder(back_folder);
    if (!folder) return folder;
    if (reading.out.kind == CardKind::special_permanent) return core::ok();
    auto permissions = reading.file(0x81);
    if (!permissions) return permissions.error();
    core::Status taken = reading.put_text("permission_general", *permissions, 0xD5);
    if (!taken) return taken;
    reading.put_date("permission_general_until", *permissions, 0xD6);
    taken = reading.put_text("permission_individual", *permissions, 0xD7);
    if (!taken) return taken;
    auto applied = reading.file(0x82);
    if (!applied) return applied.error();
    reading.put_flag("renewal_applied", *applied, 0xD8);
    return core::ok();
}

core::Status read_signature(Reading& reading, ResidenceGeneration generation) {
    core::Status folder = reading.open_folder(signature_folder);
    if (!folder) return folder.error().reason == "card.refused" ? core::ok() : folder;
    auto file = read_plain(reading.channel, 0x82, file_size_max);
    if (!file) return file.error();
    if (!*file) return core::ok();
    const bool first = generation == ResidenceGeneration::first;
    if (const auto signature = find_tlv(**file, first ? 0xDA : 0xDC)) {
        reading.signature.assign(signature->value.begin(), signature->value.end());
    }
    if (const auto certificate = find_tlv(**file, first ? 0xDB : 0xDD)) {
        reading.certificate.assign(certificate->value.begin(), certificate->value.end());
    }
    return core::ok();
}

// Holders under 16 have no photo and no signature: nothing to check.
SignatureState judge(const Reading& reading, const ResidenceRequest& request,
                     ResidenceGeneration generation) {
    if (reading.signature.empty() || without_zeros(reading.certificate).empty())
        return SignatureState::not_checkable;
    const bool first = generation == ResidenceGeneration::first;
    core::Bytes message = first ? reading.picture : reading.printed;
    message.insert(message.end(), reading.photo.begin(), reading.photo.end());
    if (!first) message.insert(message.end(), reading.picture.begin(), reading.picture.end());
    const bool fits = first ? certificate_rsa_fits(reading.certificate, message, reading.signature)
                            : certificate_ecdsa_fits(reading.certificate, message, reading.signature);
    if (!fits) return SignatureState::wrong;
    return certificate_issued_by(reading.certificate, request.authorities) ? SignatureState::checked
                                                                           : SignatureState::not_checkable;
}

core::Result<core::Bytes> master_object(CardChannel& channel, std::uint8_t p1, std::uint16_t tag) {
    auto file = read_plain(channel, p1, file_size_max);
    if (!file) return file.error();
    const auto object = *file ? find_tlv(**file, tag) : std::nullopt;
    return object ? core::Bytes(object->value.begin(), object->value.end()) : core::Bytes();
}

}  // namespace

core::Result<ResidenceStatus> residence_status(CardChannel& channel) {
    auto found = select(channel, apdu::select_application(front_folder));
    if (!found) return found.error();
    if (!*found) return core::Error{core::ErrorCode::unsupported, "card.unknown", {}};
    auto master = select(channel, core::Bytes{0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00});
    if (!master) return master.error();
    auto kind = master_object(channel, 0x8A, 0xC1);
    if (!kind) return kind.error();
    auto version = master_object(channel, 0x8B, 0xC0);
    if (!version) return version.error();
    ResidenceStatus status;
    status.version = std::string(core::text(*version));
    // One byte: first generation; two: second. Never the older cipher because of an error.
    const std::string_view code = core::text(*kind);
    if (code == "1" || code == "2") {
        status.kind = code == "1" ? CardKind::residence : CardKind::special_permanent;
    } else if (code == "05" || code == "06") {
        status.kind = code == "05" ? CardKind::residence : CardKind::special_permanent;
        status.generation = ResidenceGeneration::second;
    } else if (code == "07" || code == "08") {
        return core::Error{core::ErrorCode::unsupported, "card.unsupported",
                           "residence function on a My Number card"};
    } else {
        return garbage("unknown kind of residence card");
    }
    return status;
}

core::Result<CardReading> read_residence_card(CardChannel& channel, const ResidenceRequest& request) {
    const auto number = residence_card_number(request.card_number);
    if (!number) return core::invalid("card.number_format");
    auto status = residence_status(channel);
    if (!status) return status.error();
    ResidenceSession session(status->generation, *number);
    core::Status open = open_residence_session(channel, session, request.nonce.value_or(fresh_nonce()));
    if (!open) return open.error();

    Reading reading{channel, session, {}, {}, {}, {}, {}, {}};
    reading.out.kind = status->kind;
    const bool first = status->generation == ResidenceGeneration::first;
    core::Status read =
        first ? read_first_front(reading, request) : read_second_front(reading, request, *number);
    if (read) read = first ? read_first_back(reading) : read_second_back(reading);
    if (read && request.check_signature) read = read_signature(reading, status->generation);
    if (!read) return read.error();
    if (request.check_signature) reading.out.signature = judge(reading, request, status->generation);
    return std::move(reading.out);
}

}  // namespace app
