#include "app/devices/card/mynumber_signature.h"

#include <algorithm>

#include "app/devices/card/ber_tlv.h"
#include "app/devices/card/card_crypto.h"

namespace app {
namespace {

constexpr std::uint16_t record_file = 0x0003;
constexpr std::uint16_t certificate_file = 0x0004;
constexpr std::uint16_t record_tag = 0xFF30;
constexpr std::uint16_t certificate_tag = 0x7F21;
constexpr std::size_t signed_file_max = 2048;
constexpr std::array<std::uint8_t, 3> issuer_exponent{0x01, 0x00, 0x01};

struct Certificate {
    core::ByteView issuer, body, signature, exponent, modulus;
};

std::optional<Certificate> parse_certificate(core::ByteView bytes) {
    const auto outer = find_tlv(bytes, certificate_tag);
    if (!outer) return std::nullopt;
    const auto body = find_tlv(outer->value, 0x5F4E);
    const auto signature = find_tlv(outer->value, 0x5F37);
    if (!body || !signature || body->value.size() < 32) return std::nullopt;
    const core::ByteView key = body->value.subspan(32);
    const auto exponent = find_tlv(key, 0x90);
    const auto modulus = find_tlv(key, 0x91);
    if (!exponent || !modulus) return std::nullopt;
    return Certificate{body->value.first(16), body->value, signature->value, exponent->value, modulus->value};
}

// From the first byte of DF 22 to the end of DF 25; empty if either is missing or they stand the other way.
core::ByteView signed_items(core::ByteView four_items) {
    const auto outer = find_tlv(four_items, 0xFF20);
    if (!outer) return {};
    const auto name = find_tlv(outer->value, 0xDF22);
    const auto sex = find_tlv(outer->value, 0xDF25);
    if (!name || !sex || sex->whole.data() < name->whole.data()) return {};
    return {name->whole.data(), sex->whole.data() + sex->whole.size()};
}

bool same(core::ByteView left, core::ByteView right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

bool record_fits(core::ByteView record, core::ByteView modulus, core::ByteView exponent,
                 core::ByteView four_items, const std::optional<core::Digest>& number) {
    const auto outer = find_tlv(record, record_tag);
    if (!outer) return false;
    const auto number_digest = find_tlv(outer->value, 0xDF31);
    const auto items_digest = find_tlv(outer->value, 0xDF32);
    const auto signature = find_tlv(outer->value, 0xDF33);
    if (!number_digest || !items_digest || !signature) return false;
    if (!same(items_digest->value, sha256(signed_items(four_items)))) return false;
    if (number && !same(number_digest->value, *number)) return false;
    const core::ByteView in_front(record.data(), signature->whole.data());
    return rsa_sha256_fits(modulus, exponent, in_front, signature->value);
}

// A file that is absent or holds no such object gives nothing; only a lost card or reader is an error.
core::Result<std::optional<core::Bytes>> read_signed_file(CardChannel& channel, std::uint16_t file,
                                                          std::uint16_t tag) {
    auto found = select(channel, apdu::select_file(file));
    if (!found) return found.error();
    if (!*found) return std::optional<core::Bytes>();
    auto object = read_object(channel, tag, signed_file_max);
    if (object) return std::optional<core::Bytes>(std::move(*object));
    const std::string& reason = object.error().reason;
    if (reason == "card.garbage" || reason == "card.denied" || reason == "card.refused") {
        return std::optional<core::Bytes>();
    }
    return object.error();
}

}  // namespace

SignatureState judge_card_signature(core::ByteView certificate, const std::vector<CardIssuerKey>& issuers,
                                    const std::function<bool(core::ByteView, core::ByteView)>& fits) {
    const auto parsed = parse_certificate(certificate);
    if (!parsed || !fits(parsed->modulus, parsed->exponent)) return SignatureState::wrong;
    const auto issuer = std::find_if(issuers.begin(), issuers.end(),
                                     [&](const CardIssuerKey& key) { return same(key.id, parsed->issuer); });
    if (issuer == issuers.end()) return SignatureState::not_checkable;
    const bool issued = rsa_sha256_fits(issuer->modulus, issuer_exponent, parsed->body, parsed->signature);
    return issued ? SignatureState::checked : SignatureState::wrong;
}

SignatureState judge_face_signature(core::ByteView record, core::ByteView certificate,
                                    core::ByteView four_items, const std::optional<core::Digest>& number,
                                    const std::vector<CardIssuerKey>& issuers) {
    return judge_card_signature(certificate, issuers, [&](core::ByteView modulus, core::ByteView exponent) {
        return record_fits(record, modulus, exponent, four_items, number);
    });
}

core::Result<SignatureState> check_face_signature(CardChannel& channel, core::ByteView four_items,
                                                  const std::optional<core::Digest>& number,
                                                  const std::vector<CardIssuerKey>& issuers) {
    auto record = read_signed_file(channel, record_file, record_tag);
    if (!record) return record.error();
    auto certificate = read_signed_file(channel, certificate_file, certificate_tag);
    if (!certificate) return certificate.error();
    if (!*record || !*certificate) return SignatureState::not_checkable;
    return judge_face_signature(**record, **certificate, four_items, number, issuers);
}

}  // namespace app
