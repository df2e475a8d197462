// A virtual 運転免許証 of one practice resident.
#pragma once

#include "app/practice/residents.h"
#include "app/practice/virtual_card.h"

namespace app {

// One change on the back: day as era digit and YYMMDD, the new text, the commission in five characters.
struct LicenceChange {
    std::uint8_t tag{0x70};  // 60.. name, 68.. reading, 70.. address; AB.. 本籍
    std::string day, text, commission;
};

// Text is UTF-8; characters outside JIS X 0208 become 外字 with a made-up glyph. Dates are era digit and
// YYMMDD.
struct LicenceChip {
    std::string version{"009"};
    std::string issued, expiry;  // YYYYMMDD, for the free file
    std::string name, kana, common_name, unified_kana;
    std::string birth_date, address, issued_on, reference, colour, valid_until;
    std::vector<std::string> conditions;
    std::string authority, number;
    std::map<std::uint8_t, std::string> classes;  // 22 to 33: day, "" not held
    std::string honseki;
    std::vector<LicenceChange> changes, honseki_changes;
    core::Bytes photo;
    std::string pin1, pin2;  // empty: the holder chose none, and **** opens the card
    int pin1_tries{3}, pin2_tries{3};
    CardHabits habits{};
};

// The licence that `resident` may have, made from the card data; nothing for those who have none.
std::optional<LicenceChip> licence_of(const Resident& resident);

std::unique_ptr<VirtualCard> make_licence(const LicenceChip& chip);

// The files, filler included.
core::Bytes licence_common_file(const LicenceChip& chip);   // MF/EF01, 17 bytes
core::Bytes licence_items_file(const LicenceChip& chip);    // DF1/EF01, 880 bytes
core::Bytes licence_honseki_file(const LicenceChip& chip);  // DF1/EF02, 82 bytes
core::Bytes licence_changes_file(const LicenceChip& chip);  // DF1/EF04, 640 bytes

}  // namespace app
