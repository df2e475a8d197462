#include "forms/interview/entry.h"

#include <algorithm>
#include <cstdlib>

#include "forms/core/text.h"

namespace forms {

namespace {

core::Error refused(const char* reason, const FieldInfo& field) { return core::invalid(reason, field.id); }

const Option* find_option(const FieldInfo& field, std::string_view word) {
    for (const auto& option : field.options)
        if (option.value == word || option.label == word) return &option;
    return nullptr;
}

constexpr std::string_view words_mark = "：";

// "その他：words" → option and words.
std::pair<std::string, std::string> split_words(const std::string& line) {
    const auto at = line.find(words_mark);
    if (at == std::string::npos) return {line, ""};
    return {line.substr(0, at), line.substr(at + words_mark.size())};
}

// "option:2" → option and 2; 1 where no number is given.
std::pair<std::string, int> split_count(const std::string& line) {
    const auto at = line.rfind(':');
    if (at == std::string::npos) return {line, 1};
    const std::string digits = core::digits_of(line.substr(at + 1));
    return {line.substr(0, at), digits.empty() || digits.size() > 3 ? -1 : std::atoi(digits.c_str())};
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    std::size_t from = 0;
    while (from <= text.size()) {
        const auto end = std::min(text.find('\n', from), text.size());
        if (std::string line = core::trim(text.substr(from, end - from)); !line.empty())
            lines.push_back(line);
        from = end + 1;
    }
    return lines;
}

core::Result<Value> enter_date(const FieldInfo& field, std::string_view typed, core::Date today) {
    DateValue date;
    if (const auto line = core::parse_line(typed)) {
        date.given = *line;
        return Value{date};
    }
    const auto entry = core::parse_date_entry(typed, today);
    if (!entry.value) return core::invalid(entry.reason, field.id);
    date.given = *entry.value;
    return Value{date};
}

core::Result<Value> enter_choice(const FieldInfo& field, const std::string& typed) {
    const auto [word, words] = split_words(typed);
    const auto* option = find_option(field, word);
    if (!option) return refused("value.option", field);
    return Value{words.empty() ? option->value : option->value + std::string(words_mark) + words};
}

core::Result<Value> enter_ticks(const FieldInfo& field, std::string_view typed) {
    List list;
    Record counts;
    for (const auto& line : lines_of(typed)) {
        if (field.counted) {
            const auto [word, count] = split_count(line);
            const auto* option = find_option(field, word);
            if (!option) return refused("value.option", field);
            if (count < 0 || count > 999) return refused("value.number", field);
            if (count > 0) counts[option->value] = std::to_string(count);
            continue;
        }
        const auto [word, words] = split_words(line);
        const auto* option = find_option(field, word);
        if (!option) return refused("value.option", field);
        list.push_back(words.empty() ? option->value : option->value + std::string(words_mark) + words);
    }
    if (field.counted) return counts.empty() ? Value{} : Value{std::move(counts)};
    return list.empty() ? Value{} : Value{std::move(list)};
}

core::Result<Value> enter_flag(const FieldInfo& field, const std::string& typed) {
    for (const auto* yes : {"true", "はい", "1", "有", "する"})
        if (typed == yes) return Value{true};
    for (const auto* no : {"false", "いいえ", "0", "2", "無", "しない"})
        if (typed == no) return Value{false};
    return refused("value.flag", field);
}

}  // namespace

core::Result<Value> enter(const FieldInfo& field, std::string_view typed, core::Date today) {
    if (!core::is_utf8(typed)) return refused("value.text", field);
    const std::string text = core::trim(typed);
    if (text.empty()) return Value{};
    switch (field.type) {
        case FieldType::date:
            return enter_date(field, text, today);
        case FieldType::choice:
            return enter_choice(field, text);
        case FieldType::check:
        case FieldType::consent:
            return enter_ticks(field, typed);
        case FieldType::flag:
            return enter_flag(field, core::to_half_width(text));
        case FieldType::kana:
            return Value{core::kana_entry(text)};
        case FieldType::postal:
            return Value{core::postal_code(text).value_or(text)};
        case FieldType::phone:
            return Value{core::phone_number(text).value_or(text)};
        case FieldType::num:
        case FieldType::money: {
            const std::string digits = core::digits_of(text);
            if (digits.empty() || digits.size() > 9) return refused("value.number", field);
            return Value{static_cast<std::int64_t>(std::atoll(digits.c_str()))};
        }
        case FieldType::digits:
            return Value{core::to_half_width(text)};
        default:
            return Value{field.check == "name" ? core::name_entry(text) : text};
    }
}

std::string entry_text(const FieldInfo& field, const Value& value) {
    if (const auto* date = std::get_if<DateValue>(&value))
        return date->given.exact() ? core::printed(date->given) : core::to_line(date->given);
    std::string out;
    if (const auto* list = std::get_if<List>(&value))
        for (const auto& item : *list) out += (out.empty() ? "" : "\n") + item;
    else if (const auto* record = std::get_if<Record>(&value)) {
        if (!field.part.empty() && record->contains(field.part)) return record->at(field.part);
        for (const auto& [option, count] : *record) out += (out.empty() ? "" : "\n") + option + ":" + count;
    } else if (const auto* flag = std::get_if<bool>(&value))
        out = *flag ? "true" : "false";
    else if (const auto* number = std::get_if<std::int64_t>(&value))
        out = std::to_string(*number);
    else if (const auto* text = std::get_if<std::string>(&value))
        out = *text;
    return out;
}

std::string words_of(const FieldInfo& field, const Value& value) {
    if (const auto* date = std::get_if<DateValue>(&value)) return core::printed(date->given);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "はい" : "いいえ";
    const auto label = [&](const std::string& item) {
        const auto [word, words] = split_words(item);
        const auto* option = find_option(field, word);
        const std::string name = option ? option->label : word;
        return words.empty() ? name : name + "（" + words + "）";
    };
    std::string out;
    const auto add = [&](const std::string& words) { out += (out.empty() ? "" : "、") + words; };
    if (const auto* list = std::get_if<List>(&value))
        for (const auto& item : *list) add(label(item));
    else if (const auto* record = std::get_if<Record>(&value); record && field.part.empty())
        for (const auto& [option, count] : *record) add(label(option) + " " + count + "通");
    else
        return field.options.empty() ? entry_text(field, value) : label(entry_text(field, value));
    return out;
}

std::string beside_text(const FieldInfo& field, const Value& value, core::Date today) {
    const auto* date = std::get_if<DateValue>(&value);
    const auto exact = date ? date->given.exact() : std::nullopt;
    if (!exact) return {};
    const bool western = date->given.calendar == core::Calendar::western;
    std::string out = western ? core::wareki_text(*exact) : core::western_text(*exact);
    if (field.check == "birth_date") return out + "・" + std::to_string(core::age_on(*exact, today)) + "歳";
    return out + "（" + core::weekday_text(*exact) + "）";
}

std::string_view source_word(Source source) {
    switch (source) {
        case Source::none:
            return "";
        case Source::card_chip:
            return "券面IC";
        case Source::card_face:
            return "券面読取";
        case Source::document:
            return "書類";
        case Source::interview:
            return "聞き取り";
        case Source::resident:
            return "本人入力";
        case Source::previous_person:
            return "前の人";
        case Source::previous_visit:
            return "前回";
        case Source::core_system:
            return "基幹・転入予定";
        case Source::derived:
            return "自動";
    }
    return "";
}

}  // namespace forms
