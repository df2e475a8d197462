// A value of a form as the words that stand on paper.
#pragma once

#include <map>
#include <string>

#include "forms/catalog/form_definition.h"
#include "forms/catalog/form_values.h"

namespace forms::pdf {

// Dates in their own calendar, choices by their labels ("その他（通勤）", "謄本 2"), money with separators.
// Never a 個人番号: a field of that type gives nothing.
std::string printed_value(const FormField& field, const FormValue& value);

// The label of an option as this form prints it; the value itself if the form does not know it.
std::string option_label(const FormField& field, const std::string& value);

// {title} {addressee} {edition} {form} {ticket} {n} and others: each word in braces that `words` knows is
// replaced.
std::string filled_in(std::string text, const std::map<std::string, std::string>& words);

}  // namespace forms::pdf
