#include "app/service/auto_changes.h"

#include <algorithm>

namespace app {

namespace {

constexpr std::size_t lines_max = 12;

std::string one_line(std::string text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) text.replace(at, 1, "・");
    return text;
}

std::string label_of(const CaseView& view, const AnswerView& answer) {
    for (const PersonView& person : view.persons)
        if (answer.person != 0 && person.subject == answer.person) return person.name + "　" + answer.label;
    return answer.label;
}

}  // namespace

void AutoChanges::add(std::string line) {
    std::erase(lines_, line);
    lines_.push_back(std::move(line));
    if (lines_.size() > lines_max) lines_.erase(lines_.begin());
}

void AutoChanges::look(const CaseView& now) {
    const bool known = id_ == now.id;
    if (!known) lines_.clear();
    id_ = now.id;
    std::map<Item, std::string> derived;
    for (const AnswerView& answer : now.answers) {
        const bool own = answer.source == forms::Source::derived;
        const auto before = derived_.find({answer.field, answer.person});
        if (known && before != derived_.end() && (own || answer.text.empty()) &&
            before->second != answer.text) {
            std::string after = answer.text.empty() ? "（空欄）" : one_line(answer.text);
            add(label_of(now, answer) + "　" + one_line(before->second) + " → " + after);
        }
        if (own && !answer.text.empty()) derived[{answer.field, answer.person}] = answer.text;
    }
    std::map<std::string, std::string> sheets;
    for (const SheetView& sheet : now.sheets) {
        sheets[sheet.form] = sheet.title;
        if (known && !forms_.contains(sheet.form)) add(sheet.title + "が加わりました");
    }
    for (const auto& [form, title] : forms_)
        if (known && !sheets.contains(form)) add(title + "が要らなくなりました");
    derived_ = std::move(derived);
    forms_ = std::move(sheets);
}

}  // namespace app
