// Mutual authentication and secure messaging of 在留カード and 特別永住者証明書.
//
// 出入国在留管理庁「在留カード等仕様書（一般公開用）」Ver 1.5 chapters on commands and annex 2 (first
// generation: two-key triple DES, retail MAC), Ver 1.1 of 2026 for the second (AES-128, CMAC). The key is the
// card number printed on the face; there is no try counter. The session lasts until the card is reset.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "app/devices/card/apdu.h"
#include "forms/core/environment.h"

namespace app {

enum class ResidenceGeneration : std::uint8_t { first, second };

// Two letters, eight digits, two letters as the card wants them, from what a clerk typed (full-width, small
// letters, spaces). Nothing if the shape is wrong.
std::optional<std::string> residence_card_number(std::string_view typed);

// The numbers that the reader throws in: RND.IFD and K.IFD.
struct ReaderNonce {
    std::array<std::uint8_t, 8> random{};
    std::array<std::uint8_t, 16> key{};
};
ReaderNonce fresh_nonce();  // from libcrypto's generator

// The pure half of the protocol. Keys are wiped at the end.
class ResidenceSession {
  public:
    ResidenceSession(ResidenceGeneration generation, std::string_view card_number);
    ~ResidenceSession();
    ResidenceSession(const ResidenceSession&) = delete;
    ResidenceSession& operator=(const ResidenceSession&) = delete;

    // E_IFD and M_IFD, 40 bytes, for the card's challenge of eight.
    core::Bytes challenge_answer(core::ByteView card_random, const ReaderNonce& nonce);
    // Checks E_ICC and M_ICC (40 bytes), and makes the session key. False: not the card that was asked.
    bool accept(core::ByteView card_answer);

    // VERIFY with the card number under the session key.
    core::Bytes verify_command() const;
    // Opens 86 L 01 …; nothing if the form, the block size or the padding is wrong.
    std::optional<core::Bytes> open(core::ByteView wrapped) const;

  private:
    core::Bytes cipher(core::ByteView key, core::ByteView data, bool encrypt) const;
    core::Bytes mac(core::ByteView data) const;
    std::size_t block_size() const { return generation_ == ResidenceGeneration::first ? 8 : 16; }

    ResidenceGeneration generation_;
    std::string number_;
    std::array<std::uint8_t, 16> number_key_{}, session_key_{};
    std::array<std::uint8_t, 8> card_random_{};
    ReaderNonce nonce_;
};

// GET CHALLENGE, MUTUAL AUTHENTICATE, VERIFY, each once. `number` as residence_card_number gives it.
// Errors: card.number_wrong (63 00: the typed number is not this card's; costs nothing), card.not_genuine
// (the card's answer does not fit), card.refused, those of CardChannel::transmit.
core::Status open_residence_session(CardChannel& channel, ResidenceSession& session,
                                    const ReaderNonce& nonce);

// Reads a whole file by its P1 under secure messaging, in one answer or, where the reader or the card does
// not pass so much, in pieces of 1,024. Nothing where the card has no such file (6A 82). Errors:
// card.garbage, card.denied, card.refused, those of CardChannel::transmit.
core::Result<std::optional<core::Bytes>> read_wrapped(CardChannel& channel, const ResidenceSession& session,
                                                      std::uint8_t p1, std::size_t size_max);

// The same without secure messaging.
core::Result<std::optional<core::Bytes>> read_plain(CardChannel& channel, std::uint8_t p1,
                                                    std::size_t size_max);

}  // namespace app
