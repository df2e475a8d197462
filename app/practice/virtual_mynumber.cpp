#include "app/practice/virtual_mynumber.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/practice/card_bytes.h"
#include "app/practice/card_issuer.h"
#include "app/practice/jpki_certificates.h"

namespace app {
namespace {

using core::Bytes;

const Bytes face_input_aid{0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08};
const Bytes face_aid{0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02};
const Bytes common_aid{0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00};
const Bytes licence_aid{0xA0, 0x00, 0x00, 0x02, 0x31, 0x06, 0x00, 0x00,
                        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
const Bytes jpki_aid{0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01};
// Contactless マイナンバーカード, offers T=1.
const Bytes mynumber_atr{0x3B, 0x88, 0x80, 0x01, 0x00, 0x00, 0x05, 0xE0, 0xB3, 0x81, 0xA1, 0x00, 0x7F};

std::size_t header_size(std::size_t value_size) {
    return 2 + (value_size >= 0x100 ? 3U : value_size >= 0x80 ? 2U : 1U);
}

// DF22 to DF25, one after another: what DF32 of the integrity record covers.
Bytes signed_objects(const MyNumberChip& chip) {
    Bytes out = object(0xDF22, core::view(chip.name));
    put(out, object(0xDF23, core::view(chip.address)));
    put(out, object(0xDF24, core::view(chip.birth_date)));
    put(out, object(0xDF25, core::view(chip.sex)));
    return out;
}

Bytes load(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string sex_code(const std::string& sex) {
    if (sex == "male") return "1";
    if (sex == "female") return "2";
    return "9";
}

std::string eight_digits(const std::string& iso) {
    return iso.size() == 10 ? iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) : std::string();
}

// Birth date with the era year, expiry year, security code. The eras begin on days, not on New Year.
std::string verification_of(const Resident& resident) {
    const std::string birth = eight_digits(resident.birth_date);
    const int day = std::stoi(birth);
    const int base = day >= 20190501   ? 2018
                     : day >= 19890108 ? 1988
                     : day >= 19261225 ? 1925
                     : day >= 19120730 ? 1911
                                       : 1867;
    const std::string year = std::to_string(day / 10000 - base);
    return (year.size() == 1 ? "0" + year : year) + birth.substr(4) + resident.card.expiry.substr(0, 4) +
           resident.card.security_code;
}

std::vector<std::string> letters_of(const std::string& text) {
    std::vector<std::string> out;
    for (const char byte : text) {
        if ((byte & 0xC0) != 0x80) out.emplace_back();
        if (!out.empty()) out.back() += byte;
    }
    return out;
}

// 1 for each letter that the face shows in another form than the chip; empty where they cannot be paired.
std::string replaced_letters(const std::string& chip, const std::string& face) {
    const auto on_chip = letters_of(chip), on_face = letters_of(face);
    if (on_chip.size() != on_face.size()) return {};
    std::string marks;
    for (std::size_t at = 0; at < on_chip.size(); ++at) marks += on_chip[at] == on_face[at] ? '0' : '1';
    return marks;
}

VirtualKey secret(const std::string& value, int tries, int tries_max) {
    return {ascii(value), tries, tries_max};
}

VirtualApplication face_input_application_of(const MyNumberChip& chip) {
    constexpr std::uint16_t pin = 0x0011;
    constexpr std::uint16_t number = 0x0014;
    constexpr std::uint16_t printed = 0x0015;
    VirtualApplication out;
    out.aid = face_input_aid;
    out.files[0x0001] = {my_number_file(chip.my_number), {pin, number}};
    const Bytes items = four_items_object(chip);
    out.files[0x0002] = {filled(items, items.size() < 512 ? 512 : items.size() + 64), {pin, printed}};
    if (chip.is_signed) {
        out.files[0x0003] = {integrity_record(chip), {pin, number, printed}};
        out.files[0x0004] = {card_certificate()};
    }
    out.files[0x0008] = {Bytes(16, 0xFF)};
    out.keys[pin] = secret(chip.pin, chip.pin_tries, 3);
    out.keys[0x0012] = secret("", 0, 0);
    out.keys[number] = secret(chip.my_number, 10, 10);
    out.keys[printed] = secret(chip.verification, chip.verification_tries, 10);
    return out;
}

// EF 0002 of the 券面事項確認AP. Signed are three digests: entries and key, pictures of the text, photo.
Bytes face_object(const MyNumberChip& chip) {
    const Bytes birth = object(0xDF22, core::view(chip.birth_date));
    const Bytes sex = object(0xDF23, core::view(chip.sex));
    const Bytes key = object(0xDF24, CardIssuer::practice().card_modulus());
    const Bytes name = object(0xDF25, chip.name_picture);
    const Bytes address = object(0xDF26, chip.address_picture);
    const Bytes photo = object(0xDF27, chip.photo);
    Bytes block{0x30, 0x71, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x60};
    put(block, CardIssuer::digest(joined({birth, sex, key})));
    put(block, CardIssuer::digest(joined({name, address})));
    put(block, CardIssuer::digest(photo));
    const Bytes signature = object(0xDF28, CardIssuer::practice().sign_block_as_card(block));
    const Bytes expiry = object(0xDF29, core::view(chip.record).last(8));
    const Bytes objects = joined({birth, sex, key, name, address, photo, signature, expiry});
    Bytes offsets;
    std::size_t at = 2 + 3 + 2 + 1 + 16;  // outer header, this object
    for (const Bytes* each : {&birth, &sex, &key, &name, &address, &photo, &signature, &expiry}) {
        offsets.push_back(static_cast<std::uint8_t>(at >> 8));
        offsets.push_back(static_cast<std::uint8_t>(at & 0xFF));
        at += each->size();
    }
    return object(0xFF20, joined({object(0xDF21, offsets), objects}));
}

VirtualApplication face_application_of(const MyNumberChip& chip) {
    constexpr std::uint16_t birth = 0x0011;
    constexpr std::uint16_t printed = 0x0012;  // the other way round than in the 券面事項入力補助AP
    constexpr std::uint16_t number = 0x0013;
    VirtualApplication out;
    out.aid = face_aid;
    const Bytes face = face_object(chip);
    out.files[0x0002] = {filled(face, face.size() + 32), {printed, number}};
    out.files[0x0004] = {card_certificate()};
    out.keys[birth] = secret(chip.verification.substr(0, 6), 10, 10);
    out.keys[printed] = secret(chip.verification, chip.verification_tries, 10);
    out.keys[number] = secret(chip.my_number, 10, 10);
    return out;
}

VirtualApplication common_application_of(const MyNumberChip& chip) {
    VirtualApplication out;
    out.aid = common_aid;
    out.files[0x0001] = {object(0x01, core::view(chip.record)), {}, true};
    return out;
}

// One digit a letter: 1 where the certificate holds a plainer form than the face.
std::string substitute_marks(const std::string& text, const std::string& replaced) {
    std::string marks;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if ((text[at] & 0xC0) != 0x80) marks += '0';
    }
    for (std::size_t at = 0; at < replaced.size() && at < marks.size(); ++at) marks[at] = replaced[at];
    return marks;
}

JpkiHolder holder_of(const MyNumberChip& chip) {
    const std::string sex = chip.sex == "1" || chip.sex == "2" ? chip.sex : "3";
    return {chip.record.substr(0, 15),
            chip.name,
            substitute_marks(chip.name, chip.name_substitutes),
            chip.address,
            substitute_marks(chip.address, {}),
            chip.birth_date,
            sex,
            chip.certificate_last_day};
}

// Keys lie in files that can be selected and never be read.
VirtualApplication jpki_application_of(const MyNumberChip& chip) {
    constexpr std::uint16_t pin = 0x0018;
    constexpr std::uint16_t password = 0x001B;
    constexpr std::uint16_t never = 0xFFFF;
    VirtualApplication out;
    out.aid = jpki_aid;
    Bytes token = ascii("JPKIAPICCTOKEN2");
    token.resize(32, ' ');
    const bool signs = !chip.signing_password.empty();
    out.files[0x0006] = {token};
    out.files[0x0008] = {Bytes{0x8F, static_cast<std::uint8_t>(signs ? 0x8F : 0x00), 0x00}};
    out.files[0x0017] = {Bytes(16, 0x00), {never}};
    out.keys[pin] = secret(chip.pin, chip.pin_tries, 3);
    if (chip.certificate_last_day.empty()) return out;
    const JpkiHolder holder = holder_of(chip);
    const auto stored = [](Bytes der) { return filled(der, der.size() + 32); };
    out.files[0x000A] = {stored(jpki_certificate(JpkiPurpose::authentication, holder))};
    out.files[0x000B] = {stored(jpki_authority_certificate(JpkiPurpose::authentication))};
    if (!signs) return out;
    out.files[0x0001] = {stored(jpki_certificate(JpkiPurpose::signing, holder)), {password}};
    out.files[0x0002] = {stored(jpki_authority_certificate(JpkiPurpose::signing))};
    out.files[0x001A] = {Bytes(16, 0x00), {never}};
    out.keys[password] = secret(chip.signing_password, 5, 5);
    return out;
}

}  // namespace

core::ByteView face_input_application() { return face_input_aid; }
core::ByteView face_application() { return face_aid; }

MyNumberChip chip_of(const Resident& resident, const std::string& pictures_folder) {
    MyNumberChip chip;
    chip.name = resident.chip_name;
    chip.address = resident.chip_address;
    chip.birth_date = eight_digits(resident.birth_date);
    chip.sex = sex_code(resident.sex);
    chip.my_number = resident.card.my_number;
    chip.pin = resident.card.pin;
    chip.verification = verification_of(resident);
    // Not made from the 個人番号: the record is free to read, and searches for the number must not find it.
    const std::string serial = "4000000" + chip.birth_date;
    chip.certificate_last_day = eight_digits(resident.card.expiry);
    // Children under 15 have no 署名用 certificate.
    if (resident.birth_date < "2011-12") chip.signing_password = "PRACTICE" + resident.card.pin;
    chip.name_substitutes = replaced_letters(resident.chip_name, resident.face_name);
    chip.record = serial.substr(0, 15) + "06206" + eight_digits(resident.card.expiry);
    chip.pin_tries = resident.card.pin_tries;
    if (!pictures_folder.empty()) {
        chip.name_picture = load(pictures_folder + "/" + resident.id + "-face-name.png");
        chip.address_picture = load(pictures_folder + "/" + resident.id + "-face-address.png");
    }
    return chip;
}

Bytes four_items_object(const MyNumberChip& chip) {
    const std::array<std::size_t, 4> sizes{chip.name.size(), chip.address.size(), chip.birth_date.size(),
                                           chip.sex.size()};
    Bytes kana = chip.kana.empty() ? Bytes() : object(0xDF26, core::view(chip.kana));
    std::size_t inner = 11 + kana.size();
    for (const std::size_t size : sizes) inner += header_size(size) + size;
    Bytes offsets;
    std::size_t at = header_size(inner) + 11;
    for (const std::size_t size : sizes) {
        offsets.push_back(static_cast<std::uint8_t>(at >> 8));
        offsets.push_back(static_cast<std::uint8_t>(at & 0xFF));
        at += header_size(size) + size;
    }
    Bytes value = object(0xDF21, offsets);
    put(value, signed_objects(chip));
    put(value, kana);
    return object(0xFF20, value);
}

Bytes my_number_file(const std::string& my_number) {
    Bytes file = object(0xFF10, core::view(my_number));
    return filled(file, 17);
}

Bytes integrity_record(const MyNumberChip& chip) {
    Bytes value = object(0xDF31, CardIssuer::digest(my_number_file(chip.my_number)));
    put(value, object(0xDF32, CardIssuer::digest(signed_objects(chip))));
    constexpr std::size_t signature_object = 2 + 3 + 256;
    const std::size_t size = value.size() + signature_object;
    Bytes file{0xFF, 0x30, 0x82, static_cast<std::uint8_t>(size >> 8),
               static_cast<std::uint8_t>(size & 0xFF)};
    put(file, value);
    put(file, object(0xDF33, CardIssuer::practice().sign_as_card(file)));
    return file;
}

Bytes card_certificate() {
    const CardIssuer& issuer = CardIssuer::practice();
    Bytes body(issuer.issuer_id().begin(), issuer.issuer_id().end());
    Bytes subject(issuer.issuer_id().begin(), issuer.issuer_id().end());
    subject.back() = 0x01;
    put(body, subject);
    put(body, Bytes{0x90, 0x03, 0x01, 0x00, 0x01});
    put(body, object(0x91, issuer.card_modulus()));
    Bytes value = object(0x5F4E, body);
    put(value, object(0x5F37, issuer.sign_as_issuer(body)));
    return object(0x7F21, value);
}

std::unique_ptr<FileCard> make_jpki_only_card(const MyNumberChip& chip) {
    VirtualApplication application = jpki_application_of(chip);
    Bytes token = ascii("JPKIAPGPSETOKEN");
    token.resize(32, ' ');
    application.files[0x0006] = {token};
    return std::make_unique<FileCard>(mynumber_atr, std::vector<VirtualApplication>{std::move(application)},
                                      chip.habits,
                                      std::vector<std::pair<std::string, std::uint16_t>>{{"pin", 0x0018}});
}

std::unique_ptr<FileCard> make_mynumber_card(const MyNumberChip& chip) {
    std::vector<VirtualApplication> applications{face_input_application_of(chip), face_application_of(chip),
                                                 common_application_of(chip), jpki_application_of(chip)};
    if (chip.carries_licence) applications.push_back({licence_aid, {}, {}});
    return std::make_unique<FileCard>(
        mynumber_atr, std::move(applications), chip.habits,
        std::vector<std::pair<std::string, std::uint16_t>>{{"pin", 0x0011}, {"verification_b", 0x0015}});
}

}  // namespace app
