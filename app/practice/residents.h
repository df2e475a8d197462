// The residents of practice mode: about forty invented persons, each with a reason to come to the counter and
// a card. Tests use the same persons. Nobody in here exists; PINs and numbers open practice cards only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forms/core/result.h"

namespace app {

struct PracticeCard {
    std::string expiry;  // YYYY-MM-DD
    std::string pin;
    std::string security_code;  // printed under the photo
    std::string my_number;      // with a right check digit
    int pin_tries{3};           // 0: the card comes blocked
};

struct PracticeLicence {
    std::string issued_on, expiry;                           // YYYY-MM-DD
    std::string number;                                      // 12 digits
    std::string front_address, changed_address, changed_on;  // no change on the back: the last two are empty
    std::string honseki;
    std::string pin1, pin2;  // empty: none chosen, the default opens it
};

struct PracticeResidence {
    int generation{1};  // 1 or 2
    bool special_permanent{false};
    std::string number;                   // two letters, eight digits, two letters
    std::string issued_on, expiry;        // YYYY-MM-DD
    std::string back_date, back_address;  // the entry of a municipality on the back; empty: none
};

struct Resident {
    std::string id;         // "R01"
    std::string household;  // "H01": the same for all who live together
    std::string relation;   // to the head of the household, in Japanese
    std::string chip_name;  // what the chip says: may hold a substitute character
    std::string face_name;  // what the card face shows: the registered glyphs
    std::string kana;       // empty for some foreign residents
    std::string birth_date, sex, nationality;
    std::string event;  // "move_in" | "move_within" | "certificate"
    std::string event_date;
    std::string old_address, new_address, chip_address;
    std::string situation;             // one Japanese sentence or two
    std::vector<std::string> tickets;  // what they want to take home
    PracticeCard card;
    std::optional<PracticeLicence> licence;
    std::optional<PracticeResidence> residence;
};

// Reads practice/data/residents.json. Errors: practice.data (detail names the entry), not_found.
core::Result<std::vector<Resident>> load_residents(const std::string& path);

// Installed beside the programs, else in the tree they were built from.
std::string default_residents_file();

const Resident* find_resident(const std::vector<Resident>& residents, const std::string& id);

}  // namespace app
