#include "forms/casework/case_summary.h"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace forms {

namespace {

std::string part_of(const Standing* standing, const std::string& part) {
    if (standing == nullptr) return {};
    const auto* record = std::get_if<Record>(&standing->answer.value);
    if (record == nullptr) return part == "text" ? plain_text(standing->answer.value) : std::string{};
    const auto at = record->find(part);
    return at == record->end() ? std::string{} : at->second;
}

std::string element_part(const Value& element, const std::string& part) {
    const auto* record = std::get_if<Record>(&element);
    if (record == nullptr) return {};
    const auto at = record->find(part);
    return at == record->end() ? std::string{} : at->second;
}

PersonSummary person_at(const CaseFile& file, Subject subject) {
    PersonSummary person;
    const Standing* name = file.shown({subject, field::name});
    person.name = part_of(name, "text");
    person.kana = part_of(name, "kana");
    const Standing* birth = file.shown({subject, field::birth_date});
    if (birth != nullptr) {
        if (const auto* date = std::get_if<DateValue>(&birth->answer.value)) person.birth_date = date->iso();
    }
    return person;
}

// The visitor, then the persons in the order they were added; a person without a name is not listed.
std::vector<PersonSummary> persons_of(const CaseFile& file) {
    std::vector<PersonSummary> out;
    const PersonSummary visitor = person_at(file, 0);
    if (!visitor.name.empty()) out.push_back(visitor);
    auto members = file.members(set_number::persons);
    std::stable_sort(members.begin(), members.end(),
                     [](const Member& a, const Member& b) { return a.stamp.hlc < b.stamp.hlc; });
    for (const Member& member : members) {
        const std::string id = element_part(member.element, "id");
        Subject subject = 0;
        std::from_chars(id.data(), id.data() + id.size(), subject, 16);
        PersonSummary person = person_at(file, subject);
        if (subject != 0 && !person.name.empty()) out.push_back(std::move(person));
    }
    return out;
}

std::vector<std::string> procedures_of(const CaseFile& file) {
    auto members = file.members(set_number::procedures);
    std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        return std::tie(a.stamp.hlc, a.stamp.dot) < std::tie(b.stamp.hlc, b.stamp.dot);
    });
    std::vector<std::string> out;
    for (const Member& member : members) {
        std::string form = element_part(member.element, "form");
        if (!form.empty() && std::find(out.begin(), out.end(), form) == out.end())
            out.push_back(std::move(form));
    }
    return out;
}

void add_times(const CaseFile& file, CaseSummary& summary) {
    std::int64_t first = 0;
    const auto note = [&](const Stamp& stamp) {
        const std::int64_t at = stamp.hlc.unix_ms();
        summary.changed_ms = std::max(summary.changed_ms, at);
        first = first == 0 ? at : std::min(first, at);
    };
    for (const auto& standing : file.all_standing()) note(standing.stamp);
    for (const auto& past : file.events()) {
        note(past.stamp);
        if (is_closed(past.event.to))
            summary.finished_ms = std::max(summary.finished_ms, past.stamp.hlc.unix_ms());
        if (past.event.to == summary.stage) summary.reason = past.event.reason;
    }
    for (const auto& past : file.facts()) note(past.stamp);
    if (!is_closed(summary.stage)) summary.finished_ms = 0;
    const Standing* received = file.shown({0, field::reception_time});
    const auto* entered = received ? std::get_if<std::int64_t>(&received->answer.value) : nullptr;
    summary.received_ms = entered ? *entered : first;
}

// Facts are sorted by dot; a ticket is called, missed and called again in the order of the clock.
void add_call_and_notes(const CaseFile& file, CaseSummary& summary) {
    std::vector<const PastFact*> calls;
    for (const auto& past : file.facts()) {
        if (past.fact.kind == fact_kind::note) ++summary.notes;
        if (past.fact.kind == fact_kind::ticket_call) calls.push_back(&past);
    }
    std::sort(calls.begin(), calls.end(), [](const PastFact* a, const PastFact* b) {
        return std::tie(a->stamp.hlc, a->stamp.dot) < std::tie(b->stamp.hlc, b->stamp.dot);
    });
    TicketCall& call = summary.call;
    for (const PastFact* past : calls) {
        const std::string state = element_part(past->fact.parts, "state");
        const bool called = state == "called";
        call.desk = called ? element_part(past->fact.parts, "desk") : std::string{};
        call.called_ms = called ? past->stamp.hlc.unix_ms() : 0;
        if (state != "absent") continue;
        ++call.absences;
        call.absent_ms = past->stamp.hlc.unix_ms();
    }
    if (!summary.clerk.is_nil() || is_closed(summary.stage)) call.desk.clear();  // whoever came is served
}

}  // namespace

CaseSummary summarize(const CaseFile& file) {
    CaseSummary summary;
    summary.reception_number = file.shown_text({0, field::reception_number});
    summary.ticket = file.shown_text({0, field::ticket});
    summary.life_event = file.shown_text({0, field::life_event});
    summary.procedures = procedures_of(file);
    summary.stage = status_of(file).stage;
    const Standing* claim = file.shown({0, field::claim});
    summary.desk = part_of(claim, "desk");
    if (summary.desk.empty())
        summary.desk = summary.reception_number.substr(0, summary.reception_number.find('-'));
    if (const auto account = core::AccountId::from_hex(part_of(claim, "account"))) summary.clerk = *account;
    add_times(file, summary);
    add_call_and_notes(file, summary);
    summary.conflicts = static_cast<std::uint32_t>(conflicts_of(file).size());
    summary.persons = persons_of(file);
    return summary;
}

}  // namespace forms
