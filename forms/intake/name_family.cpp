#include "forms/intake/name_family.h"

#include <fstream>
#include <sstream>

#include "forms/catalog/data_node.h"
#include "forms/core/text.h"

namespace forms {

core::Result<NameFamilies> NameFamilies::parse(std::string_view json) {
    const auto root = parse_data(json);
    if (!root) return root.error();
    NameFamilies out;
    const auto* list = root->find("families");
    if (!list)
        return core::Error{core::ErrorCode::invalid_input, "forms.data_broken", "families", root->line};
    for (const auto& family : list->items) {
        std::vector<std::string> members;
        for (const auto& item : family.items) {
            if (!item.is_text() || core::letter_count(item.text) != 1)
                return core::Error{core::ErrorCode::invalid_input, "forms.data_broken", item.text, item.line};
            if (!out.family_of_.emplace(item.text, out.families_.size()).second)
                return core::Error{core::ErrorCode::invalid_input, "forms.family_twice", item.text,
                                   item.line};
            members.push_back(item.text);
        }
        out.families_.push_back(std::move(members));
    }
    return out;
}

core::Result<NameFamilies> NameFamilies::load(const std::string& data_folder) {
    std::ifstream in(data_folder + "/names.json", std::ios::binary);
    if (!in) return core::Error{core::ErrorCode::not_found, "forms.data_missing", "names.json"};
    std::ostringstream text;
    text << in.rdbuf();
    return parse(text.str());
}

const std::vector<std::string>& NameFamilies::family_of(const std::string& letter) const {
    static const std::vector<std::string> none;
    const auto found = family_of_.find(letter);
    return found == family_of_.end() ? none : families_[found->second];
}

std::string NameFamilies::fold(std::string_view text) const {
    std::string out;
    for (const auto& letter : core::letters(text)) {
        const auto& family = family_of(letter);
        if (!family.empty()) {
            out += family.front();
            continue;
        }
        // A sequence that the file does not list still has its base.
        const auto points = core::decode_utf8(letter);
        const std::string base = core::encode_utf8(std::u32string(1, points->front()));
        const auto& of_base = family_of(base);
        out += of_base.empty()
                   ? (points->size() > 1 && core::is_variation_selector(points->back()) ? base : letter)
                   : of_base.front();
    }
    return out;
}

bool NameFamilies::same_name(std::string_view a, std::string_view b) const {
    const auto key = [&](std::string_view name) {
        std::string out;
        for (const auto& letter : core::letters(fold(core::to_half_width(name))))
            if (letter != " ") out += letter;
        return out;
    };
    return key(a) == key(b);
}

}  // namespace forms
