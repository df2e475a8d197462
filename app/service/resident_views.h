// What the resident's display may show of a case: the lines of one paper in the order of the paper, its
// consents, and the languages. Plain values in UTF-8; never a 個人番号, never a staff box.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "forms/casework/change.h"

namespace app {

struct ResidentLine {
    std::string field;                // of the box that holds it; "" if the program worked it out
    forms::Subject person{0};         // 0: the visit
    std::string group;                // the table it stands in, 異動する人; "" for a line of its own
    int number{0};                    // which person of the table, from 1
    std::string label;                // as printed, in Japanese
    std::string text;                 // as printed; "" where `chosen` speaks
    std::string western;              // a date once more as YYYY-MM-DD
    std::vector<std::string> chosen;  // labels of ticked options
    std::vector<int> copies;          // beside each of `chosen`; 0: not counted
    bool register_glyphs{false};      // a name or address: shown in Mincho
    bool operator==(const ResidentLine&) const = default;
};

struct ResidentConsent {
    std::string id;      // also the field that holds the answer
    std::string key;     // consent_nhi/1, as language files name it
    std::string text;    // Japanese, as printed
    std::string answer;  // the option that says yes
    bool agreed{false};
    bool operator==(const ResidentConsent&) const = default;
};

struct ResidentSheet {
    std::string form;  // F03
    std::string title;
    std::vector<ResidentLine> lines;
    std::vector<ResidentConsent> consents;
    bool operator==(const ResidentSheet&) const = default;
};

struct ResidentLanguage {
    std::string id;    // ja, en, ja-easy …
    std::string name;  // as its speakers write it
    std::vector<std::string> fonts;
    std::map<std::string, std::string> screens;
    std::map<std::string, std::string> consents;
    std::map<std::string, std::string> labels;
};

}  // namespace app
