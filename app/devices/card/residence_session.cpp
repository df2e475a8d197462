#include "app/devices/card/residence_session.h"

#include <string.h>

#include <algorithm>

#include "app/devices/card/ber_tlv.h"
#include "app/devices/card/card_crypto.h"
#include "forms/core/text.h"

namespace app {
namespace {

constexpr std::size_t piece_size = 1024;
constexpr std::uint8_t encrypted_mark = 0x01;

core::Error garbage(const char* detail) { return {core::ErrorCode::device, "card.garbage", detail}; }

bool same(core::ByteView left, core::ByteView right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

core::Error read_refusal(std::uint16_t status) {
    if (status == 0x6982) return core::denied("card.denied", "card number not verified");
    return {core::ErrorCode::unsupported, "card.refused", "status " + std::to_string(status)};
}

// One READ BINARY under secure messaging: 08 B0 P1 P2 00 00 04 96 02 size 00 00.
core::Bytes wrapped_read(std::uint8_t p1, std::uint8_t p2, std::size_t size) {
    return {0x08,
            0xB0,
            p1,
            p2,
            0x00,
            0x00,
            0x04,
            0x96,
            0x02,
            static_cast<std::uint8_t>(size >> 8),
            static_cast<std::uint8_t>(size & 0xFF),
            0x00,
            0x00};
}

}  // namespace

std::optional<std::string> residence_card_number(std::string_view typed) {
    std::string out;
    for (char c : core::to_half_width(typed)) {
        if (c == ' ' || c == '-') continue;
        out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    if (out.size() != 12) return std::nullopt;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const bool letter = i < 2 || i >= 10;
        const char low = letter ? 'A' : '0', high = letter ? 'Z' : '9';
        if (out[i] < low || out[i] > high) return std::nullopt;
    }
    return out;
}

ReaderNonce fresh_nonce() {
    ReaderNonce nonce;
    random_bytes(nonce.random);
    random_bytes(nonce.key);
    return nonce;
}

ResidenceSession::ResidenceSession(ResidenceGeneration generation, std::string_view card_number)
    : generation_(generation), number_(card_number) {
    const auto digest = sha1(core::view(card_number));
    std::copy_n(digest.begin(), number_key_.size(), number_key_.begin());
}

ResidenceSession::~ResidenceSession() {
    explicit_bzero(number_.data(), number_.size());
    explicit_bzero(number_key_.data(), number_key_.size());
    explicit_bzero(session_key_.data(), session_key_.size());
    explicit_bzero(&nonce_, sizeof nonce_);
}

core::Bytes ResidenceSession::cipher(core::ByteView key, core::ByteView data, bool encrypt) const {
    return generation_ == ResidenceGeneration::first ? des3_cbc(key, data, encrypt)
                                                     : aes128_cbc(key, data, encrypt);
}

core::Bytes ResidenceSession::mac(core::ByteView data) const {
    return generation_ == ResidenceGeneration::first ? retail_mac(number_key_, data)
                                                     : aes_cmac8(number_key_, data);
}

core::Bytes ResidenceSession::challenge_answer(core::ByteView card_random, const ReaderNonce& nonce) {
    std::copy_n(card_random.begin(), std::min(card_random.size(), card_random_.size()), card_random_.begin());
    nonce_ = nonce;
    std::array<std::uint8_t, 32> plain{};
    auto at = std::copy(nonce_.random.begin(), nonce_.random.end(), plain.begin());
    at = std::copy(card_random_.begin(), card_random_.end(), at);
    std::copy(nonce_.key.begin(), nonce_.key.end(), at);
    core::Bytes out = cipher(number_key_, plain, true);
    explicit_bzero(plain.data(), plain.size());
    const core::Bytes check = mac(out);
    out.insert(out.end(), check.begin(), check.end());
    return out;
}

bool ResidenceSession::accept(core::ByteView answer) {
    if (answer.size() != 40 || !same(mac(answer.first(32)), answer.last(8))) return false;
    core::Bytes plain = cipher(number_key_, answer.first(32), false);
    if (plain.size() != 32) return false;
    const core::ByteView opened(plain);
    const bool fits = same(opened.first(8), card_random_) && same(opened.subspan(8, 8), nonce_.random);
    if (fits) {
        core::Bytes seed(20);
        for (std::size_t i = 0; i < 16; ++i) seed[i] = nonce_.key[i] ^ opened[16 + i];
        seed[19] = 0x01;
        const auto digest = sha1(seed);
        std::copy_n(digest.begin(), session_key_.size(), session_key_.begin());
        explicit_bzero(seed.data(), seed.size());
    }
    explicit_bzero(plain.data(), plain.size());
    return fits;
}

core::Bytes ResidenceSession::verify_command() const {
    core::Bytes plain(number_.begin(), number_.end());
    plain.push_back(0x80);
    plain.resize(16, 0x00);
    const core::Bytes sealed = cipher(session_key_, plain, true);
    core::Bytes command{0x08, 0x20, 0x00, 0x86, 0x13, 0x86, 0x11, encrypted_mark};
    command.insert(command.end(), sealed.begin(), sealed.end());
    return command;
}

std::optional<core::Bytes> ResidenceSession::open(core::ByteView wrapped) const {
    const auto object = find_tlv(wrapped, 0x86);
    if (!object || object->value.size() < 1 + block_size() || object->value[0] != encrypted_mark)
        return std::nullopt;
    core::Bytes plain = cipher(session_key_, object->value.subspan(1), false);
    while (!plain.empty() && plain.back() == 0x00) plain.pop_back();
    if (plain.empty() || plain.back() != 0x80) return std::nullopt;
    plain.pop_back();
    return plain;
}

core::Status open_residence_session(CardChannel& channel, ResidenceSession& session,
                                    const ReaderNonce& nonce) {
    auto challenge = ask_card(channel, core::Bytes{0x00, 0x84, 0x00, 0x00, 0x08});
    if (!challenge) return challenge.error();
    if (challenge->refused()) return read_refusal(challenge->status);
    if (challenge->data.size() != 8) return garbage("challenge is not eight bytes");
    core::Bytes command{0x00, 0x82, 0x00, 0x00, 0x28};
    const core::Bytes own = session.challenge_answer(challenge->data, nonce);
    command.insert(command.end(), own.begin(), own.end());
    command.push_back(0x00);
    auto answer = ask_card(channel, command);
    if (!answer) return answer.error();
    if ((answer->status & 0xFF00) == 0x6300) return core::denied("card.number_wrong");
    if (answer->refused()) return read_refusal(answer->status);
    if (!session.accept(answer->data)) return core::denied("card.not_genuine", "card's proof does not fit");
    auto verified = ask_card(channel, session.verify_command());
    if (!verified) return verified.error();
    if ((verified->status & 0xFF00) == 0x6300) return core::denied("card.number_wrong");
    if (verified->refused()) return read_refusal(verified->status);
    return core::ok();
}

core::Result<std::optional<core::Bytes>> read_wrapped(CardChannel& channel, const ResidenceSession& session,
                                                      std::uint8_t p1, std::size_t size_max) {
    using Found = std::optional<core::Bytes>;
    auto whole = ask_card(channel, wrapped_read(p1, 0x00, 0));
    if (!whole) return whole.error();
    if (whole->status == 0x6A82) return Found();
    if (whole->status != 0x6700 && whole->refused()) return read_refusal(whole->status);
    if (whole->done()) {
        auto plain = session.open(whole->data);
        if (!plain || plain->size() > size_max) return garbage("wrapped answer does not open");
        return Found(std::move(*plain));
    }
    core::Bytes have;
    while (have.size() < size_max) {
        const std::size_t want = std::min(piece_size, size_max - have.size());
        const auto high = static_cast<std::uint8_t>(have.size() >> 8);
        auto piece = ask_card(channel, wrapped_read(have.empty() ? p1 : high,
                                                    static_cast<std::uint8_t>(have.size() & 0xFF), want));
        if (!piece) return piece.error();
        if (piece->status == 0x6B00) break;
        if (piece->refused()) return read_refusal(piece->status);
        const auto plain = session.open(piece->data);
        if (!plain || plain->size() > want) return garbage("wrapped piece does not open");
        have.insert(have.end(), plain->begin(), plain->end());
        if (plain->size() < want) break;
    }
    return Found(std::move(have));
}

core::Result<std::optional<core::Bytes>> read_plain(CardChannel& channel, std::uint8_t p1,
                                                    std::size_t size_max) {
    using Found = std::optional<core::Bytes>;
    auto answer = ask_card(channel, core::Bytes{0x00, 0xB0, p1, 0x00, 0x00, 0x00, 0x00});
    if (!answer) return answer.error();
    if (answer->status == 0x6700) {  // a reader or card without extended lengths: enough for the small files
        answer = ask_card(channel, core::Bytes{0x00, 0xB0, p1, 0x00, 0x00});
        if (!answer) return answer.error();
    }
    if (answer->status == 0x6A82) return Found();
    if (answer->refused()) return read_refusal(answer->status);
    if (answer->data.size() > size_max) return garbage("file larger than it may be");
    return Found(std::move(answer->data));
}

}  // namespace app
