// What stands around a case at the counter, for looking at: the line of tickets, notes to colleagues, what is
// wanted of a supervisor, how the visitor stands to each procedure, documents with their expiry, fees.
// Copies.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "forms/core/id.h"

namespace app {

struct NoteView {
    std::int64_t at_ms{0};
    std::string who;
    std::string desk;
    std::string text;
    bool operator==(const NoteView&) const = default;
};

struct SeenDocumentView {  // never a number, never a copy
    std::string kind;
    std::string expiry;  // ISO; "none" of a kind that has none; "" if it was not asked yet
    bool counts{true};
    std::string words;  // 運転免許証（令和9年3月1日まで）; why it does not count
    bool operator==(const SeenDocumentView&) const = default;
};

// How the visitor stands to one procedure, and what that wants.
struct RelationView {
    std::string procedure;  // form id: F01
    std::string title;
    std::string relation;             // one of relation_words(); "" if not asked yet
    std::vector<std::string> papers;  // that this relation must bring
    std::string delegated_on;         // ISO date of the 委任状, "" if none
    bool wants_delegation{false};
    bool covered{true};  // the 委任状 names this procedure, or none is needed
    bool operator==(const RelationView&) const = default;
};

// A line of the fee book of the visit. Lines are only added; a wrong one is taken back by another.
struct FeeView {
    std::string line;  // names it within the case
    std::string label;
    int count{0};
    std::int64_t unit_yen{0};
    std::int64_t amount_yen{0};  // negative: takes back `corrects`
    std::string exemption;       // the rule's name; "" if paid
    std::string receipt;
    std::int64_t at_ms{0};
    std::string corrects;
    bool taken_back{false};
    bool operator==(const FeeView&) const = default;
};
// What the case asks for and is not booked yet.
struct FeeDueView {
    std::string item;
    std::string label;
    int count{0};
    std::int64_t unit_yen{0};
    bool known{true};  // false: the city's table has no price for it today
    bool operator==(const FeeDueView&) const = default;
};
struct FeesView {
    bool table{false};  // the city has a table that is in force today
    std::string tariff;
    std::vector<FeeDueView> due;
    std::vector<FeeView> booked;
    std::int64_t due_yen{0};
    std::int64_t total_yen{0};                                    // of what is booked
    std::vector<std::pair<std::string, std::string>> exemptions;  // id, name of the rule
    bool operator==(const FeesView&) const = default;
};

struct CounterPart {
    std::string call_desk;  // that calls the ticket now
    std::uint32_t absences{0};
    std::vector<NoteView> notes;  // the newest last
    std::string wanted;           // of a supervisor; "" if nothing
    std::string taken_over;       // why the case changed hands last; "" if it did not
    std::vector<SeenDocumentView> documents;
    std::vector<RelationView> relations;
    FeesView fees;
    bool operator==(const CounterPart&) const = default;
};

struct CalledTicket {  // for the waiting display: no name, no purpose
    std::string number;
    std::string desk;
    std::int64_t called_ms{0};
};

struct SeatView {  // where a colleague signed in last
    core::AccountId account;
    std::string name;
    std::string desk;
};

}  // namespace app
