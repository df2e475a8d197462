#include "app/admin/language_commands.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/service/open_desk.h"
#include "app/service/sentences.h"
#include "forms/catalog/language.h"

namespace app {

namespace {

using Json = nlohmann::json;

std::string line_of(const forms::Language& language, const Json& gaps, std::size_t whole) {
    const std::string counted = std::to_string(whole - gaps.size()) + "／" + std::to_string(whole);
    std::string out = language.name + "（" + language.id + "）　" + counted;
    if (gaps.empty()) return out + "　不足はありません\n";
    out += "　不足 " + std::to_string(gaps.size()) + "：";
    for (std::size_t i = 0; i < gaps.size(); ++i)
        out += (i == 0 ? "" : "、") + gaps[i]["key"].get<std::string>();
    return out + "\n";
}

}  // namespace

Reply form_languages(const Command& command) {
    const std::string data = command.option("data", default_data_folder());
    const auto catalog = forms::Catalog::load(data);
    if (!catalog) return refused(catalog.error());
    const auto languages = forms::Languages::load(data);
    if (!languages) return refused(languages.error());
    std::map<std::string, Json> gaps;
    for (const auto& gap : forms::gaps_of(*languages, *catalog)) {
        Json& list = gaps.try_emplace(gap.language, Json::array()).first->second;
        list.push_back({{"part", gap.part}, {"key", gap.key}});
    }
    std::set<std::string> consents;
    for (const auto& form : catalog->forms())
        for (const auto& consent : form.consents) consents.insert(forms::consent_key(consent));
    const std::size_t whole =
        languages->japanese().screens.size() + consents.size() + forms::words_for_residents(*catalog).size();
    Json out = Json::array();
    std::string lines;
    for (const auto& language : languages->all()) {
        if (language.id == "ja") continue;
        const Json& lacking = gaps.try_emplace(language.id, Json::array()).first->second;
        out.push_back(
            {{"language", language.id}, {"name", language.name}, {"words", whole}, {"gaps", lacking}});
        lines += line_of(language, lacking, whole);
    }
    return {0, out.dump(2), lines + "不足する言葉は、お客様画面では日本語で示します。", {}, 0};
}

}  // namespace app
