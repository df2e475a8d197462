// The machine-readable zone of passports (ICAO Doc 9303 part 4, TD3): two lines of 44 places.
//
//   line 1 := 'P' x issuer(3) surname "<<" given {'<'}
//   line 2 := number(9) digit nationality(3) birth YYMMDD digit sex expiry YYMMDD digit personal(14) digit
//   digit
// Check digits: weights 7 3 1, letters A=10 … Z=35, '<'=0, modulo 10.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "app/devices/ocr/field_text.h"

namespace app {

char mrz_check_digit(std::string_view text);

struct Mrz {
    std::string surname, given;                                // with blanks between names
    std::string number, nationality, birth_date, expiry, sex;  // dates YYMMDD; sex male | female | unknown
    bool number_checked{false}, birth_checked{false}, expiry_checked{false};
};

// Takes two lines apart; letters that stand where only digits may (O, I, S, B, Z) are read as those digits,
// and the other way round in names and nationality. Nothing unless the lines have the shape of a passport's.
std::optional<Mrz> parse_mrz(std::string_view first, std::string_view second);

// The symbols of one reading put into their places: the zone is printed at ten places an inch, so what was
// read twice for one place is dropped and what was not read is a filler.
std::array<std::string, 2> mrz_lines(const SymbolRow& row);

// The same from symbols read place by place. Nothing unless there are two lines of 44.
std::optional<std::array<std::string, 2>> mrz_lines_of_places(const SymbolRow& glyphs);

}  // namespace app
