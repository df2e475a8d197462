// From several readings of a field to one proposal: a vote, what may stand there, and how sure that is. Pure.
#pragma once

#include <map>

#include "app/devices/ocr/card_template.h"
#include "app/devices/ocr/name_list.h"
#include "forms/intake/name_family.h"

namespace app {

// A value read from a picture. Always a proposal: `sure` only says that it needs no second look.
struct PictureItem {
    std::string value;  // dates ISO, sex male|female, text as printed; empty: not readable
    int confidence{0};  // percent
    bool sure{false};
    std::vector<std::string> others;  // other readings of the whole field, the likelier first
};

// What helps to tell a likely name from an unlikely one. Families: letters that stand for one another (高 and
// 髙); a recogniser knows only the common form, so a name that holds one is never sure and offers them all.
struct JudgeKnowledge {
    const NameLists* names{nullptr};
    const forms::NameFamilies* families{nullptr};
    int this_year{0};  // no birth lies after it
};

// Items by name; a machine-readable zone gives several.
std::map<std::string, PictureItem> judge_field(const FieldTemplate& field, const ReadField& read,
                                               const JudgeKnowledge& knowledge);

}  // namespace app
