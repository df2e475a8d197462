// The issuer of practice cards: signs the integrity record as the real issuer would, with keys that are made
// when the program starts and that nobody but a test trusts.
#pragma once

#include <array>

#include "forms/core/bytes.h"

namespace app {

// One issuer key and one card key (RSA-2048), made once per process; takes a fraction of a second.
class CardIssuer {
  public:
    static const CardIssuer& practice();

    const std::array<std::uint8_t, 16>& issuer_id() const { return issuer_id_; }
    const core::Bytes& issuer_modulus() const { return issuer_modulus_; }
    const core::Bytes& card_modulus() const { return card_modulus_; }

    core::Bytes sign_as_issuer(core::ByteView message) const;  // PKCS#1 v1.5, SHA-256, 256 bytes
    core::Bytes sign_as_card(core::ByteView message) const;
    core::Bytes sign_block_as_card(core::ByteView block) const;  // PKCS#1 v1.5 around the block as it is
    static core::Digest digest(core::ByteView message);          // SHA-256

    CardIssuer(const CardIssuer&) = delete;
    CardIssuer& operator=(const CardIssuer&) = delete;

  private:
    CardIssuer();
    ~CardIssuer();

    struct Keys;
    Keys* keys_;
    std::array<std::uint8_t, 16> issuer_id_;
    core::Bytes issuer_modulus_, card_modulus_;
};

}  // namespace app
