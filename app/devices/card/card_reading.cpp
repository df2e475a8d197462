#include "app/devices/card/card_reading.h"

#include <string.h>

#include <algorithm>

namespace app {
namespace {

constexpr int soon_days = 92;

void note_day(CardReading& reading, const char* item, const std::string& what, core::Date today) {
    const CardItem* found = reading.find(item);
    const auto last = found == nullptr ? std::nullopt : core::parse_iso(found->value);
    if (!last) return;
    const int left = core::days_between(today, *last);  // a card is valid through the whole last day
    if (left > soon_days) return;
    const std::string note = what + (left < 0 ? ".expired" : ".expires_soon");
    if (std::find(reading.notes.begin(), reading.notes.end(), note) == reading.notes.end()) {
        reading.notes.push_back(note);
    }
}

}  // namespace

void note_validity(CardReading& reading, core::Date today) {
    note_day(reading, "card_expiry", "card", today);
    note_day(reading, "stay_until", "stay", today);
    note_day(reading, "certificate_expiry", "certificate", today);
}

std::string_view card_kind_word(CardKind kind) {
    switch (kind) {
        case CardKind::mynumber:
            return "mynumber";
        case CardKind::jpki_only:
            return "jpki_only";
        case CardKind::licence:
            return "licence";
        case CardKind::residence:
            return "residence";
        case CardKind::special_permanent:
            return "special_permanent";
        case CardKind::unknown:
            break;
    }
    return "unknown";
}

std::string_view signature_word(SignatureState state) {
    switch (state) {
        case SignatureState::checked:
            return "checked";
        case SignatureState::wrong:
            return "wrong";
        case SignatureState::not_checkable:
            break;
    }
    return "not_checkable";
}

CardReading& CardReading::operator=(CardReading&& other) noexcept {
    if (this == &other) return *this;
    wipe();
    kind = other.kind;
    items = std::move(other.items);
    signature = other.signature;
    tries_left = std::move(other.tries_left);
    notes = std::move(other.notes);
    pictures = std::move(other.pictures);
    return *this;
}

void CardReading::wipe() {
    for (auto& [name, item] : items) {
        explicit_bzero(item.value.data(), item.value.size());
        explicit_bzero(item.original.data(), item.original.size());
    }
    for (auto& [name, picture] : pictures) explicit_bzero(picture.data(), picture.size());
    items.clear();
    pictures.clear();
}

const CardItem* CardReading::find(const std::string& name) const {
    const auto it = items.find(name);
    return it == items.end() ? nullptr : &it->second;
}

std::optional<std::string> iso_date(std::string_view digits) {
    if (digits.size() != 8) return std::nullopt;
    const std::string iso = std::string(digits.substr(0, 4)) + "-" + std::string(digits.substr(4, 2)) + "-" +
                            std::string(digits.substr(6, 2));
    return core::parse_iso(iso) ? std::optional<std::string>(iso) : std::nullopt;
}

}  // namespace app
