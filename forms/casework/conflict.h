// What needs a person's decision in a case, found by looking at its fold. Pure functions; equal values are no
// conflict.
#pragma once

#include <string>
#include <vector>

#include "forms/casework/status.h"

namespace forms {

enum class ConflictKind : std::uint8_t {
    value = 1,
    status = 2,
    claim = 3,
    printed_twice = 4,
    handed_over_twice = 5
};

struct Conflict {
    ConflictKind kind{ConflictKind::value};
    Place place;                    // value and claim
    std::vector<Standing> choices;  // value and claim: different values, the shown one first
    std::vector<Stamp> stamps;      // the other kinds: who and when
    std::string subject;            // form or item printed or handed over twice
};

std::vector<Conflict> conflicts_of(const CaseFile& file);
bool in_conflict(const CaseFile& file, const Place& place);

// Who may settle a value now: the clerk in charge before a signature or final print, a supervisor after one.
bool needs_supervisor(const CaseFile& file);

// The write that ends a conflict everywhere: it has seen all that stands.
Write settle(const CaseFile& file, const Place& place, const Answer& chosen);

enum class SignatureState : std::uint8_t { missing, valid, before_change };
struct SignatureView {
    SignatureState state{SignatureState::missing};
    std::vector<Place> changed;     // "before change of …"
    const PastFact* fact{nullptr};  // the latest signature on that form; owned by the file
};
// A signature stands while each value it covers is the only one standing at its place.
SignatureView signature_on(const CaseFile& file, const std::string& form);

// Places among `printed` whose register is in conflict: such a form can be neither signed, printed as 正 nor
// exported.
std::vector<Place> blocking(const CaseFile& file, const std::vector<Place>& printed);
std::vector<Covered> cover(const CaseFile& file, const std::vector<Place>& printed);

// Undo: the write that brings back what my own last write on this place replaced is made by the service from
// history; this says whether my write still stands alone and may be undone.
bool may_undo(const CaseFile& file, const Place& place, const core::AccountId& me);

}  // namespace forms
