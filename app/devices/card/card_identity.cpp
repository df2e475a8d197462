#include "app/devices/card/card_identity.h"

#include <array>

namespace app {
namespace {

struct Pair {
    std::string_view item, attribute;
};
constexpr std::array<Pair, 7> kept{{{"name", "name"},
                                    {"name_kana", "name_kana"},
                                    {"address", "address"},
                                    {"birth_date", "birth_date"},
                                    {"sex", "sex"},
                                    {"stay_period", "residence_period"},
                                    {"stay_until", "residence_expiry"}}};

}  // namespace

std::string_view card_kind_in_japanese(CardKind kind) {
    switch (kind) {
        case CardKind::mynumber:
            return "マイナンバーカード";
        case CardKind::licence:
            return "運転免許証";
        case CardKind::residence:
            return "在留カード";
        case CardKind::special_permanent:
            return "特別永住者証明書";
        case CardKind::jpki_only:
            return "スマートフォンの電子証明書";
        case CardKind::unknown:
            break;
    }
    return "不明なカード";
}

forms::Identity identity_of(const CardReading& reading) {
    forms::Identity identity;
    identity.source = forms::Source::card_chip;
    identity.document = reading.kind == CardKind::mynumber ? "個人番号カード"
                                                           : std::string(card_kind_in_japanese(reading.kind));
    for (const Pair& pair : kept) {
        const CardItem* item = reading.find(std::string(pair.item));
        if (item == nullptr || item->value.empty()) continue;
        identity.attributes.push_back({std::string(pair.attribute), item->value, 100});
    }
    if (const CardItem* last = reading.find("card_expiry"))
        identity.valid_until = core::parse_iso(last->value);
    return identity;
}

}  // namespace app
