#include "app/devices/card/jpki_card.h"

#include <algorithm>
#include <array>

#include "app/devices/card/ber_tlv.h"
#include "app/devices/card/card_crypto.h"
#include "app/devices/card/mynumber_card.h"
#include "forms/core/text.h"

namespace app {
namespace {

constexpr std::array<std::uint8_t, 10> jpki_aid{0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01};
constexpr std::array<std::uint8_t, 9> names_arc{0x2A, 0x83, 0x08, 0x8C, 0x9B, 0x55, 0x08, 0x05, 0x05};

constexpr std::uint16_t signing_file = 0x0001;
constexpr std::uint16_t token_file = 0x0006;
constexpr std::uint16_t authentication_file = 0x000A;
constexpr std::uint16_t signing_password = 0x001B;
constexpr std::uint16_t certificate_tag = 0x30;
constexpr std::size_t certificate_max = 8192;
constexpr std::size_t token_size = 32;

core::Error garbage(std::string detail) {
    return {core::ErrorCode::device, "card.garbage", std::move(detail)};
}

core::Status select_jpki(CardChannel& channel) {
    auto found = select(channel, apdu::select_application(jpki_aid));
    if (!found) return found.error();
    if (!*found) return core::Error{core::ErrorCode::unsupported, "card.unknown", "no signature application"};
    return core::ok();
}

// The certificate in a file; nothing where the file is not there, is closed, or holds none.
core::Result<std::optional<core::Bytes>> read_certificate(CardChannel& channel, std::uint16_t file) {
    auto found = select(channel, apdu::select_file(file));
    if (!found) return found.error();
    if (!*found) return std::optional<core::Bytes>();
    auto object = read_object(channel, certificate_tag, certificate_max, certificate_max);
    if (object) return std::optional<core::Bytes>(std::move(*object));
    const std::string& reason = object.error().reason;
    if (reason == "card.denied" || reason == "card.refused" || reason == "card.garbage") {
        return std::optional<core::Bytes>();
    }
    return object.error();
}

core::Result<std::string> read_token(CardChannel& channel) {
    auto found = select(channel, apdu::select_file(token_file));
    if (!found) return found.error();
    if (!*found) return std::string();
    auto answer = ask_card(channel, apdu::read_binary(0, token_size));
    if (!answer) return answer.error();
    std::string token(core::text(answer->data));
    token.erase(token.find_last_not_of(' ') + 1);
    const bool plain = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7F; });
    return plain ? token : std::string();
}

bool password_shape(core::ByteView password) {
    bool letter = false, digit = false;
    for (const std::uint8_t c : password) {
        letter = letter || (c >= 'A' && c <= 'Z');
        digit = digit || (c >= '0' && c <= '9');
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
    }
    return letter && digit && password.size() >= 6 && password.size() <= 16;
}

// Sex 3 is 不明 here, another list than that of the face.
std::string_view certificate_sex_word(std::string_view code) {
    if (code == "1") return "male";
    if (code == "2") return "female";
    return "unknown";
}

// One digit a letter, 0 where the letter is the registered one.
int substituted(std::string_view marks) {
    return static_cast<int>(std::count_if(marks.begin(), marks.end(), [](char c) { return c != '0'; }));
}

void take(CardReading& reading, std::uint8_t item, std::string_view text) {
    const std::string source(chip_source), value(text);
    switch (item) {
        case 1:
            reading.items["name"].value = value;
            break;
        case 2:
            reading.items["name"].substitutes = substituted(text);
            break;
        case 3:
            reading.items["sex"] = {std::string(certificate_sex_word(text)), source, value};
            break;
        case 4:  // era digit, then the Western date
            reading.items["birth_date"] = {iso_date(text.size() == 9 ? text.substr(1) : text).value_or(""),
                                           source, value};
            break;
        case 5:
            reading.items["address"].value = value;
            break;
        case 6:
            reading.items["address"].substitutes = substituted(text);
            break;
        default:
            break;
    }
}

// The item number and text of one entry; nothing for an entry of another kind.
std::optional<std::pair<std::uint8_t, std::string_view>> jpki_entry(const Tlv& entry) {
    if (entry.tag != 0xA0) return std::nullopt;
    const auto name = find_tlv(entry.value, 0x06);
    const auto wrapped = find_tlv(entry.value, 0xA0);
    const auto text = wrapped ? find_tlv(wrapped->value, 0x0C) : std::nullopt;
    if (!name || !text || name->value.size() != names_arc.size() + 1) return std::nullopt;
    if (!std::equal(names_arc.begin(), names_arc.end(), name->value.begin())) return std::nullopt;
    return std::pair(name->value.back(), core::text(text->value));
}

}  // namespace

core::Result<CardReading> parse_jpki_names(core::ByteView general_names) {
    const auto names = find_tlv(general_names, 0x30);
    if (!names) return garbage("no names in the certificate");
    CardReading reading;
    reading.kind = CardKind::jpki_only;
    TlvReader entries(names->value);
    while (const auto each = entries.next()) {
        const auto entry = jpki_entry(*each);
        if (!entry) continue;
        if (!core::is_utf8(entry->second)) return garbage("text is not UTF-8");
        take(reading, entry->first, entry->second);
    }
    if (entries.damaged()) return garbage("damaged names in the certificate");
    for (const char* name : {"name", "address"}) {
        const auto at = reading.items.find(name);
        if (at == reading.items.end()) continue;
        if (at->second.value.empty()) {
            reading.items.erase(at);
            continue;
        }
        at->second.source = chip_source;
        if (at->second.substitutes > 0 && reading.notes.empty()) reading.notes.push_back("jpki.substitutes");
    }
    if (reading.items.empty()) return garbage("no known entry in the certificate");
    return reading;
}

core::Result<std::optional<std::string>> authentication_certificate_expiry(CardChannel& channel) {
    auto found = select(channel, apdu::select_application(jpki_aid));
    if (!found) return found.error();
    if (!*found) return std::optional<std::string>();
    auto certificate = read_certificate(channel, authentication_file);
    if (!certificate) return certificate.error();
    if (!*certificate) return std::optional<std::string>();
    return certificate_last_day(**certificate);
}

core::Result<JpkiStatus> jpki_status(CardChannel& channel) {
    core::Status there = select_jpki(channel);
    if (!there) return there.error();
    JpkiStatus status;
    auto token = read_token(channel);
    if (!token) return token.error();
    status.token = *token;
    auto found = select(channel, apdu::select_file(signing_password));
    if (!found) return found.error();
    if (*found) {
        auto tries = tries_left(channel);
        if (!tries) return tries.error();
        status.signing_tries = *tries;
    }
    return status;
}

core::Result<CardReading> read_jpki(CardChannel& channel, core::ByteView password) {
    if (!password_shape(password)) return core::invalid("card.pin_format", "signing_password");
    core::Status there = select_jpki(channel);
    if (!there) return there.error();
    auto tries = verify_reference(channel, signing_password, password);
    if (!tries && tries.error().code == core::ErrorCode::not_permitted) {
        core::Error error = tries.error();
        error.detail = "signing_password";
        return error;
    }
    if (!tries) return tries.error();
    auto certificate = read_certificate(channel, signing_file);
    if (!certificate) return certificate.error();
    if (!*certificate)
        return core::Error{core::ErrorCode::unsupported, "card.refused", "no signing certificate"};
    auto reading = parse_jpki_names(certificate_names(**certificate));
    if (!reading) return reading;
    if (*tries) reading->tries_left["signing_password"] = **tries;
    if (const auto day = certificate_last_day(**certificate)) {
        reading->items["certificate_expiry"] = {*day, std::string(chip_source)};
    }
    return reading;
}

}  // namespace app
