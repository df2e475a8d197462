#include "forms/interview/answer_view.h"

#include <algorithm>

#include "forms/casework/part_source.h"
#include "forms/interview/derive.h"

namespace forms {

namespace {

constexpr std::uint32_t first_catalogue_number = 1000;

std::optional<Value> part_of(const Value& value, const std::string& part) {
    if (part.empty()) return value;
    const auto* record = std::get_if<Record>(&value);
    if (!record) return std::nullopt;
    const auto found = record->find(part);
    if (found == record->end() || found->second.empty()) return std::nullopt;
    return Value{found->second};
}

int relation_rank(const std::string& relation) {
    static const std::map<std::string_view, int> ranks{{"世帯主", 0}, {"夫", 1},     {"妻", 1}, {"子", 2},
                                                       {"妻の子", 2}, {"夫の子", 2}, {"父", 3}, {"母", 3}};
    const auto found = ranks.find(relation);
    return found == ranks.end() ? 4 : found->second;
}

}  // namespace

std::optional<Known> AnswerView::own_answer(const FieldInfo& field, Subject subject) const {
    const auto read = [&](Subject whose) -> std::optional<Known> {
        const auto* answer = answers_.get(whose, field.number);
        if (!answer) return std::nullopt;
        auto value = part_of(answer->value, field.part);
        if (!value) return std::nullopt;
        return Known{std::move(*value), source_of_part(*answer, field.part), answer->confirmed, true};
    };
    if (auto own = read(field.of_person ? subject : the_visit)) return own;
    // The visitor's items stand under the visit or under the person, whichever was written.
    if (field.number >= first_catalogue_number || field.number < field::name) return std::nullopt;
    for (const Subject person : answers_.persons()) {
        const auto* answer = answers_.get(person, register_is_visitor);
        if (!answer || word_of(answer->value) != "true") continue;
        if (!field.of_person) return read(person);
        if (person == subject) return read(the_visit);
    }
    return std::nullopt;
}

std::optional<Known> AnswerView::work_out(const FieldInfo& field, Subject subject) const {
    if (auto own = own_answer(field, subject)) return own;
    for (const auto& other : field.from)
        if (const auto* known = find(other, subject)) {
            Known copy = *known;
            copy.own = false;
            return copy;
        }
    for (const auto& event_id : answers_.life_events()) {
        const auto* event = catalog_.life_event(event_id);
        if (!event || field.of_person) continue;
        for (const auto& [id, value] : event->sets)
            if (id == field.id) return Known{Value{value}, Source::derived, false, false};
    }
    if (field.derive.empty()) return std::nullopt;
    auto value = derive(field, subject, *this);
    if (!value) return std::nullopt;
    return Known{std::move(*value), Source::derived, false, false};
}

const Known* AnswerView::find(std::string_view field_id, Subject subject) const {
    const auto* field = catalog_.field(field_id);
    if (!field) return nullptr;
    const auto [entry, fresh] = known_.try_emplace({field, field->of_person ? subject : the_visit});
    auto& slot = entry->second;
    if (fresh) slot = work_out(*field, field->of_person ? subject : the_visit);
    return slot ? &*slot : nullptr;
}

std::string AnswerView::text(std::string_view field_id, Subject subject) const {
    const auto* known = find(field_id, subject);
    return known ? word_of(known->value) : std::string{};
}

bool AnswerView::is(std::string_view field_id, Subject subject, std::string_view word) const {
    return text(field_id, subject) == word;
}

std::optional<core::DateValue> AnswerView::date(std::string_view field_id, Subject subject) const {
    const auto* known = find(field_id, subject);
    const auto* value = known ? std::get_if<DateValue>(&known->value) : nullptr;
    return value ? std::optional(value->given) : std::nullopt;
}

std::optional<core::Date> AnswerView::exact_date(std::string_view field_id, Subject subject) const {
    const auto value = date(field_id, subject);
    return value ? value->exact() : std::nullopt;
}

std::optional<core::Date> AnswerView::counting_date(std::string_view field_id, Subject subject) const {
    if (const auto exact = exact_date(field_id, subject)) return exact;
    const auto* known = find(field_id, subject);
    const auto* value = known ? std::get_if<DateValue>(&known->value) : nullptr;
    if (!value || !value->internal_day) return std::nullopt;
    return core::Date{std::chrono::sys_days{std::chrono::days{*value->internal_day}}};
}

std::optional<Subject> AnswerView::visitor() const {
    for (const Subject person : answers_.persons())
        if (const auto* answer = answers_.get(person, register_is_visitor);
            answer && word_of(answer->value) == "true")
            return person;
    return std::nullopt;
}

std::vector<Subject> AnswerView::household() const {
    std::vector<Subject> order = answers_.persons();
    const auto key = [&](Subject person) {
        const auto birth = exact_date("birth_date", person);
        return std::pair(relation_rank(text("relation_to_new_head", person)),
                         birth.value_or(core::make_date(9999, 1, 1)));
    };
    std::stable_sort(order.begin(), order.end(), [&](Subject a, Subject b) { return key(a) < key(b); });
    return order;
}

std::string AnswerView::name_of(Subject person) const {
    if (std::string name = text("name", person); !name.empty()) return name;
    const auto& persons = answers_.persons();
    const auto at = std::find(persons.begin(), persons.end(), person) - persons.begin();
    return std::to_string(at + 1) + "人目の方";
}

}  // namespace forms
