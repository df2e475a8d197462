// Languages of the resident's display: one file each in forms/data/languages, edited by the city. What the
// display says itself (screens) is named by a key; words of the forms are named by the Japanese words they
// stand for, so that one entry serves every form; a consent is named with its version, since a new wording
// needs a new translation. Paper stays Japanese.
//
//   {"language": "en", "name": "English", "order": 2, "fonts": ["Noto Sans"],
//    "screens":  {"check_title": "Please check what is written"},
//    "consents": {"consent_nhi/1": "I agree that …"},
//    "labels":   {"氏名": "Name"}}
//
// ja.json names every screen key; the other files may lack some, and the display then falls back to Japanese
// with a mark.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "forms/catalog/catalog.h"

namespace forms {

struct Language {
    using Words = std::map<std::string, std::string, std::less<>>;

    std::string id;                  // en, ja, ja-easy, zh-Hans …
    std::string name;                // as its speakers write it
    int order{0};                    // place in the list of languages
    std::vector<std::string> fonts;  // typefaces in falling order
    Words screens;
    Words consents;  // "consent_nhi/1"
    Words labels;    // 氏名, 転入, 住民異動届
};

// What a language lacks: a `part` of the file and the key in it.
struct LanguageGap {
    std::string language;
    std::string part;
    std::string key;
    bool operator==(const LanguageGap&) const = default;
};

class Languages {
  public:
    // `folder`: forms/data. A broken file: forms.data_broken with its line; ja.json gone: forms.data_missing;
    // a screen key that ja.json does not have: language.unknown_key (detail "en.json: chek_title").
    static core::Result<Languages> load(const std::string& folder);

    const std::vector<Language>& all() const { return all_; }  // by order
    const Language* find(std::string_view id) const;
    const Language& japanese() const { return *find("ja"); }

  private:
    std::vector<Language> all_;
};

// The Japanese words that a resident may see on the newest edition of each form: titles, labels and options,
// each once, in the order of the forms. Staff boxes, signatures and 個人番号 are not among them.
std::vector<std::string> words_for_residents(const Catalog& catalog);
std::string consent_key(const ConsentText& consent);  // consent_nhi/1

// Everything that each language but Japanese lacks.
std::vector<LanguageGap> gaps_of(const Languages& languages, const Catalog& catalog);

}  // namespace forms
