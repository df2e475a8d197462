// A virtual マイナンバーカード of one practice resident.
#pragma once

#include "app/practice/residents.h"
#include "app/practice/virtual_card.h"

namespace app {

// What is written into the chip. Plain values, so that tests can make odd cards.
struct MyNumberChip {
    std::string name, address;
    std::string birth_date;    // YYYYMMDD
    std::string sex{"9"};      // the card's own code
    std::string kana;          // empty: an older card without the object
    std::string my_number;     // 12 digits
    std::string pin;           // 4 digits
    std::string verification;  // 照合番号B, 14 digits
    std::string record;        // 28 digits: serial, municipality, expiry
    int pin_tries{3};
    int verification_tries{10};
    core::Bytes name_picture, address_picture, photo;  // the face: PNG, PNG, JPEG 2000
    std::string certificate_last_day;  // YYYYMMDD; empty: no certificates of the 公的個人認証
    std::string signing_password;      // empty: no 署名用 certificate (a child)
    std::string name_substitutes;      // "1" for each letter of the name that the certificate replaced
    CardHabits habits{};
    bool is_signed{true};
    bool carries_licence{false};  // マイナ免許証: its application is there, and holds nothing
};

// Pictures of the face, ID-face-name.png and ID-face-address.png, come from the folder; without one there are
// none.
MyNumberChip chip_of(const Resident& resident, const std::string& pictures_folder = {});

std::unique_ptr<FileCard> make_mynumber_card(const MyNumberChip& chip);
// The same person's telephone: the signature application alone.
std::unique_ptr<FileCard> make_jpki_only_card(const MyNumberChip& chip);

// The object of EF 0002 and the file of EF 0001, byte for byte as cards hold them.
core::Bytes four_items_object(const MyNumberChip& chip);
core::Bytes my_number_file(const std::string& my_number);

// The first 92 bytes of EF 0003 and the whole of EF 0004, signed by the practice issuer.
core::Bytes integrity_record(const MyNumberChip& chip);
core::Bytes card_certificate();

// Names of the 券面事項入力補助AP and the 券面事項確認AP, for tests that look at counters.
core::ByteView face_input_application();
core::ByteView face_application();

}  // namespace app
