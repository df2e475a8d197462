#include "forms/catalog/language.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace forms {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t file_bytes_max = 1024 * 1024;

Language::Words words_in(const DataNode& root, std::string_view part) {
    Language::Words out;
    const DataNode* node = root.find(part);
    if (node == nullptr) return out;
    for (const auto& [key, value] : node->members)
        if (value.is_text() && !value.text.empty()) out.emplace(key, value.text);
    return out;
}

core::Result<Language> read_language(const fs::path& path) {
    const std::string name = "languages/" + path.filename().string();
    std::error_code failed;
    if (fs::file_size(path, failed) > file_bytes_max || failed)
        return core::Error{core::ErrorCode::invalid_input, "forms.data_broken", name};
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    auto root = parse_data(text);
    if (!root)
        return core::Error{core::ErrorCode::invalid_input, "forms.data_broken",
                           name + ": " + root.error().detail, root.error().count};
    Language out;
    out.id = root->text_of("language");
    out.name = root->text_of("name");
    out.order = static_cast<int>(root->number_of("order"));
    out.fonts = root->texts_of("fonts");
    out.screens = words_in(*root, "screens");
    out.consents = words_in(*root, "consents");
    out.labels = words_in(*root, "labels");
    if (out.id.empty() || out.name.empty() || out.id + ".json" != path.filename().string())
        return core::Error{core::ErrorCode::invalid_input, "forms.data_broken", name};
    return out;
}

class WordList {
  public:
    void take(const FormField& field) {
        if (field.need == Need::staff || filled_by_hand(field.type) || field.type == FieldType::consent)
            return;
        add(field.label);
        for (const auto& option : field.options) add(option.label);
        for (const auto& column : field.columns) take(column);
    }
    void add(const std::string& word) {
        if (!word.empty() && seen_.insert(word).second) words_.push_back(word);
    }
    std::vector<std::string> words() && { return std::move(words_); }

  private:
    std::set<std::string> seen_;
    std::vector<std::string> words_;
};

std::vector<const FormDefinition*> newest_editions(const Catalog& catalog) {
    std::vector<const FormDefinition*> out;
    for (const auto& form : catalog.forms()) {
        if (!out.empty() && out.back()->id == form.id) out.pop_back();
        out.push_back(&form);
    }
    return out;
}

}  // namespace

core::Result<Languages> Languages::load(const std::string& folder) {
    Languages out;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder + "/languages", failed)) {
        if (entry.path().extension() != ".json") continue;
        auto language = read_language(entry.path());
        if (!language) return language.error();
        out.all_.push_back(std::move(*language));
    }
    std::sort(out.all_.begin(), out.all_.end(), [](const auto& a, const auto& b) {
        return std::pair(a.order, a.id) < std::pair(b.order, b.id);
    });
    const Language* japanese = out.find("ja");
    if (japanese == nullptr)
        return core::Error{core::ErrorCode::not_found, "forms.data_missing", "languages/ja.json"};
    for (const auto& language : out.all_) {
        for (const auto& [key, words] : language.screens)
            if (!japanese->screens.contains(key))
                return core::invalid("language.unknown_key", language.id + ".json: " + key);
    }
    return out;
}

const Language* Languages::find(std::string_view id) const {
    const auto at = std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one.id == id; });
    return at == all_.end() ? nullptr : &*at;
}

std::string consent_key(const ConsentText& consent) {
    return consent.id + "/" + std::to_string(consent.version);
}

std::vector<std::string> words_for_residents(const Catalog& catalog) {
    WordList list;
    for (const auto* form : newest_editions(catalog)) {
        list.add(form->title);
        for (const auto& field : form->fields) list.take(field);
    }
    return std::move(list).words();
}

std::vector<LanguageGap> gaps_of(const Languages& languages, const Catalog& catalog) {
    const auto words = words_for_residents(catalog);
    std::set<std::string> consents;
    for (const auto* form : newest_editions(catalog))
        for (const auto& consent : form->consents) consents.insert(consent_key(consent));
    std::vector<LanguageGap> out;
    for (const auto& language : languages.all()) {
        if (language.id == "ja") continue;
        for (const auto& [key, japanese] : languages.japanese().screens)
            if (!language.screens.contains(key)) out.push_back({language.id, "screens", key});
        for (const auto& key : consents)
            if (!language.consents.contains(key)) out.push_back({language.id, "consents", key});
        for (const auto& word : words)
            if (!language.labels.contains(word)) out.push_back({language.id, "labels", word});
    }
    return out;
}

}  // namespace forms
