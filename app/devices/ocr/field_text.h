// Symbols of one reading as text: joined, parted where a blank was printed, and put into the one form used
// everywhere. Pure.
#pragma once

#include <optional>

#include "app/devices/ocr/name_list.h"
#include "app/devices/ocr/recogniser_protocol.h"

namespace app {

inline constexpr std::size_t mrz_places = 44;  // of a line of a passport's zone

std::string joined(const SymbolRow& row);
std::string only_digits(std::string_view text);

// With a full-width blank where the print has one.
std::string spaced_text(const SymbolRow& row);
// Latin words, parted by one blank.
std::string spaced_words(const SymbolRow& row);
// Surname, full-width blank, given name: parted at the widest blank; without one where the lists know a half.
std::string parted_name(const SymbolRow& row, const NameLists* lists);

// Full-width digits, 丁目, and one blank in front of the 方書, as chips and registers write an address.
std::string tidy_address(const std::string& text);

// ISO, from 昭和60年6月14日生, 2028年(令和10年)07月14日まで有効, 4年3月（2033年04月10日）. Where both
// calendars are printed they must agree. Nothing for a day that does not exist.
std::optional<std::string> printed_date(const std::string& text);

// Two letters, eight digits, two letters; O and 0, I and 1 … are told apart by their place.
std::optional<std::string> residence_number(const std::string& text);

// YYMMDD of a machine-readable zone: a birth lies in the past, an expiry after 2000. Empty: no such day.
std::string mrz_date(const std::string& six_digits, bool birth, int this_year);

}  // namespace app
