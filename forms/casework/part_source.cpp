#include "forms/casework/part_source.h"

#include <charconv>

namespace forms {

namespace {

constexpr std::string_view mark = "@source";

Record without_marks(const Record& record) {
    Record out;
    for (const auto& [part, text] : record)
        if (!is_source_mark(part)) out.emplace(part, text);
    return out;
}

}  // namespace

bool is_source_mark(const std::string& part) { return part.ends_with(mark); }

Source source_of_part(const Answer& answer, const std::string& part) {
    const auto* record = std::get_if<Record>(&answer.value);
    if (record == nullptr || part.empty()) return answer.source;
    const auto at = record->find(part + std::string(mark));
    if (at == record->end()) return answer.source;
    int number = 0;
    const auto end = std::from_chars(at->second.data(), at->second.data() + at->second.size(), number);
    const bool known = end.ec == std::errc() && number > 0 && number <= static_cast<int>(Source::derived);
    return known ? static_cast<Source>(number) : answer.source;
}

void note_source_of_part(Answer& answer, const std::string& part, Source source) {
    auto* record = std::get_if<Record>(&answer.value);
    if (record == nullptr) return;
    const std::string key = part + std::string(mark);
    record->erase(key);
    if (source != answer.source && record->contains(part))
        record->emplace(key, std::to_string(static_cast<int>(source)));
}

bool same_words(const Value& a, const Value& b) {
    const auto* left = std::get_if<Record>(&a);
    const auto* right = std::get_if<Record>(&b);
    if (left == nullptr || right == nullptr) return a == b;
    return without_marks(*left) == without_marks(*right);
}

}  // namespace forms
