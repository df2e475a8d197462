// The city's own 町字: what the public list lacks inside the city. Source: forms/data/addresses/<municipality
// code>.tsv, UTF-8, tab-separated, one 町字 a line below the header
//   town   reading   numbers   district   postal_code
// town with 大字・字 and 丁目 as the register writes it (大字谷沢, 中央一丁目); reading in full-width
// katakana; numbers 番地 (land numbers) or 番号 (街区 and 住居番号); district (行政区) may be empty. A line
// that begins with # is a remark.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/core/result.h"

namespace forms {

enum class TownNumbers : std::uint8_t { land, block };  // 番地, 番・号

struct CityTown {
    std::string town, reading;
    TownNumbers numbers{TownNumbers::land};
    std::string district;
    std::string postal_code;  // seven digits; may be empty
    int line{0};
};

// "address.towns_broken", Error::count the line, Error::detail what is wrong there.
core::Result<std::vector<CityTown>> read_city_towns(std::string_view file);

// What the clerk types for the numbers ("9-45", "1234-5") in the words of the law for that town: ９番４５号,
// １２３４番地の５. Anything but digits and hyphens (甲１２３番地, １番外地) stands as typed, full-width.
struct NumberWords {
    std::string words;
    std::string katagaki;  // a third number in a town of 番・号 is a room: a proposal, to be confirmed
    bool doubtful{false};  // more numbers than the town's kind has
};
NumberWords number_words(TownNumbers numbers, std::string_view typed);

}  // namespace forms
