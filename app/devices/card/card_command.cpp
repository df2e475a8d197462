#include "app/devices/card/card_command.h"

#include <nlohmann/json.hpp>

#include "app/devices/card/driving_licence.h"
#include "app/devices/card/jpki_card.h"
#include "app/devices/card/mynumber_face.h"
#include "app/devices/card/residence_card.h"

namespace app {
namespace {

using nlohmann::json;

json tries_json(const std::map<std::string, int>& tries) {
    json out = json::object();
    for (const auto& [name, count] : tries) out[name] = count;
    return out;
}

void describe_card(json& entry, const RecognisedCard& card) {
    entry["kind"] = card_kind_word(card.kind);
    entry["tries_left"] = tries_json(card.tries_left);
    if (card.card_expiry) entry["card_expiry"] = *card.card_expiry;
    if (card.carries_licence) entry["carries_licence"] = true;
    if (card.default_pins) entry["default_pins"] = true;
    if (card.second_generation) entry["second_generation"] = true;
}

core::Result<RecognisedCard> recognise_on(CardReaders& readers, const ReaderState& reader) {
    auto channel = readers.connect(reader);
    if (!channel) return channel.error();
    return recognise_card(**channel);
}

core::Error missing(const char* name) {
    return {core::ErrorCode::invalid_input, "card.secret_missing", name};
}

core::Result<CardReading> read_by_mynumber(CardChannel& channel, const RecognisedCard& card,
                                           const CardReadOptions& options, const CardSecrets& secrets) {
    MyNumberRequest request;
    request.expected = card.fingerprint;
    if (!secrets.pin.empty()) {
        request.way = MyNumberWay::pin;
        request.secret = secrets.pin;
    } else if (!secrets.verification_b.empty()) {
        request.way = MyNumberWay::verification_b;
        request.secret = secrets.verification_b;
    } else {
        return missing("pin");
    }
    request.my_number_for = options.my_number_for;
    request.check_signature = options.check_signature;
    auto reading = read_mynumber(channel, request);
    if (reading && options.certificate_expiry) {
        auto day = authentication_certificate_expiry(channel);
        if (!day) return day.error();
        if (*day) reading->items["certificate_expiry"] = {**day, std::string(chip_source)};
    }
    if (!reading || !options.with_pictures || request.way != MyNumberWay::verification_b) return reading;
    // The number has just proved right; the face application counts it apart.
    FaceRequest face;
    face.verification_b = secrets.verification_b;
    face.with_photo = false;
    auto pictures = read_mynumber_face(channel, face);
    if (!pictures && pictures.error().reason == "card.unknown") return reading;
    if (!pictures) return pictures;
    reading->pictures = std::move(pictures->pictures);
    return reading;
}

core::Result<CardReading> read_by_licence(CardChannel& channel, const CardReadOptions& options,
                                          const CardSecrets& secrets) {
    LicenceRequest request;
    request.pin1 = secrets.pin1;
    request.pin2 = secrets.pin2;
    request.with_honseki = !secrets.pin2.empty();
    request.with_photo = options.with_pictures && !secrets.pin2.empty();
    if (request.pin1.empty()) {
        auto status = licence_status(channel);
        if (!status) return status.error();
        if (status->pins_set != false) return missing("pin1");
    }
    return read_licence(channel, request);
}

core::Result<CardReading> read_by_residence(CardChannel& channel, const CardReadOptions& options,
                                            const CardSecrets& secrets) {
    if (secrets.card_number.empty()) return missing("card_number");
    ResidenceRequest request;
    request.card_number = core::text(secrets.card_number);
    request.with_photo = options.with_pictures;
    request.check_signature = options.check_signature;
    request.authorities = options.residence_authorities;
    return read_residence_card(channel, request);
}

json reading_json(const CardReading& reading, const std::string& reader) {
    json items = json::object();
    for (const auto& [name, item] : reading.items) {
        items[name] = {{"value", item.value}, {"source", item.source}};
        if (!item.original.empty()) items[name]["original"] = item.original;
        if (item.missing_glyphs > 0) items[name]["missing_glyphs"] = item.missing_glyphs;
        if (item.substitutes > 0) items[name]["substitutes"] = item.substitutes;
    }
    json pictures = json::object();
    for (const auto& [name, picture] : reading.pictures) pictures[name] = picture.size();
    return {{"kind", card_kind_word(reading.kind)},
            {"reader", reader},
            {"items", std::move(items)},
            {"pictures", std::move(pictures)},
            {"notes", reading.notes},
            {"signature", signature_word(reading.signature)},
            {"tries_left", tries_json(reading.tries_left)}};
}

bool kind_fits(const std::string& wanted, CardKind kind) {
    if (wanted == "auto") return true;
    if (wanted == "residence" && kind == CardKind::special_permanent) return true;
    return wanted == card_kind_word(kind);
}

std::string dump(const json& document) {
    return document.dump(2, ' ', false, json::error_handler_t::replace);
}

core::Result<CardReading> read_by_kind(CardChannel& channel, const RecognisedCard& card,
                                       const CardReadOptions& options, const CardSecrets& secrets) {
    switch (card.kind) {
        case CardKind::mynumber:
            return read_by_mynumber(channel, card, options, secrets);
        case CardKind::licence:
            return read_by_licence(channel, options, secrets);
        case CardKind::residence:
        case CardKind::special_permanent:
            return read_by_residence(channel, options, secrets);
        case CardKind::jpki_only:
            // Nothing but the certificate names the holder, and without a password it stays closed.
            if (secrets.signing_password.empty()) {
                return core::Error{core::ErrorCode::unsupported, "card.unsupported", "telephone"};
            }
            return read_jpki(channel, secrets.signing_password);
        case CardKind::unknown:
            return core::Error{core::ErrorCode::unsupported, "card.unknown", {}};
    }
    return core::Error{core::ErrorCode::unsupported, "card.unsupported", {}};
}

}  // namespace

core::Result<CardReading> read_recognised_card(CardChannel& channel, const RecognisedCard& card,
                                               const CardReadOptions& options, const CardSecrets& secrets) {
    auto reading = read_by_kind(channel, card, options, secrets);
    if (!reading) return reading;
    if (reading->signature == SignatureState::wrong) reading->notes.push_back("card.signature_wrong");
    if (options.today) note_validity(*reading, *options.today);
    return reading;
}

core::Result<std::string> card_list_json(CardReaders& readers) {
    auto states = readers.list();
    if (!states) return states.error();
    if (states->empty()) return core::Error{core::ErrorCode::not_found, "card.no_reader", {}};
    json list = json::array();
    for (const ReaderState& state : *states) {
        json entry{{"name", state.name}, {"card_present", state.card_present}, {"in_use", state.in_use}};
        if (state.card_present) {
            auto card = recognise_on(readers, state);
            if (card) {
                describe_card(entry, *card);
            } else {
                entry["error"] = card.error().reason;
            }
        }
        list.push_back(std::move(entry));
    }
    return dump({{"readers", std::move(list)}});
}

core::Result<std::string> card_read_json(CardReaders& readers, const CardReadOptions& options,
                                         const CardSecrets& secrets) {
    auto reader = readers.wait_for_card(options.reader, options.wait_ms);
    if (!reader) return reader.error();
    auto channel = readers.connect(*reader);
    if (!channel) return channel.error();
    auto card = recognise_card(**channel);
    if (!card) return card.error();
    if (card->kind == CardKind::unknown) return core::Error{core::ErrorCode::unsupported, "card.unknown", {}};
    if (!kind_fits(options.kind, card->kind)) {
        return core::Error{core::ErrorCode::conflict, "card.kind_differs",
                           "this is " + std::string(card_kind_word(card->kind))};
    }
    auto reading = read_recognised_card(**channel, *card, options, secrets);
    if (!reading) return reading.error();
    for (const auto& [name, count] : card->tries_left) reading->tries_left.emplace(name, count);
    return dump(reading_json(*reading, reader->name));
}

}  // namespace app
