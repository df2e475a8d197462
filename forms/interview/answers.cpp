#include "forms/interview/answers.h"

#include <algorithm>

namespace forms {

namespace {
const std::string main_part = "text";  // of a name or an address; see fields.json
}

void Answers::add_person(Subject person) {
    if (person != the_visit && std::find(persons_.begin(), persons_.end(), person) == persons_.end())
        persons_.push_back(person);
}

void Answers::remove_person(Subject person) {
    std::erase(persons_, person);
    std::erase_if(registers_,
                  [&](const auto& entry) { return person != the_visit && entry.first.first == person; });
}

void Answers::set(Subject subject, std::uint32_t number, Answer answer) {
    if (type_of(answer.value) == ValueType::none)
        registers_.erase({subject, number});
    else
        registers_[{subject, number}] = std::move(answer);
}

const Answer* Answers::get(Subject subject, std::uint32_t number) const {
    const auto found = registers_.find({subject, number});
    return found == registers_.end() ? nullptr : &found->second;
}

Answers::Put Answers::put(const Catalog& catalog, Subject subject, std::string_view field_id, Value part,
                          Source source, std::string document, bool confirmed) {
    const auto* field = catalog.field(field_id);
    if (!field || field->number == 0) return {};
    Answer answer{std::move(part), source, std::move(document), confirmed};
    if (!field->part.empty()) {
        Record record;
        if (const auto* before = get(subject, field->number))
            if (const auto* old = std::get_if<Record>(&before->value)) {
                record = *old;
                if (field->part != main_part && record.contains(main_part)) {
                    answer.source = before->source;
                    answer.document = before->document;
                }
            }
        const auto* text = std::get_if<std::string>(&answer.value);
        if (text && !text->empty())
            record[field->part] = *text;
        else
            record.erase(field->part);
        answer.value = record.empty() ? Value{} : Value{std::move(record)};
    }
    set(subject, field->number, answer);
    return {true, field->number, std::move(answer)};
}

std::string word_of(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return {};
}

}  // namespace forms
