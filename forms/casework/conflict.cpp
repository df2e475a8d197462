#include "forms/casework/conflict.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "forms/casework/part_source.h"

namespace forms {

namespace {

// One standing write for each different value, the shown one first.
std::vector<Standing> choices_at(const CaseFile& file, const Place& place) {
    const auto standing_here = file.standing(place);
    std::vector<Standing> list(standing_here.begin(), standing_here.end());
    std::sort(list.begin(), list.end(), [](const Standing& a, const Standing& b) {
        return std::tie(a.stamp.hlc, a.stamp.dot) > std::tie(b.stamp.hlc, b.stamp.dot);
    });
    std::vector<Standing> out;
    for (auto& standing : list) {
        const bool known = std::any_of(out.begin(), out.end(), [&](const Standing& other) {
            return same_words(other.answer.value, standing.answer.value);
        });
        if (!known) out.push_back(std::move(standing));
    }
    return out;
}

std::string part(const Fact& fact, const std::string& name) {
    const auto at = fact.parts.find(name);
    return at == fact.parts.end() ? "" : at->second;
}

// Final prints of one form on different devices, none marked as a repetition, and hand-overs of one item:
// outside effects cannot be merged, they can only be shown.
void add_twice(const CaseFile& file, std::uint32_t kind, ConflictKind conflict, std::vector<Conflict>& out) {
    std::map<std::string, std::vector<Stamp>> by_subject;
    for (const auto& past : file.facts()) {
        if (past.fact.kind != kind) continue;
        if (kind == fact_kind::print && part(past.fact, "kind") == "final") {
            by_subject[part(past.fact, "form")].push_back(past.stamp);
        }
        if (kind == fact_kind::handed_over && part(past.fact, "direction") == "given") {
            by_subject[part(past.fact, "item")].push_back(past.stamp);
        }
    }
    for (auto& [subject, stamps] : by_subject) {
        const auto first = stamps.front().dot.device;
        const bool elsewhere = std::any_of(
            stamps.begin(), stamps.end(), [&first](const Stamp& stamp) { return stamp.dot.device != first; });
        if (elsewhere) out.push_back({conflict, {}, {}, std::move(stamps), subject});
    }
}

}  // namespace

bool in_conflict(const CaseFile& file, const Place& place) {
    const auto list = file.standing(place);
    return std::any_of(list.begin(), list.end(), [&](const Standing& s) {
        return !same_words(s.answer.value, list.front().answer.value);
    });
}

std::vector<Conflict> conflicts_of(const CaseFile& file) {
    std::vector<Conflict> out;
    for (const auto& [place, list] : file.registers()) {
        if (!in_conflict(file, place) || place.field == field::position) continue;
        const auto kind = place.field == field::claim ? ConflictKind::claim : ConflictKind::value;
        out.push_back({kind, place, choices_at(file, place), {}, {}});
    }
    const StatusView status = status_of(file);
    if (status.in_conflict) {
        Conflict conflict{ConflictKind::status, {}, {}, {}, {}};
        for (const auto& past : file.events()) {
            const bool head =
                std::find(status.heads.begin(), status.heads.end(), past.stamp.dot) != status.heads.end();
            if (head) conflict.stamps.push_back(past.stamp);
        }
        out.push_back(std::move(conflict));
    }
    add_twice(file, fact_kind::print, ConflictKind::printed_twice, out);
    add_twice(file, fact_kind::handed_over, ConflictKind::handed_over_twice, out);
    return out;
}

bool needs_supervisor(const CaseFile& file) {
    return std::any_of(file.facts().begin(), file.facts().end(), [](const PastFact& past) {
        return past.fact.kind == fact_kind::signature ||
               (past.fact.kind == fact_kind::print && part(past.fact, "kind") == "final");
    });
}

Write settle(const CaseFile& file, const Place& place, const Answer& chosen) {
    return write_over(file, place, chosen);
}

SignatureView signature_on(const CaseFile& file, const std::string& form) {
    SignatureView view;
    for (const auto& past : file.facts()) {
        if (past.fact.kind != fact_kind::signature || part(past.fact, "form") != form) continue;
        const bool later = view.fact == nullptr || std::tie(view.fact->stamp.hlc, view.fact->stamp.dot) <
                                                       std::tie(past.stamp.hlc, past.stamp.dot);
        if (later) view.fact = &past;
    }
    if (view.fact == nullptr) return view;
    for (const auto& covered : view.fact->fact.covers) {
        const auto list = file.standing(covered.place);
        const bool untouched = list.size() == 1 && list.front().stamp.dot == covered.dot;
        if (!untouched) view.changed.push_back(covered.place);
    }
    view.state = view.changed.empty() ? SignatureState::valid : SignatureState::before_change;
    return view;
}

std::vector<Place> blocking(const CaseFile& file, const std::vector<Place>& printed) {
    std::vector<Place> out;
    for (const Place& place : printed) {
        if (in_conflict(file, place)) out.push_back(place);
    }
    return out;
}

std::vector<Covered> cover(const CaseFile& file, const std::vector<Place>& printed) {
    std::vector<Covered> out;
    for (const Place& place : printed) {
        for (const Standing& standing : file.standing(place)) out.push_back({place, standing.stamp.dot});
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

bool may_undo(const CaseFile& file, const Place& place, const core::AccountId& me) {
    const auto list = file.standing(place);
    return list.size() == 1 && list.front().stamp.by == me;
}

}  // namespace forms
