#include "forms/catalog/option_match.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "forms/core/text.h"

namespace forms {

namespace {

constexpr std::size_t least_letters = 2;  // of a word that may stand for a longer one

std::string without_brackets(std::string_view text) {
    const std::string half = core::to_half_width(text);
    std::string out;
    int depth = 0;
    for (const char c : half) {
        if (c == '(') ++depth;
        if (depth == 0 && c != ' ') out.push_back(c);
        if (c == ')' && depth > 0) --depth;
    }
    return out;
}

const Option* only(const std::vector<Option>& options, const std::function<bool(const Option&)>& is_meant) {
    const auto first = std::find_if(options.begin(), options.end(), is_meant);
    if (first == options.end() || std::any_of(first + 1, options.end(), is_meant)) return nullptr;
    return &*first;
}

const Option* first_of(const std::vector<Option>& options, std::string_view word, std::string Option::*part) {
    const auto found =
        std::find_if(options.begin(), options.end(), [&](const auto& o) { return o.*part == word; });
    return found == options.end() ? nullptr : &*found;
}

const Option* yes_or_no(const std::vector<Option>& options, std::string_view word) {
    constexpr std::array<std::string_view, 5> yes{"有", "はい", "希望する", "該当する", "要"};
    constexpr std::array<std::string_view, 5> no{"無", "いいえ", "希望しない", "該当しない", "不要"};
    if (word != "true" && word != "false") return nullptr;
    if (word == "true" && options.size() == 1) return &options.front();
    const auto& words = word == "true" ? yes : no;
    return only(options,
                [&](const auto& o) { return std::find(words.begin(), words.end(), o.value) != words.end(); });
}

}  // namespace

const Option* option_named(const std::vector<Option>& options, std::string_view word) {
    if (const auto* option = first_of(options, word, &Option::value)) return option;
    if (const auto* option = first_of(options, word, &Option::label)) return option;
    if (const auto* option = yes_or_no(options, word)) return option;
    const std::string loose = without_brackets(word);
    if (core::letter_count(loose) < least_letters) return nullptr;
    if (const auto* option = only(options, [&](const auto& o) {
            return without_brackets(o.value) == loose || without_brackets(o.label) == loose;
        }))
        return option;
    return only(options, [&](const auto& o) {
        const std::string value = without_brackets(o.value);
        return value.starts_with(loose) || without_brackets(o.label).starts_with(loose) ||
               (core::letter_count(value) >= least_letters && loose.starts_with(value));
    });
}

}  // namespace forms
