#include "app/service/case_answers.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "forms/casework/part_source.h"
#include "forms/core/text.h"

namespace app {

namespace {

using core::invalid;
using forms::FieldInfo;
using forms::FieldType;
using forms::Value;

constexpr std::size_t letters_max = 400;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (!line.empty()) out.push_back(line);
    }
    return out;
}

const forms::Option* option_of(const FieldInfo& field, const std::string& typed) {
    const auto at = std::find_if(field.options.begin(), field.options.end(), [&](const forms::Option& o) {
        return o.value == typed || o.label == typed;
    });
    return at == field.options.end() ? nullptr : &*at;
}

core::Result<Value> date_value(const std::string& typed, core::Date today) {
    const auto entry = core::parse_date_entry(typed, today);
    if (entry.value) return Value(forms::DateValue{*entry.value, std::nullopt});
    if (const auto line = core::parse_line(typed)) return Value(forms::DateValue{*line, std::nullopt});
    if (typed.find("不詳") != std::string::npos || typed.find("頃") != std::string::npos) {
        forms::DateValue unknown;
        unknown.given.phrase = typed;
        return Value(unknown);
    }
    return invalid(entry.reason.empty() ? "date.shape" : entry.reason);
}

core::Result<Value> choice_value(const FieldInfo& field, const std::string& typed) {
    if (const auto* option = option_of(field, typed)) return Value(option->value);
    return field.options.empty() ? core::Result<Value>(Value(typed)) : invalid("choice.unknown", field.id);
}

// "世帯全員の写し:2" is an option with its copies, "その他：会社に出す" one with words in its brackets.
core::Result<Value> check_value(const FieldInfo& field, const std::string& typed) {
    forms::List list;
    forms::Record counted;
    for (const auto& line : lines_of(typed)) {
        const std::string head = line.substr(0, std::min(line.find("："), line.find(':')));
        const auto* option = option_of(field, head);
        if (option == nullptr && !field.options.empty()) return invalid("choice.unknown", field.id);
        const std::string value = option != nullptr ? option->value : head;
        if (field.counted) {
            counted[value] = line.size() > head.size() + 1 ? line.substr(head.size() + 1) : "1";
        } else {
            list.push_back(value + line.substr(head.size()));
        }
    }
    return field.counted ? Value(counted) : Value(list);
}

core::Result<Value> flag_value(const std::string& typed) {
    if (typed == "true" || typed == "1" || typed == "はい") return Value(true);
    if (typed == "false" || typed == "0" || typed == "いいえ") return Value(false);
    return invalid("choice.unknown");
}

core::Result<Value> number_value(const std::string& typed) {
    const std::string digits = core::digits_of(typed);
    std::int64_t number = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || end.ec != std::errc()) return invalid("number.shape");
    return Value(number);
}

core::Result<Value> shaped_text(const std::optional<std::string>& shaped, const char* reason) {
    return shaped ? core::Result<Value>(Value(*shaped)) : invalid(reason);
}

core::Result<Value> value_of(const FieldInfo& field, const std::string& typed, core::Date today) {
    switch (field.type) {
        case FieldType::date:
            return date_value(typed, today);
        case FieldType::choice:
            return choice_value(field, typed);
        case FieldType::check:
        case FieldType::consent:
            return check_value(field, typed);
        case FieldType::flag:
            return flag_value(typed);
        case FieldType::num:
        case FieldType::money:
            return number_value(typed);
        case FieldType::digits:
            return Value(core::digits_of(typed));
        case FieldType::phone:
            return shaped_text(core::phone_number(typed), "phone.shape");
        case FieldType::postal:
            return shaped_text(core::postal_code(typed), "postal.shape");
        case FieldType::kana:
            return Value(core::kana_entry(typed));
        case FieldType::mynumber:
            return invalid("field.not_kept", field.id);
        default:
            return Value(field.check == "name" ? core::name_entry(typed) : core::trim(typed));
    }
}

std::string list_text(const forms::List& list) {
    std::string out;
    for (const auto& item : list) out += (out.empty() ? "" : "\n") + item;
    return out;
}

std::string counted_text(const forms::Record& record) {
    std::string out;
    for (const auto& [option, count] : record) out += (out.empty() ? "" : "\n") + option + ":" + count;
    return out;
}

std::string part_text(const forms::Record& record, const std::string& part) {
    const auto at = record.find(part);
    return at == record.end() ? std::string() : at->second;
}

std::string date_text(const forms::DateValue& date) { return core::printed(date.given); }

// A part of a record joins the parts that stand, each with its own source.
forms::Answer joined(const forms::CaseFile& file, const forms::Place& place, const FieldInfo& field,
                     forms::Answer answer) {
    if (field.part.empty()) return answer;
    forms::Record record;
    const auto* standing = file.shown(place);
    const auto* old = standing ? std::get_if<forms::Record>(&standing->answer.value) : nullptr;
    if (old != nullptr) record = *old;
    record[field.part] = forms::plain_text(answer.value);
    std::erase_if(record, [](const auto& part) { return part.second.empty(); });
    const forms::Source source = answer.source;
    // Other words stand beside it: the register goes on saying where those came from.
    const bool alone = std::all_of(record.begin(), record.end(), [&](const auto& part) {
        return part.first == field.part || forms::is_source_mark(part.first);
    });
    if (old != nullptr && !alone) {
        answer.source = standing->answer.source;
        answer.document = standing->answer.document;
    }
    if (alone) std::erase_if(record, [](const auto& part) { return forms::is_source_mark(part.first); });
    answer.value = record.empty() ? Value(std::monostate{}) : Value(std::move(record));
    forms::note_source_of_part(answer, field.part, source);
    return answer;
}

}  // namespace

std::string subject_text(forms::Subject subject) {
    core::Writer out;
    for (int shift = 56; shift >= 0; shift -= 8) out.u8(static_cast<std::uint8_t>(subject >> shift));
    return core::to_hex(out.bytes());
}

std::vector<forms::Subject> persons_of(const forms::CaseFile& file) {
    auto members = file.members(forms::set_number::persons);
    std::stable_sort(members.begin(), members.end(), [](const forms::Member& a, const forms::Member& b) {
        return std::tie(a.stamp.hlc, a.stamp.dot) < std::tie(b.stamp.hlc, b.stamp.dot);
    });
    std::vector<forms::Subject> out;
    for (const auto& member : members) {
        const auto* record = std::get_if<forms::Record>(&member.element);
        if (record == nullptr) continue;
        const std::string id = part_text(*record, "id");
        forms::Subject subject = 0;
        std::from_chars(id.data(), id.data() + id.size(), subject, 16);
        if (subject != 0 && std::find(out.begin(), out.end(), subject) == out.end()) out.push_back(subject);
    }
    return out;
}

CaseKnowledge::CaseKnowledge(const forms::Catalog& catalog, const forms::CaseFile& file, core::Date day)
    : answers_(answers_of(file)), view_(catalog, answers_, context_) {
    context_.today = day;
}

forms::Answers answers_of(const forms::CaseFile& file) {
    forms::Answers answers;
    const auto persons = persons_of(file);
    for (const auto person : persons) answers.add_person(person);
    if (const std::string event = file.shown_text({0, forms::field::life_event}); !event.empty()) {
        answers.set_life_events(lines_of(event));
    }
    for (const auto& [place, standing] : file.registers()) {
        const bool known =
            place.subject == 0 || std::find(persons.begin(), persons.end(), place.subject) != persons.end();
        if (known) answers.set(place.subject, place.field, file.shown(place)->answer);
    }
    return answers;
}

core::Result<forms::Place> place_of(const forms::Catalog& catalog, const std::string& field,
                                    forms::Subject person) {
    const auto* info = catalog.field(field);
    if (info == nullptr) return core::Error{core::ErrorCode::not_found, "field.unknown", field};
    return forms::Place{info->of_person ? person : 0, info->number};
}

core::Result<forms::Write> write_of(const forms::Catalog& catalog, const forms::CaseFile& file,
                                    const AnswerInput& input, core::Date today) {
    const auto* info = catalog.field(input.field);
    const auto place = place_of(catalog, input.field, input.person);
    if (!place) return place.error();
    if (!core::is_utf8(input.text)) return invalid("text.malformed");
    if (core::letter_count(input.text) > letters_max) return invalid("text.too_long", info->id);
    Value value;
    if (!input.text.empty()) {
        auto parsed = value_of(*info, input.text, today);
        if (!parsed) return parsed.error();
        value = std::move(*parsed);
    }
    forms::Answer answer =
        joined(file, *place, *info, {std::move(value), input.source, input.document, input.confirmed});
    return forms::write_over(file, *place, std::move(answer), input.seen);
}

std::string box_text(const FieldInfo& field, const Value& value) {
    if (const auto* date = std::get_if<forms::DateValue>(&value)) return date_text(*date);
    if (const auto* list = std::get_if<forms::List>(&value)) return list_text(*list);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "はい" : "いいえ";
    if (const auto* record = std::get_if<forms::Record>(&value)) {
        return field.part.empty() ? counted_text(*record) : part_text(*record, field.part);
    }
    return forms::plain_text(value);
}

std::string shown_text(const forms::Catalog& catalog, const std::string& field, const forms::Value& value) {
    const auto* info = catalog.field(field);
    if (info == nullptr) return forms::plain_text(value);
    std::string text = box_text(*info, value);
    for (const auto& option : info->options)
        if (option.value == text) return option.label;  // 男, not the value behind it
    return text;
}

}  // namespace app
