// Between what a clerk types into a box and the value that is kept.
#pragma once

#include <string>
#include <string_view>

#include "forms/casework/value.h"
#include "forms/catalog/form_definition.h"
#include "forms/core/result.h"

namespace forms {

// `typed` by type of the field: dates in any accepted way or as a date line; kana in any script; choices by
// value or label; check fields one option a line, "その他：words" for words in its brackets and "option:2"
// for copies; yes and no as true, false, はい, いいえ. Empty gives the value none, which takes the answer
// away. Errors: value.option, value.number, value.flag, date.shape, date.no_such_day, date.era_range. A shape
// that is only doubtful is kept (forms/catalog/validate warns).
core::Result<Value> enter(const FieldInfo& field, std::string_view typed, core::Date today);

// The value (of the field's part) as it stands in the box; enter() reads it back, but for dates with unknown
// parts, which are handed over as a line.
std::string entry_text(const FieldInfo& field, const Value& value);

// For lists and screens: labels in place of values, "、" between them, copies with 通.
std::string words_of(const FieldInfo& field, const Value& value);

// Beside a date box: the other calendar, the weekday of a near date, the age at a birth date. Empty
// otherwise.
std::string beside_text(const FieldInfo& field, const Value& value, core::Date today);

// The Japanese word for a source: 券面IC …
std::string_view source_word(Source source);

}  // namespace forms
