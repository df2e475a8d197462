// Where each part of a register comes from. A name and its kana are one register, yet the name may be the
// card's and the kana heard: the register says the source of its main part, and a part with another source
// carries a mark beside it in the record. Marks are no words: they count for no conflict and print nowhere.
//
//   record part "kana" from elsewhere  ->  part "kana@source" = Source as a decimal number (on disk)
#pragma once

#include <string>

#include "forms/casework/value.h"

namespace forms {

bool is_source_mark(const std::string& part);
Source source_of_part(const Answer& answer, const std::string& part);
// `part` of `answer`, a record, was just written from `source`; "" as its text takes the mark away.
void note_source_of_part(Answer& answer, const std::string& part, Source source);
bool same_words(const Value& a, const Value& b);  // equal but for marks

}  // namespace forms
