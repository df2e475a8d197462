// The words of the resident's display in the language that the resident chose, each with the Japanese below.
// Where a language lacks a word the Japanese stands alone with a mark: visible, and never wrong. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/service/resident_views.h"

namespace app::desk {

struct Said {
    std::string words;     // in the chosen language; the Japanese, marked, where it has none
    std::string japanese;  // the same in Japanese; "" where `words` is Japanese already
    bool fell_back{false};
    bool operator==(const Said&) const = default;
};

class ResidentWords {
  public:
    static constexpr const char* fallback_mark = "［日本語］";

    // `languages` as DeskService gives them; "ja" must be among them, else every word is empty.
    explicit ResidentWords(std::vector<ResidentLanguage> languages = {});

    bool choose(const std::string& id);  // false: no such language, nothing changed
    const std::string& language() const { return chosen_; }
    const std::vector<ResidentLanguage>& languages() const { return languages_; }
    const std::vector<std::string>& fonts() const;

    Said screen(const std::string& key) const;
    Said screen(const std::string& key, int n) const;         // {n} filled in
    Said screen(const std::string& key, int n, int m) const;  // {n} and {m}
    Said label(const std::string& japanese) const;            // a word of a form
    Said consent(const ResidentConsent& consent) const;

    // The value of a line: names and addresses as they stand, ticked options as label() says them, a date
    // with its Western form. `japanese` is "" where both would be the same.
    Said value(const ResidentLine& line) const;
    Said title(const ResidentLine& line) const;  // "movers, person 2: name"

  private:
    const ResidentLanguage* find(const std::string& id) const;
    Said pick(const std::string* words, const std::string& japanese) const;

    std::vector<ResidentLanguage> languages_;
    std::string chosen_{"ja"};
};

}  // namespace app::desk
