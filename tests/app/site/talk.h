// The talk through the questions of the window, as the resident of a story would answer it: by the label of
// the box or cell that has the keys. A place that the story has no words for fails it.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/practice/practice_site.h"
#include "tests/app/site/counter.h"

namespace tests {

struct Saying {
    std::string label;    // of the box with the keys; in the household table "column" or "column@person"
    std::string keys;     // a digit of a list, or the digits of a number or a date
    std::string words{};  // typed text, where keys do not answer
};

// What has the keys: the label of a box, or column and person of the household table; and what is asked.
struct Place {
    std::string label;
    std::string person{};
    std::string question{};  // as it stands above
    bool operator==(const Place&) const = default;
};
inline Place place_with_keys(const Json& screen) {
    std::vector<std::string> parts;
    const std::string focus = screen.value("focus", "");
    const std::string mark = "、";
    for (std::size_t at = 0; at <= focus.size();) {
        const auto end = std::min(focus.find(mark, at), focus.size());
        parts.push_back(focus.substr(at, end - at));
        at = end + mark.size();
    }
    std::string question;
    for (const std::string& words : screen.value("words", std::vector<std::string>{}))
        if (words.starts_with("次の質問")) question = words;
    if (parts.size() > 2 && parts[0] == "世帯表") return {parts[2], parts[1], question};
    return {parts.front(), "", question};
}

// What is said at that place: of several sayings with one label the first that was not said yet, or the last.
class Script {
  public:
    explicit Script(const std::vector<Saying>& sayings) : sayings_(sayings), said_(sayings.size()) {}

    const Saying* at(const Place& place) {
        const Saying* exact = next(place.label + "@" + place.person);
        return exact != nullptr ? exact : next(place.label);
    }

  private:
    const Saying* next(const std::string& label) {
        const Saying* last = nullptr;
        for (std::size_t i = 0; i < sayings_.size(); ++i) {
            if (sayings_[i].label != label) continue;
            last = &sayings_[i];
            if (said_[i]) continue;
            said_[i] = true;
            break;
        }
        return last;
    }
    const std::vector<Saying>& sayings_;
    std::vector<bool> said_;
};

inline std::string cut_words(const Json& screen) {
    std::string out;
    for (const std::string& text : screen.value("cut", std::vector<std::string>{})) out += text + "\n";
    return out;
}

// Digits count as keystrokes; words count as letters.
inline void press_digits(WindowDesk& desk, const std::string& digits) {
    for (const char digit : digits) desk.keys({std::string(1, digit)});
}

inline bool shown_now(const WindowDesk& desk, const std::string& text) {
    const auto words = desk.screen().value("words", std::vector<std::string>{});
    return std::find(words.begin(), words.end(), text) != words.end();
}

inline bool all_asked(const Json& screen) {
    return screen.value("message", "").find("聞くことはすべて聞きました") != std::string::npos;
}

// The keys are still at this box, which has its answer by now: of a list from which several may be ticked.
inline bool answered_here(const Json& screen, const Place& place) {
    const std::string focus = screen.value("focus", "");
    return place_with_keys(screen).label == place.label && place.person.empty() &&
           focus.find("、出所 ") != std::string::npos;
}

// The screen once the keys stand elsewhere than at `before`, or nothing is asked any more; else as it is
// then.
inline Json moved_on(WindowDesk& desk, const Place& before, int within_ms) {
    Json screen;
    app::PracticeSite::wait_for(
        [&] {
            screen = desk.screen();
            return all_asked(screen) || !(place_with_keys(screen) == before);
        },
        within_ms);
    return screen;
}

// Until nothing is asked any more; the number of answers given. Fails at a box the story does not know.
inline int talk(WindowDesk& desk, const std::vector<Saying>& sayings) {
    constexpr int choice_moves_within_ms = 700, save_within_ms = 8000;
    Script script(sayings);
    Json screen = desk.screen();
    for (int answers = 0; answers < 90; ++answers) {
        if (all_asked(screen)) return answers;
        const Place place = place_with_keys(screen);
        const Saying* saying = script.at(place);
        REQUIRE_MESSAGE(saying != nullptr, "nothing to say to: ", screen.value("focus", ""), place.question);
        if (!saying->words.empty()) {
            desk.type(saying->words);
            // Letters that the test's keyboard lost are none of the window's: typed once more.
            for (int i = 0; i < 2 && !shown_now(desk, saying->words); ++i) {
                desk.x().keys({"ctrl+a"});
                desk.x().type(saying->words);
            }
            desk.keys({"Return"});
        } else {
            press_digits(desk, saying->keys);
            screen = moved_on(desk, place, saying->keys.size() > 1 ? 0 : choice_moves_within_ms);
            if ((place_with_keys(screen) == place || answered_here(screen, place)) && !all_asked(screen))
                desk.keys({"Return"});
        }
        screen = moved_on(desk, place, save_within_ms);
        if (!all_asked(screen) && place_with_keys(screen) == place) (void)desk.picture("stuck");
        const std::string cut = cut_words(screen);
        CHECK_MESSAGE(cut.empty(), place.label, ": ", cut);
        REQUIRE_MESSAGE((all_asked(screen) || !(place_with_keys(screen) == place)),
                        "the window did not go on from: ", screen.dump());
    }
    FAIL("the questions did not end, at last: ", screen.value("focus", ""), screen.value("message", ""),
         place_with_keys(screen).question);
    return 0;
}

}  // namespace tests
