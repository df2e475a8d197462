// What is known in a visit, as the interview sees it: registers of the visit and of each person, with their
// sources. A plain value; a case (forms/casework) is turned into it, and what is put here goes back as field
// writes.
//
// Invariants: subject 0 is the visit and, for the person items below 1000, the visitor. Persons stand in the
// order in which they were named; a register without a value is not there.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "forms/casework/change.h"
#include "forms/catalog/catalog.h"

namespace forms {

// Subject 0 is the visit, any other a person of the case.
inline constexpr Subject the_visit = 0;

class Answers {
  public:
    void add_person(Subject person);  // again: nothing happens
    void remove_person(Subject person);
    const std::vector<Subject>& persons() const { return persons_; }

    void set_life_events(std::vector<std::string> ids) { life_events_ = std::move(ids); }
    const std::vector<std::string>& life_events() const { return life_events_; }

    void set(Subject subject, std::uint32_t number, Answer answer);  // a value of type none takes it away
    const Answer* get(Subject subject, std::uint32_t number) const;  // null: not answered

    // By field id. A part of a record changes that part only; the register keeps the source of its first part
    // (the name, not its kana) while that part stands. Returns the whole register as it now stands, which is
    // what a field write holds. False in `known`: the catalogue has no such field; nothing happens.
    struct Put {
        bool known{false};
        std::uint32_t number{0};
        Answer answer;
    };
    Put put(const Catalog& catalog, Subject subject, std::string_view field_id, Value part, Source source,
            std::string document = {}, bool confirmed = false);

  private:
    std::vector<std::string> life_events_;
    std::vector<Subject> persons_;
    std::map<std::pair<Subject, std::uint32_t>, Answer> registers_;
};

// Text of one answer for a choice or flag: "転入", "true". Empty for anything that is not one word.
std::string word_of(const Value& value);

}  // namespace forms
