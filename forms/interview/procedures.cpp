#include "forms/interview/procedures.h"

#include <algorithm>
#include <charconv>

namespace forms {

namespace {

// The procedures that the chosen life events open, each once.
std::vector<const Procedure*> opened_procedures(const AnswerView& view) {
    std::vector<const Procedure*> out;
    for (const auto& event_id : view.answers().life_events()) {
        const auto* event = view.catalog().life_event(event_id);
        if (!event) continue;
        for (const auto& id : event->procedures) {
            const auto* procedure = view.catalog().procedure(id);
            if (procedure && std::find(out.begin(), out.end(), procedure) == out.end())
                out.push_back(procedure);
        }
    }
    return out;
}

void add_if_needed(const Procedure& procedure, Subject person, Truth truth, const AnswerView& view,
                   std::vector<NeededProcedure>& out) {
    if (truth == Truth::no) return;
    NeededProcedure needed{&procedure, person, truth, {}};
    for (const auto& clock : procedure.clocks) needed.deadlines.push_back(deadline_of(clock, view, person));
    out.push_back(std::move(needed));
}

}  // namespace

std::vector<NeededProcedure> needed_procedures(const AnswerView& view) {
    std::vector<NeededProcedure> out;
    for (const auto* procedure : opened_procedures(view)) {
        const Truth whole = weigh(procedure->when, view);
        if (!procedure->per_person) {
            add_if_needed(*procedure, the_visit, whole, view, out);
            continue;
        }
        for (const Subject person : view.household())
            add_if_needed(*procedure, person, both(whole, weigh(procedure->for_whom, view, person)), view,
                          out);
    }
    return out;
}

std::vector<NeededSheet> needed_sheets(const AnswerView& view) {
    std::vector<NeededSheet> out;
    for (const auto& needed : needed_procedures(view)) {
        const auto* form = view.catalog().form(needed.procedure->form, view.context().today);
        if (needed.truth != Truth::yes || !form) continue;
        const Subject person = form->per_person ? needed.person : the_visit;
        const auto same = [&](const auto& sheet) { return sheet.form == form->id && sheet.person == person; };
        if (std::none_of(out.begin(), out.end(), same)) out.push_back({form->id, person, needed.procedure});
    }
    return out;
}

std::string sheet_key(const NeededSheet& sheet) {
    return sheet.person == the_visit ? sheet.form : sheet.form + "." + std::to_string(sheet.person);
}

Subject person_of_sheet(std::string_view key) {
    const auto dot = key.find('.');
    Subject person = the_visit;
    if (dot == std::string_view::npos) return person;
    const auto [end, failed] = std::from_chars(key.data() + dot + 1, key.data() + key.size(), person);
    return failed == std::errc{} && end == key.data() + key.size() ? person : the_visit;
}

std::string form_of_sheet(std::string_view key) { return std::string(key.substr(0, key.find('.'))); }

std::vector<std::string> needed_forms(const AnswerView& view) {
    std::vector<std::string> out;
    for (const auto& sheet : needed_sheets(view))
        if (std::find(out.begin(), out.end(), sheet.form) == out.end()) out.push_back(sheet.form);
    return out;
}

Deadline deadline_of(const Clock& clock, const AnswerView& view, Subject person) {
    Deadline deadline{&clock, std::nullopt, 0, false};
    const auto from = view.counting_date(clock.from_field, person);
    if (!from) {
        deadline.undecidable = view.find(clock.from_field, person) != nullptr;
        return deadline;
    }
    const core::Date today = view.context().today;
    if (clock.before) {
        deadline.last_day = core::add_days(*from, -1);
    } else {
        const int days = clock.counts_first_day ? clock.days - 1 : clock.days;
        deadline.last_day = view.context().hall.on_or_after(core::add_days(*from, days));
    }
    deadline.days_left = core::days_between(today, *deadline.last_day);
    return deadline;
}

Truth weigh_needed(const Condition& condition, const AnswerView& view) {
    Truth result = Truth::no;
    for (const auto* procedure : opened_procedures(view)) {
        const auto& name = condition.kind == Condition::Kind::form ? procedure->form : procedure->id;
        if (std::find(condition.values.begin(), condition.values.end(), name) == condition.values.end())
            continue;
        const Truth whole = weigh(procedure->when, view);
        if (!procedure->per_person) result = either(result, whole);
        for (const Subject person : view.answers().persons())
            if (procedure->per_person)
                result = either(result, both(whole, weigh(procedure->for_whom, view, person)));
    }
    return result;
}

Truth weigh_late(const Condition& condition, const AnswerView& view) {
    for (const auto* procedure : opened_procedures(view))
        for (const auto& clock : procedure->clocks) {
            if (clock.id != condition.name) continue;
            const Deadline deadline = deadline_of(clock, view, the_visit);
            if (!deadline.last_day) return Truth::unknown;
            return deadline.days_left < 0 ? Truth::yes : Truth::no;
        }
    return Truth::no;
}

}  // namespace forms
