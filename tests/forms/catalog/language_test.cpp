// The languages of the resident's display: what ships, and what a city's own file may do wrong.
#include "forms/catalog/language.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/support/temp_folder.h"

namespace {

const std::string data = std::string(KAKANAI_SOURCE_DIR) + "/forms/data";

forms::Languages shipped() {
    auto languages = forms::Languages::load(data);
    REQUIRE(languages);
    return std::move(*languages);
}

// {n} {m} of a sentence, in any order.
std::multiset<char> marks_of(const std::string& text) {
    std::multiset<char> out;
    for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1))
        out.insert(text[at + 1]);
    return out;
}

void write(const std::string& folder, const std::string& name, const std::string& text) {
    std::filesystem::create_directories(folder + "/languages");
    std::ofstream(folder + "/languages/" + name) << text;
}

constexpr const char* small_japanese =
    R"({"language": "ja", "name": "日本語", "order": 1, "screens": {"wait": "お待ちください"}})";

}  // namespace

TEST_CASE("eleven languages besides Japanese ship, each with every sentence and every consent") {
    const auto languages = shipped();
    const auto catalog = forms::Catalog::load(data);
    REQUIRE(catalog);
    std::set<std::string> ids;
    for (const auto& language : languages.all()) ids.insert(language.id);
    CHECK(ids == std::set<std::string>{"ja", "ja-easy", "en", "zh-Hans", "vi", "ko", "pt", "es", "tl", "id",
                                       "ne", "th"});
    std::map<std::string, std::size_t> words;
    for (const auto& gap : forms::gaps_of(languages, *catalog)) {
        CAPTURE(gap.language);
        CAPTURE(gap.key);
        CHECK(gap.part == "labels");
        ++words[gap.language];
    }
    const std::size_t all = forms::words_for_residents(*catalog).size();
    std::printf("words of the forms in the language of the resident, of %zu:\n", all);
    for (const auto& language : languages.all())
        if (language.id != "ja") std::printf("  %-8s %zu\n", language.id.c_str(), all - words[language.id]);
}

TEST_CASE("the titles of all twelve papers are said in every language") {
    const auto languages = shipped();
    const auto catalog = forms::Catalog::load(data);
    REQUIRE(catalog);
    for (const auto& language : languages.all()) {
        if (language.id == "ja") continue;
        for (int n = 1; n <= 12; ++n) {
            const std::string id = std::string(n < 10 ? "F0" : "F") + std::to_string(n);
            CAPTURE(language.id);
            CAPTURE(id);
            CHECK(language.labels.contains(catalog->form(id, core::make_date(2026, 11, 26))->title));
        }
    }
}

TEST_CASE("a number that a sentence carries is carried in every language") {
    const auto languages = shipped();
    for (const auto& language : languages.all()) {
        for (const auto& [key, words] : language.screens) {
            CAPTURE(language.id);
            CAPTURE(key);
            CHECK(marks_of(words) == marks_of(languages.japanese().screens.at(key)));
        }
    }
}

TEST_CASE("no translation is the Japanese sentence left standing") {
    const auto languages = shipped();
    for (const auto& language : languages.all()) {
        if (language.id.starts_with("ja")) continue;  // the easy one is Japanese too
        for (const auto& [key, words] : language.screens) {
            CAPTURE(language.id);
            CAPTURE(key);
            CHECK(words != languages.japanese().screens.at(key));
        }
    }
}

TEST_CASE("a city's file that lacks a sentence is listed with the sentence's key") {
    const support::TempFolder folder;
    write(folder.path().string(), "ja.json", small_japanese);
    write(folder.path().string(), "fr.json",
          R"({"language": "fr", "name": "Français", "order": 20, "screens": {}})");
    const auto languages = forms::Languages::load(folder.path().string());
    REQUIRE(languages);
    const auto gaps = forms::gaps_of(*languages, forms::Catalog());
    REQUIRE(gaps.size() == 1);
    CHECK(gaps.front() == forms::LanguageGap{"fr", "screens", "wait"});
}

TEST_CASE("a misspelt key, a broken file and a missing Japanese are named") {
    const support::TempFolder folder;
    write(folder.path().string(), "en.json", R"({"language": "en", "name": "English"})");
    CHECK(forms::Languages::load(folder.path().string()).error().reason == "forms.data_missing");
    write(folder.path().string(), "ja.json", small_japanese);
    write(folder.path().string(), "en.json",
          R"({"language": "en", "name": "English", "screens": {"wiat": "Wait"}})");
    const auto misspelt = forms::Languages::load(folder.path().string());
    CHECK(misspelt.error().reason == "language.unknown_key");
    CHECK(misspelt.error().detail == "en.json: wiat");
    write(folder.path().string(), "en.json", "{\n\"language\": \"en\",\n");
    CHECK(forms::Languages::load(folder.path().string()).error().reason == "forms.data_broken");
    write(folder.path().string(), "en.json", R"({"language": "fr", "name": "Français"})");
    CHECK(forms::Languages::load(folder.path().string()).error().reason ==
          "forms.data_broken");  // its name is not its id
}
