#include "forms/interview/case_answers.h"

#include <algorithm>
#include <charconv>

namespace forms {

std::string life_events_text(const std::vector<std::string>& ids) {
    std::string text;
    for (const auto& id : ids) text += (text.empty() ? "" : "\n") + id;
    return text;
}

std::vector<std::string> life_events_of(std::string_view text) {
    std::vector<std::string> ids;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > 0) ids.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return ids;
}

Answers answers_of(const CaseFile& file) {
    Answers answers;
    auto members = file.members(set_number::persons);
    std::stable_sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
        return std::pair(a.stamp.hlc, a.stamp.dot) < std::pair(b.stamp.hlc, b.stamp.dot);
    });
    for (const auto& member : members) {
        const auto* record = std::get_if<Record>(&member.element);
        const auto id = record ? record->find("id") : Record::const_iterator{};
        if (!record || id == record->end()) continue;
        Subject person = 0;
        const auto& hex = id->second;
        const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), person, 16);
        if (error == std::errc{} && end == hex.data() + hex.size()) answers.add_person(person);
    }
    for (const auto& [place, standing] : file.registers())
        if (const auto* shown = file.shown(place)) answers.set(place.subject, place.field, shown->answer);
    if (const auto* events = answers.get(the_visit, field::life_event))
        answers.set_life_events(life_events_of(word_of(events->value)));
    return answers;
}

}  // namespace forms
