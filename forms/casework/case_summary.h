// The plain columns of a case for queue, search and report: derived from the fold alone, so every node
// derives the same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "forms/casework/conflict.h"

namespace forms {

struct PersonSummary {
    std::string name;
    std::string kana;        // as entered; the search column holds it folded
    std::string birth_date;  // ISO, zeros for unknown parts; "" if never answered
    bool operator==(const PersonSummary&) const = default;
};

// Where the ticket stands in the line: called to a desk, or gone back after nobody came.
struct TicketCall {
    std::string desk;           // that calls now; "" if none does
    std::int64_t called_ms{0};  // of that call
    std::int64_t absent_ms{0};  // the last time that nobody came; 0: never
    std::uint32_t absences{0};
    bool operator==(const TicketCall&) const = default;
};

struct CaseSummary {
    std::string reception_number;  // "B-014"
    std::string ticket;
    std::string life_event;
    std::vector<std::string> procedures;  // form ids in order of adding, each once
    Stage stage{Stage::none};
    std::string reason;           // of the standing hold or cancellation
    std::string desk;             // of the standing claim, else of the reception number
    core::AccountId clerk;        // who holds the claim; nil if nobody
    std::int64_t received_ms{0};  // 受付時刻; the first event's clock where nobody entered one
    std::int64_t finished_ms{0};  // clock of the event that closed it; 0 while open
    std::int64_t changed_ms{0};   // newest clock in the case
    std::uint32_t conflicts{0};
    TicketCall call;
    std::uint32_t notes{0};              // to colleagues
    std::vector<PersonSummary> persons;  // visitor first
    bool operator==(const CaseSummary&) const = default;
};

CaseSummary summarize(const CaseFile& file);

}  // namespace forms
