// A virtual 在留カード or 特別永住者証明書, first or second generation.
#pragma once

#include <array>

#include "app/practice/residents.h"
#include "app/practice/virtual_card.h"

namespace app {

// Dates are YYYYMMDD. An entry that is empty is absent; the front picture and the photo fill their fields
// with zeros, as real cards do.
struct ResidenceChip {
    bool second_generation{false};
    bool special_permanent{false};
    std::string number;  // 12 characters
    core::Bytes front, photo, name_picture, address_picture;
    // The back, first generation; an empty address means that nobody wrote there.
    std::string back_date, municipality, back_address, permission_general, permission_individual;
    bool renewal_applied{false};
    // Text of the second generation.
    std::string expiry, birth_date, sex{"3"}, nationality{"XXX"}, status{"0000000000"}, stay{"0000"},
        stay_until, permission_kind{"01"}, permission_date, work_restriction{"1"};
    core::Bytes signature, certificate;  // as in DF3; empty for holders under 16
    CardHabits habits{};
    // Worked examples fix what a card otherwise throws afresh.
    std::optional<std::array<std::uint8_t, 8>> fixed_random{};
    std::optional<std::array<std::uint8_t, 16>> fixed_key{};
};

// The card of a foreign resident; nothing for those who have none. Pictures come from `pictures_folder`.
std::optional<ResidenceChip> residence_of(const Resident& resident, const std::string& pictures_folder);

std::unique_ptr<VirtualCard> make_residence_card(const ResidenceChip& chip);

// DF2/EF01 of the first generation, 342 bytes; zeros where nobody wrote there.
core::Bytes back_entry_file(const ResidenceChip& chip);

}  // namespace app
