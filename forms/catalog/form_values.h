// What is printed on one form: a plain value without history or source. Made from a case by
// forms/interview/fill, or from an answer file by read_form_values; drawn by forms/pdf.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/core/calendar.h"
#include "forms/core/result.h"

namespace forms {

// One ticked option: its value, how many copies (0: not asked), and the words in its brackets.
struct Chosen {
    std::string value;
    int count{0};
    std::string note;
    bool operator==(const Chosen&) const = default;
};

struct FormValue;
using FormRow = std::map<std::string, FormValue, std::less<>>;  // column id to value

// By the type of the field exactly one part is filled: text (text, kana, num, phone, postal, address, money,
// digits of a number), date, chosen (choice, check, consent), rows (persons). All empty: printed as an empty
// box.
struct FormValue {
    std::string text;
    std::optional<core::DateValue> date;
    std::vector<Chosen> chosen;
    std::vector<FormRow> rows;

    bool empty() const { return text.empty() && !date && chosen.empty() && rows.empty(); }
    bool operator==(const FormValue&) const = default;
};

using FormValues = std::map<std::string, FormValue, std::less<>>;  // field id to value

}  // namespace forms
