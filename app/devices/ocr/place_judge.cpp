#include "app/devices/ocr/place_judge.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "forms/core/text.h"

namespace app {
namespace {

constexpr double resembles_from = 70, clear_likeness = 82;

struct Twins {
    const char *plain, *katakana;
    const char* sign{""};  // between digits
};
constexpr std::array<Twins, 12> all_twins{{{"一", "ー", "－"},
                                           {"力", "カ"},
                                           {"二", "ニ"},
                                           {"八", "ハ"},
                                           {"工", "エ"},
                                           {"夕", "タ"},
                                           {"卜", "ト"},
                                           {"口", "ロ"},
                                           {"り", "リ"},
                                           {"へ", "ヘ"},
                                           {"べ", "ベ"},
                                           {"ぺ", "ペ"}}};

const Twins* twins_of(const std::string& text) {
    const auto at = std::find_if(all_twins.begin(), all_twins.end(), [&](const Twins& twins) {
        return text == twins.plain || text == twins.katakana || text == twins.sign;
    });
    return at == all_twins.end() ? nullptr : &*at;
}

bool same_but_twins(const std::string& a, const std::string& b) {
    const Twins* twins = twins_of(a);
    return a == b || (twins != nullptr && twins == twins_of(b));
}

bool is_digit(const std::string& text) { return text >= "０" && text <= "９"; }

bool is_katakana(const std::string& text) {
    return text >= "ァ" && text <= "ヺ" && twins_of(text) == nullptr;
}

// Letter for letter where a reading and the places agree best; "" where the reading has none for a place.
std::vector<std::string> aligned(const std::vector<Place>& places, const std::vector<std::string>& letters) {
    const std::size_t n = places.size(), m = letters.size();
    const auto cost = [&](std::size_t place, std::size_t letter) {
        const auto& candidates = places[place].candidates;
        if (same_but_twins(candidates.front().text, letters[letter])) return 0.0;
        const bool among = std::any_of(candidates.begin(), candidates.end(), [&](const PlaceCandidate& each) {
            return each.text == letters[letter];
        });
        return among ? 0.5 : 1.0;
    };
    std::vector<std::vector<double>> least(n + 1, std::vector<double>(m + 1, 0));
    for (std::size_t i = 0; i <= n; ++i) {
        for (std::size_t j = 0; j <= m; ++j) {
            if (i == 0 || j == 0) {
                least[i][j] = static_cast<double>(i + j);
                continue;
            }
            least[i][j] = std::min(
                {least[i - 1][j] + 1, least[i][j - 1] + 1, least[i - 1][j - 1] + cost(i - 1, j - 1)});
        }
    }
    std::vector<std::string> out(n);
    for (std::size_t i = n, j = m; i > 0 && j > 0;) {
        if (least[i][j] == least[i - 1][j - 1] + cost(i - 1, j - 1)) {
            out[--i] = letters[--j];
        } else if (least[i][j] == least[i - 1][j] + 1) {
            --i;
        } else {
            --j;
        }
    }
    return out;
}

// Where the shape resembles nothing much, what Tesseract read is a candidate like the others.
void take_in_votes(std::vector<PlaceCandidate>& candidates,
                   const std::vector<std::vector<std::string>>& votes, std::size_t at) {
    constexpr double unseen = 76;
    for (const auto& vote : votes) {
        const auto known = std::find_if(candidates.begin(), candidates.end(),
                                        [&](const PlaceCandidate& each) { return each.text == vote[at]; });
        if (vote[at].empty()) continue;
        if (known == candidates.end()) {
            candidates.push_back({vote[at], unseen});
        } else {
            known->points = std::max(known->points, unseen);
        }
    }
}

void count_agreement(std::vector<Place>& places, const std::vector<SymbolRow>& readings) {
    if (readings.empty()) return;
    const double share = 1.0 / static_cast<double>(readings.size());
    std::vector<std::vector<std::string>> votes;
    for (const SymbolRow& row : readings) {
        std::vector<std::string> letters;
        for (const ReadSymbol& symbol : row) {
            if (symbol.text != blank_symbol) letters.push_back(full_width(symbol.text));
        }
        votes.push_back(aligned(places, letters));
    }
    for (std::size_t at = 0; at < places.size(); ++at) {
        auto& candidates = places[at].candidates;
        if (candidates.front().points < clear_likeness) take_in_votes(candidates, votes, at);
        for (const auto& vote : votes) {
            for (PlaceCandidate& each : candidates) {
                if (same_but_twins(each.text, vote[at])) each.points += agreement_points * share;
            }
        }
        std::stable_sort(
            candidates.begin(), candidates.end(),
            [](const PlaceCandidate& a, const PlaceCandidate& b) { return a.points > b.points; });
        for (const auto& vote : votes) {
            if (same_but_twins(candidates.front().text, vote[at])) places[at].agreeing += share;
        }
    }
}

}  // namespace

std::string full_width(const std::string& letter) {
    return letter.size() == 1 ? core::to_full_width(letter) : letter;
}

std::vector<Place> places_of(const ReadField& read) {
    std::vector<Place> places;
    bool blank = false;
    std::size_t resembling = 0;
    for (const ReadSymbol& symbol : read.glyphs) {
        if (symbol.text == blank_symbol) {
            blank = true;
            continue;
        }
        Place place;
        place.after_blank = blank && !places.empty();
        blank = false;
        place.candidates.push_back({symbol.text, symbol.confidence});
        for (const auto& [text, likeness] : symbol.others) place.candidates.push_back({text, likeness});
        resembling += symbol.confidence >= resembles_from;
        places.push_back(std::move(place));
    }
    if (places.empty() || resembling * 10 < places.size() * 7) return {};
    count_agreement(places, read.readings);
    return places;
}

double lead_of(const Place& place) {
    for (std::size_t at = 1; at < place.candidates.size(); ++at) {
        if (!same_but_twins(place.candidates[at].text, place.candidates[0].text))
            return place.candidates[0].points - place.candidates[at].points;
    }
    return place.candidates[0].points;
}

void settle_twins(std::vector<Place>& places) {
    const auto letter = [&](std::size_t at) { return places[at].candidates.front().text; };
    for (std::size_t at = 0; at < places.size(); ++at) {
        const Twins* twins = twins_of(letter(at));
        if (twins == nullptr) continue;
        const bool begins = at == 0 || places[at].after_blank;
        const bool ends = at + 1 == places.size() || places[at + 1].after_blank;
        const bool kana = (!begins && is_katakana(letter(at - 1))) || (!ends && is_katakana(letter(at + 1)));
        const bool digits = !begins && !ends && is_digit(letter(at - 1)) && is_digit(letter(at + 1));
        places[at].candidates.front().text = digits && *twins->sign != '\0' ? twins->sign
                                             : kana                         ? twins->katakana
                                                                            : twins->plain;
    }
}

void settle_kana(std::vector<Place>& places) {
    for (Place& place : places) {
        for (PlaceCandidate& each : place.candidates)
            if (const Twins* twins = twins_of(each.text)) each.text = twins->katakana;
        const auto kana = [](const PlaceCandidate& each) {
            return each.text >= "ァ" && each.text <= "ー" && each.text.size() == 3;
        };
        const auto at = std::find_if(place.candidates.begin(), place.candidates.end(), kana);
        if (at != place.candidates.end()) std::rotate(place.candidates.begin(), at, at + 1);
    }
}

std::string spelt_word(std::vector<Place>& places, const std::vector<std::string>& words) {
    constexpr double near = 4;  // points behind the likest letter of all; what is further is another word
    std::vector<std::vector<std::string>> spellings;
    for (const std::string& word : words) {
        if (auto letters = core::letters(word); letters.size() == places.size())
            spellings.push_back(std::move(letters));
    }
    std::string out;
    for (std::size_t at = 0; at < places.size(); ++at) {
        Place& place = places[at];
        const PlaceCandidate likest = place.candidates.front();
        std::erase_if(place.candidates, [&](const PlaceCandidate& each) {
            return std::none_of(spellings.begin(), spellings.end(),
                                [&](const auto& letters) { return letters[at] == each.text; });
        });
        if (place.candidates.empty() || likest.points - place.candidates.front().points > near) return {};
        if (place.candidates.front().text != likest.text) place.agreeing = 0;
        out += place.candidates.front().text;
    }
    return std::find(words.begin(), words.end(), out) == words.end() ? std::string() : out;
}

int confidence_of(const Place& place) {
    constexpr double least = 55, per_point = 8, most = 99;
    const double likeness = place.candidates.front().points - agreement_points * place.agreeing;
    const double blurred = std::max(0.0, clear_likeness - likeness) * 3;
    return static_cast<int>(std::max(0.0, std::min(most, least + per_point * lead_of(place)) - blurred));
}

}  // namespace app
