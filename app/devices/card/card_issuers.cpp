// Issuer keys of マイナンバーカード face certificates. Transcribed from one public source (docs/cards.md), so
// a signature that does not fit warns and never blocks. SHA-256 of the modulus, against slips of the pen:
// 409655d477547d83cbe182385acb1ea83c9828eb6e5b8bba90957c339b5f30f7
#include "app/devices/card/mynumber_card.h"

namespace app {
namespace {

// Issuer of the 券面事項入力補助AP, production.
constexpr std::string_view modulus_5000033 =
    "d24615f63525e740c87e83ed64787e76d10a1f8652ebe1ea28934d35ce3bf07716f5b79e2bcb2ae2b91b4f4c9ffb6024"
    "97f596d659af9d0a14b45cdd738ef56249349b8cc7db32f2d433bd39bcc44f503e881d56c149ecd5155c1ce7461fc3ac"
    "4f55d0a39ccaaadfae5b8afa11ccf91bedc774023d11ca6eba99004f81c541a7d67dded8c724d6e20b10a3deaae8c43c"
    "137ccd71b263740e8979752de4d5676329cabcbd7f3a77fc48a6f8e61d399b4ac66684a9fdfc99ecef900dd6ff7f0fdd"
    "39e23d163f8a468c62dbeae00906dfad5a89b45ca5b7353dc998a80d3803eda794b55f99f535d1c39a243c8352ad602d"
    "926c389d2816c941349ee24e4f41597f";

// Seven digits, 08 05, "001", four zero bytes.
constexpr std::array<std::uint8_t, 16> id_5000033{'5',  '0', '0', '0', '0', '3', '3', 0x08,
                                                  0x05, '0', '0', '1', 0,   0,   0,   0};

}  // namespace

const std::vector<CardIssuerKey>& known_card_issuers() {
    static const std::vector<CardIssuerKey> issuers{{id_5000033, *core::from_hex(modulus_5000033)}};
    return issuers;
}

}  // namespace app
