#include "app/devices/ocr/field_judge.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include "app/devices/ocr/field_text.h"
#include "app/devices/ocr/mrz.h"
#include "app/devices/ocr/place_judge.h"
#include "forms/catalog/validate.h"
#include "forms/core/text.h"

namespace app {
namespace {

// Confidence by how many of the readings agree; the symbols' own confidence moves it a little.
constexpr int all_agree = 90, most_agree = 72, none_agree = 40;

struct Vote {
    std::string value;
    int agreeing{0};
    double trust{100};  // of the weakest symbol in the agreeing readings, percent
};

double weakest(const SymbolRow& row) {
    double least = 100;
    for (const ReadSymbol& symbol : row) least = std::min(least, symbol.confidence);
    return row.empty() ? 0 : least;
}

// Values of the readings that have one, the most frequent first; among equals the most trusted.
std::vector<Vote> count_votes(const ReadField& read,
                              const std::function<std::optional<std::string>(const SymbolRow&)>& value_of) {
    std::vector<Vote> votes;
    for (const SymbolRow& row : read.readings) {
        const auto value = value_of(row);
        if (!value || value->empty()) continue;
        auto at = std::find_if(votes.begin(), votes.end(), [&](const Vote& v) { return v.value == *value; });
        if (at == votes.end()) at = votes.insert(votes.end(), {*value, 0, 100});
        ++at->agreeing;
        at->trust = std::min(at->trust, weakest(row));
    }
    std::stable_sort(votes.begin(), votes.end(), [](const Vote& a, const Vote& b) {
        return a.agreeing != b.agreeing ? a.agreeing > b.agreeing : a.trust > b.trust;
    });
    return votes;
}

PictureItem item_of(const std::vector<Vote>& votes, std::size_t readings) {
    PictureItem item;
    if (votes.empty()) return item;
    const Vote& best = votes.front();
    item.value = best.value;
    const bool all = best.agreeing == static_cast<int>(readings);
    item.confidence = (all                 ? all_agree
                       : best.agreeing > 1 ? most_agree
                                           : none_agree) +
                      static_cast<int>(best.trust * 0.09);
    for (std::size_t at = 1; at < votes.size(); ++at) item.others.push_back(votes[at].value);
    return item;
}

PictureItem judge_digits(const FieldTemplate& field, const ReadField& read) {
    const auto votes = count_votes(read, [&](const SymbolRow& row) -> std::optional<std::string> {
        const std::string digits = only_digits(joined(row));
        if (field.digits != 0 && digits.size() != field.digits) return std::nullopt;
        return digits;
    });
    PictureItem item = item_of(votes, read.readings.size());
    if (!field.check.empty() && forms::validate_text(field.check, item.value))
        item.confidence = std::min(item.confidence, none_agree);
    return item;
}

PictureItem judge_date(const ReadField& read) {
    return item_of(count_votes(read, [](const SymbolRow& row) { return printed_date(joined(row)); }),
                   read.readings.size());
}

PictureItem judge_residence_number(const ReadField& read) {
    return item_of(count_votes(read, [](const SymbolRow& row) { return residence_number(joined(row)); }),
                   read.readings.size());
}

PictureItem judge_sex(const ReadField& read) {
    const auto votes = count_votes(read, [](const SymbolRow& row) -> std::optional<std::string> {
        const std::string text = joined(row);
        const bool male = text.find("男") != std::string::npos, female = text.find("女") != std::string::npos;
        if (male == female) return std::nullopt;
        return male ? "male" : "female";
    });
    PictureItem item = item_of(votes, read.readings.size());
    // Nothing else may stand there, so two readings of three are enough where the third saw nothing.
    if (votes.size() == 1 && votes.front().agreeing > 1) item.confidence = std::max(item.confidence, 92);
    return item;
}

// The letters of a name that have other forms: each is offered in the whole name.
void offer_families(PictureItem& item, const forms::NameFamilies& families) {
    const std::vector<std::string> letters = core::letters(item.value);
    for (std::size_t at = 0; at < letters.size(); ++at) {
        for (const std::string& form : families.family_of(letters[at])) {
            if (form == letters[at]) continue;
            std::string other;
            for (std::size_t i = 0; i < letters.size(); ++i) other += i == at ? form : letters[i];
            item.others.push_back(std::move(other));
        }
    }
}

bool has_family(const std::string& text, const forms::NameFamilies& families) {
    const std::vector<std::string> letters = core::letters(text);
    return std::any_of(letters.begin(), letters.end(),
                       [&](const std::string& letter) { return !families.family_of(letter).empty(); });
}

// How many halves of a name stand in the lists.
int known_halves(const std::string& name, const NameLists& lists) {
    const std::string blank = "　";
    const std::size_t parted = name.find(blank);
    if (parted == std::string::npos) return 0;
    return (lists.surname(name.substr(0, parted)) ? 1 : 0) +
           (lists.given(name.substr(parted + blank.size())) ? 1 : 0);
}

std::string text_of(const std::vector<Place>& places, std::size_t from, std::size_t to) {
    std::string out;
    for (std::size_t at = from; at < to; ++at) out += places[at].candidates.front().text;
    return out;
}

// The second candidates that come near the first, each in the whole text.
void offer_rivals(PictureItem& item, const std::vector<Place>& places,
                  const std::function<std::string(const std::vector<Place>&)>& written) {
    constexpr double near = 4;
    constexpr std::size_t most = 6;
    for (std::size_t at = 0; at < places.size(); ++at) {
        for (const PlaceCandidate& rival : places[at].candidates) {
            if (item.others.size() >= most) return;
            if (rival.text == places[at].candidates.front().text ||
                places[at].candidates.front().points - rival.points > near)
                continue;
            std::vector<Place> other = places;
            other[at].candidates.front().text = rival.text;
            item.others.push_back(written(other));
        }
    }
}

int least_confidence(const std::vector<Place>& places, std::size_t from, std::size_t to) {
    int least = 99;
    for (std::size_t at = from; at < to; ++at) least = std::min(least, confidence_of(places[at]));
    return least;
}

// Of the words in a list that the candidates can spell, the likest, if it comes near what was read.
void prefer_known(std::vector<Place>& places, std::size_t from, std::size_t to,
                  const std::function<bool(const std::string&)>& known) {
    constexpr double near = 4;  // points given up for a word that exists
    if (known(text_of(places, from, to))) return;
    for (std::size_t at = from; at < to; ++at) {
        auto& candidates = places[at].candidates;
        for (std::size_t rival = 1; rival < candidates.size(); ++rival) {
            if (candidates[0].points - candidates[rival].points > near) break;
            std::swap(candidates[0], candidates[rival]);
            if (known(text_of(places, from, to))) return;
            std::swap(candidates[0], candidates[rival]);
        }
    }
}

void tell_families(PictureItem& item, const JudgeKnowledge& knowledge) {
    if (knowledge.families == nullptr || !has_family(item.value, *knowledge.families)) return;
    item.confidence = std::min(item.confidence, most_agree);
    offer_families(item, *knowledge.families);
}

// A name in full-width places: its blank is one of them.
PictureItem judge_name_places(std::vector<Place> places, const JudgeKnowledge& knowledge) {
    const auto parting =
        std::find_if(places.begin(), places.end(), [](const Place& place) { return place.after_blank; });
    const auto parted = static_cast<std::size_t>(parting - places.begin());
    if (knowledge.names != nullptr) {
        prefer_known(places, 0, parted,
                     [&](const std::string& word) { return knowledge.names->surname(word); });
        prefer_known(places, parted, places.size(),
                     [&](const std::string& word) { return knowledge.names->given(word); });
    }
    settle_twins(places);
    const auto written = [parted](const std::vector<Place>& all) {
        const std::string given = text_of(all, parted, all.size());
        return text_of(all, 0, parted) + (given.empty() ? "" : "　" + given);
    };
    PictureItem item;
    item.value = written(places);
    const auto half = [&](std::size_t from, std::size_t to, bool known) {
        return std::min(99, least_confidence(places, from, to) + (known ? 5 : 0));
    };
    const NameLists none;
    const NameLists& lists = knowledge.names == nullptr ? none : *knowledge.names;
    item.confidence =
        std::min(half(0, parted, lists.surname(text_of(places, 0, parted))),
                 half(parted, places.size(), lists.given(text_of(places, parted, places.size()))));
    if (parted == places.size()) item.confidence = std::min(item.confidence, most_agree);
    offer_rivals(item, places, written);
    tell_families(item, knowledge);
    return item;
}

// Where 丁目 had to be mended it may have been another (五丁目 seen as 五十目).
bool mends_block(const std::string& read, const std::string& tidy) {
    return tidy.find("丁目") != std::string::npos && read.find("丁目") == std::string::npos;
}

PictureItem judge_text_places(std::vector<Place> places, bool address) {
    settle_twins(places);
    const auto written = [address](const std::vector<Place>& all) {
        const std::string text = text_of(all, 0, all.size());
        return address ? tidy_address(text) : text;
    };
    PictureItem item;
    item.value = written(places);
    item.confidence = least_confidence(places, 0, places.size());
    if (mends_block(text_of(places, 0, places.size()), item.value))
        item.confidence = std::min(item.confidence, most_agree);
    offer_rivals(item, places, written);
    return item;
}

// By shape where the print allows it: Tesseract reads a letter that stands alone (子) as nothing.
PictureItem judge_word(const FieldTemplate& field, const ReadField& read) {
    PictureItem item;
    if (auto places = places_of(read); !places.empty()) {
        item.value = spelt_word(places, field.words);
        if (!item.value.empty()) item.confidence = least_confidence(places, 0, places.size());
        return item;
    }
    const auto votes = count_votes(read, [&](const SymbolRow& row) -> std::optional<std::string> {
        const auto at = std::find(field.words.begin(), field.words.end(), joined(row));
        return at == field.words.end() ? std::nullopt : std::optional(*at);
    });
    return item_of(votes, read.readings.size());
}

PictureItem judge_name(const ReadField& read, const JudgeKnowledge& knowledge) {
    if (auto places = places_of(read); !places.empty())
        return judge_name_places(std::move(places), knowledge);
    auto votes = count_votes(
        read, [&](const SymbolRow& row) { return std::optional(parted_name(row, knowledge.names)); });
    const auto known = [&](const Vote& vote) {
        return knowledge.names == nullptr ? 0 : known_halves(vote.value, *knowledge.names);
    };
    std::stable_sort(votes.begin(), votes.end(), [&](const Vote& a, const Vote& b) {
        return a.agreeing + known(a) > b.agreeing + known(b);
    });
    PictureItem item = item_of(votes, read.readings.size());
    if (votes.empty()) return item;
    item.confidence =
        std::min(99, item.confidence + known(votes.front()) * 3 - (known(votes.front()) == 0 ? 8 : 0));
    tell_families(item, knowledge);
    return item;
}

// The reading of a name: one word or two, as the print parts them.
PictureItem judge_kana(const ReadField& read) {
    std::vector<Place> places = places_of(read);
    if (places.empty())
        return item_of(
            count_votes(read, [](const SymbolRow& row) { return std::optional(spaced_text(row)); }),
            read.readings.size());
    settle_kana(places);
    const auto written = [](const std::vector<Place>& all) {
        std::string out;
        for (const Place& place : all) out += (place.after_blank ? "　" : "") + place.candidates.front().text;
        return out;
    };
    PictureItem item;
    item.value = written(places);
    item.confidence = least_confidence(places, 0, places.size());
    offer_rivals(item, places, written);
    return item;
}

PictureItem judge_latin_name(const ReadField& read) {
    return item_of(count_votes(read, [](const SymbolRow& row) { return std::optional(spaced_words(row)); }),
                   read.readings.size());
}

// What stands in the wrong place is read with confidence too: an address names a town.
bool names_a_place(const std::string& address) {
    static constexpr std::array<const char*, 4> towns{"市", "区", "町", "村"};
    return std::any_of(towns.begin(), towns.end(),
                       [&](const char* town) { return address.find(town) != std::string::npos; });
}

// Addresses are written with letters and digits, －, and a blank before the 方書: a sign is a misread letter.
bool holds_signs(const std::string& address) {
    const auto points = core::decode_utf8(address);
    return !points || std::any_of(points->begin(), points->end(), [](char32_t c) {
        const bool letter = (c >= 0x3041 && c <= 0x30FE) || (c >= 0x3400 && c <= 0x9FFF) || c >= 0x20000 ||
                            (c >= 0xF900 && c <= 0xFAFF) || c == 0x3005 || c == 0x3007;
        const bool wide = (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) || c == 0xFF0D;
        return !letter && !wide && c != 0x3000;
    });
}

PictureItem judge_text(const ReadField& read, bool address) {
    PictureItem item;
    if (auto places = places_of(read); !places.empty()) {
        item = judge_text_places(std::move(places), address);
    } else {
        bool mended = false;
        item = item_of(count_votes(read,
                                   [&](const SymbolRow& row) {
                                       const std::string text = spaced_text(row);
                                       const std::string tidy = address ? tidy_address(text) : text;
                                       mended = mended || mends_block(text, tidy);
                                       return std::optional(tidy);
                                   }),
                       read.readings.size());
        if (mended) item.confidence = std::min(item.confidence, most_agree);
    }
    if (address && (!names_a_place(item.value) || holds_signs(item.value)))
        item.confidence = std::min(item.confidence, none_agree);
    return item;
}

void put_mrz(std::map<std::string, PictureItem>& items, const std::string& name, const std::string& value,
             bool checked) {
    PictureItem& item = items[name];
    item.value = value;
    item.confidence = checked ? 99 : none_agree;
}

int checked_fields(const Mrz& mrz) { return mrz.number_checked + mrz.birth_checked + mrz.expiry_checked; }

// What has no check digit: the share of the readings that say the same as the best one, by shape or not.
PictureItem uncovered_item(const std::string& best, const std::map<std::string, int>& votes, bool by_shape) {
    PictureItem item;
    item.value = best;
    int all = 0;
    for (const auto& [other, count] : votes) {
        all += count;
        if (other != best) item.others.push_back(other);
    }
    const int agreeing = votes.contains(best) ? votes.at(best) : 0;
    item.confidence = by_shape && agreeing > 0 ? 96 : all > 0 && agreeing == all ? all_agree : most_agree;
    return item;
}

// Read by shape if that gives a zone, else the reading whose check digits fit best.
std::map<std::string, PictureItem> judge_mrz(const ReadField& read, int this_year) {
    std::map<std::string, PictureItem> items;
    const auto places = mrz_lines_of_places(read.glyphs);
    std::optional<Mrz> best = places ? parse_mrz((*places)[0], (*places)[1]) : std::nullopt;
    const bool by_shape = best && checked_fields(*best) == 3;
    if (!by_shape) best.reset();
    std::map<std::string, int> names, nations;
    for (const SymbolRow& reading : read.readings) {
        const auto lines = mrz_lines(reading);
        const auto parsed = parse_mrz(lines[0], lines[1]);
        if (!parsed) continue;
        ++names[parsed->surname + " " + parsed->given];
        ++nations[parsed->nationality];
        if (!best || (!by_shape && checked_fields(*parsed) > checked_fields(*best))) best = parsed;
    }
    if (!best) return items;
    items["name"] = uncovered_item(best->surname + " " + best->given, names, by_shape);
    items["nationality"] = uncovered_item(best->nationality, nations, by_shape);
    put_mrz(items, "passport_number", best->number, best->number_checked);
    put_mrz(items, "birth_date", mrz_date(best->birth_date, true, this_year), best->birth_checked);
    put_mrz(items, "card_expiry", mrz_date(best->expiry, false, this_year), best->expiry_checked);
    put_mrz(items, "sex", best->sex, best->birth_checked && best->expiry_checked);
    return items;
}

}  // namespace

std::map<std::string, PictureItem> judge_field(const FieldTemplate& field, const ReadField& read,
                                               const JudgeKnowledge& knowledge) {
    std::map<std::string, PictureItem> items;
    switch (field.content) {
        case FieldContent::japanese_name:
            items[field.item] = judge_name(read, knowledge);
            break;
        case FieldContent::kana:
            items[field.item] = judge_kana(read);
            break;
        case FieldContent::latin_name:
            items[field.item] = judge_latin_name(read);
            break;
        case FieldContent::date:
        case FieldContent::date_in_brackets:
            items[field.item] = judge_date(read);
            break;
        case FieldContent::digits:
            items[field.item] = judge_digits(field, read);
            break;
        case FieldContent::word:
            items[field.item] = judge_word(field, read);
            break;
        case FieldContent::residence_number:
            items[field.item] = judge_residence_number(read);
            break;
        case FieldContent::sex:
            items[field.item] = judge_sex(read);
            break;
        case FieldContent::address:
        case FieldContent::text:
            items[field.item] = judge_text(read, field.content == FieldContent::address);
            break;
        case FieldContent::mrz:
            items = judge_mrz(read, knowledge.this_year);
            break;
    }
    for (auto& [name, item] : items) item.sure = !item.value.empty() && item.confidence >= field.sure;
    return items;
}

}  // namespace app
