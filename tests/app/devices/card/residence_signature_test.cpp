#include <doctest/doctest.h>

#include "app/devices/card/residence_card.h"
#include "app/practice/virtual_residence.h"
#include "tests/app/devices/card/card_certificates.h"
#include "tests/support/fake_card.h"

using app::SignatureState;
using tests::CertifiedKey;
using tests::VirtualChannel;

namespace {

core::Bytes filled(std::string_view text, std::size_t size) {
    core::Bytes out(text.begin(), text.end());
    out.resize(size, 0x00);
    return out;
}

core::Bytes joined(core::Bytes left, const core::Bytes& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

app::ResidenceChip first_card() {
    app::ResidenceChip chip;
    chip.number = "AA12345678BB";
    chip.front = core::Bytes{'f', 'r', 'o', 'n', 't'};
    chip.photo = core::Bytes{'p', 'h', 'o', 't', 'o'};
    return chip;
}

app::ResidenceChip second_card() {
    app::ResidenceChip chip;
    chip.second_generation = true;
    chip.number = "ZZ00000000ZZ";
    chip.name_picture = core::Bytes{'n', 'a', 'm', 'e'};
    chip.photo = core::Bytes{'p', 'h', 'o', 't', 'o'};
    chip.expiry = chip.stay_until = "20290820";
    chip.birth_date = "19920606";
    chip.sex = "2";
    chip.nationality = "CHN";
    chip.permission_date = "20260820";
    return chip;
}

SignatureState state_of(const app::ResidenceChip& chip, const std::vector<core::Bytes>& authorities) {
    auto card = app::make_residence_card(chip);
    VirtualChannel channel(*card);
    app::ResidenceRequest request;
    request.card_number = chip.number;
    request.authorities = authorities;
    const auto reading = app::read_residence_card(channel, request);
    REQUIRE(reading);
    CHECK(reading->pictures.count("photo") == 0);  // read for the check, dropped unasked
    return reading->signature;
}

}  // namespace

TEST_CASE(
    "the first generation is signed over both pictures, filler included, with or without a digest name") {
    const CertifiedKey agency(CertifiedKey::Kind::rsa), signer(CertifiedKey::Kind::rsa, &agency);
    const core::Bytes message = joined(filled("front", 7000), filled("photo", 3000));
    auto chip = first_card();
    chip.certificate = signer.certificate();
    for (const core::Bytes& signature : {signer.sign(message), signer.sign_bare(message)}) {
        chip.signature = signature;
        CHECK(state_of(chip, {agency.certificate()}) == SignatureState::checked);
        CHECK(state_of(chip, {}) == SignatureState::not_checkable);
    }
    chip.signature[100] ^= 0x01;
    CHECK(state_of(chip, {agency.certificate()}) == SignatureState::wrong);
    chip.signature = signer.sign(joined(filled("front", 7000), filled("other", 3000)));
    CHECK(state_of(chip, {agency.certificate()}) == SignatureState::wrong);
    const CertifiedKey stranger(CertifiedKey::Kind::rsa);
    chip.signature = signer.sign(message);
    CHECK(state_of(chip, {stranger.certificate()}) == SignatureState::not_checkable);
}

TEST_CASE("the second generation is signed over the printed entries, photo and name, in either form") {
    const CertifiedKey agency(CertifiedKey::Kind::p384), signer(CertifiedKey::Kind::p384, &agency);
    // expiry, birth date, sex, nationality, status, stay, kind, date, restriction, end of stay: 53 bytes.
    const std::string entries =
        "20290820"
        "19920606"
        "2"
        "CHN"
        "0000000000"
        "0000"
        "01"
        "20260820"
        "1"
        "20290820";
    REQUIRE(entries.size() == 53);
    const core::Bytes message =
        joined(joined(filled(entries, 53), filled("photo", 3000)), filled("name", 2500));
    auto chip = second_card();
    chip.certificate = signer.certificate();
    REQUIRE(chip.certificate.size() < 602);
    for (const core::Bytes& signature : {signer.sign_raw(message), signer.sign(message)}) {
        chip.signature = signature;
        CHECK(state_of(chip, {agency.certificate()}) == SignatureState::checked);
    }
    chip.sex = "1";
    CHECK(state_of(chip, {agency.certificate()}) == SignatureState::wrong);
}

TEST_CASE("a special permanent resident's shorter entries are filled up before they are signed") {
    const CertifiedKey agency(CertifiedKey::Kind::p384), signer(CertifiedKey::Kind::p384, &agency);
    auto chip = second_card();
    chip.special_permanent = true;
    const std::string entries =
        "20290820"
        "19920606"
        "2"
        "CHN"
        "0000000000"
        "0000";
    REQUIRE(entries.size() == 34);
    chip.certificate = signer.certificate();
    chip.signature =
        signer.sign_raw(joined(joined(filled(entries, 53), filled("photo", 3000)), filled("name", 2500)));
    CHECK(state_of(chip, {agency.certificate()}) == SignatureState::checked);
}

TEST_CASE("a child's card carries no signature and cannot be checked") {
    CHECK(state_of(first_card(), {}) == SignatureState::not_checkable);
    CHECK(state_of(second_card(), {}) == SignatureState::not_checkable);
}

TEST_CASE("a damaged certificate is wrong, not a crash") {
    auto chip = first_card();
    chip.signature = core::Bytes(256, 0x11);
    chip.certificate = core::Bytes(300, 0x30);
    CHECK(state_of(chip, {}) == SignatureState::wrong);
}
