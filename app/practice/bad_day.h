// Bad days: what happens to cards at a counter, each by name. Practice mode plays them (`bad-day NAME` to
// kakanai-virtual-card, `bad-days` lists them) and the tests walk through all of them.
#pragma once

#include <span>
#include <string_view>

#include "app/practice/residents.h"
#include "app/practice/virtual_card.h"

namespace app {

struct BadDay {
    std::string_view name;      // "pulled-while-reading"
    std::string_view story;     // what happens, for the list
    std::string_view resident;  // whose card it is
    std::string_view kind;      // mynumber | licence | residence | telephone | transit
    std::string_view asked;     // secrets as --secrets-stdin takes them: what is typed on this day
    void (*happens)(ScriptedCard& card, const Resident& holder);  // the script; null: the card is made so
};

std::span<const BadDay> bad_days();
const BadDay* find_bad_day(std::string_view name);

// The card of that day, its script wound up. Laying it down again ends pulling, garbling and swapping; what
// is wrong with the card itself stays.
std::unique_ptr<ScriptedCard> make_bad_day_card(const BadDay& day, const std::vector<Resident>& residents,
                                                const std::string& pictures_folder);

}  // namespace app
