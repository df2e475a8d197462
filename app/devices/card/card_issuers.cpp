// Issuer keys of マイナンバーカード face certificates. Transcribed from one public source (docs/cards.md), so
// a signature that does not fit warns and never blocks. SHA-256 of the moduli, against slips of the pen:
// 5000023 bb96cc1dc6502005661961f0a45ed843d007c69e3ce167eceb6b1abd5333a932
// 5000033 409655d477547d83cbe182385acb1ea83c9828eb6e5b8bba90957c339b5f30f7
#include "app/devices/card/mynumber_card.h"

namespace app {
namespace {

// Issuer of the 券面事項確認AP, production.
constexpr std::string_view modulus_5000023 =
    "b2f740f0ad86d17cf3f537d23b4b3c65a3cb58474d857f55d0b9bc0411b1cb0849068de332a50d63b3e6921c9ccbe615"
    "6496efb04be8ffcc74fde9a228a36ad7edce9793204e35973dc911108365002c40169e0b60018dfb99e1e2310d9a110f"
    "f0fc269f1f220c63b8a1510de5a6898220c78908fc280d8aa95d5d113b7cf00700f3ff5ad8b3d6ad2eb53c7d563498b4"
    "a938deffc9bda32bf4146c1b07ef870d99eb35de5d70ac18715874277a13151d217d04d42e97923923a40fbc7d06faa8"
    "338ccbe876620f9b8ef4471cd4b9e29d4ea621e0fb8f1dc04b487210097dbaaf3d8e0550c76a5b97cf202fa47c7a2622"
    "f1c084e65c13d13b8e7ab226f5f51f87";

// Issuer of the 券面事項入力補助AP, production.
constexpr std::string_view modulus_5000033 =
    "d24615f63525e740c87e83ed64787e76d10a1f8652ebe1ea28934d35ce3bf07716f5b79e2bcb2ae2b91b4f4c9ffb6024"
    "97f596d659af9d0a14b45cdd738ef56249349b8cc7db32f2d433bd39bcc44f503e881d56c149ecd5155c1ce7461fc3ac"
    "4f55d0a39ccaaadfae5b8afa11ccf91bedc774023d11ca6eba99004f81c541a7d67dded8c724d6e20b10a3deaae8c43c"
    "137ccd71b263740e8979752de4d5676329cabcbd7f3a77fc48a6f8e61d399b4ac66684a9fdfc99ecef900dd6ff7f0fdd"
    "39e23d163f8a468c62dbeae00906dfad5a89b45ca5b7353dc998a80d3803eda794b55f99f535d1c39a243c8352ad602d"
    "926c389d2816c941349ee24e4f41597f";

// Seven digits, 08 05, "001", four zero bytes.
constexpr std::array<std::uint8_t, 16> issuer_id(char last_but_one) {
    return {'5', '0', '0', '0', '0', static_cast<std::uint8_t>(last_but_one), '3', 0x08, 0x05, '0', '0', '1'};
}

}  // namespace

const std::vector<CardIssuerKey>& known_card_issuers() {
    static const std::vector<CardIssuerKey> issuers{{issuer_id('2'), *core::from_hex(modulus_5000023)},
                                                    {issuer_id('3'), *core::from_hex(modulus_5000033)}};
    return issuers;
}

}  // namespace app
