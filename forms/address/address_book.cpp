#include "forms/address/address_book.h"

#include <algorithm>

#include "forms/core/text.h"

namespace forms {

namespace {

constexpr std::size_t most_list_bytes = 64U << 20;
constexpr std::size_t most_towns_bytes = 4U << 20;

// A part as typed, ready to be compared: as written, and by its reading.
struct Part {
    std::string written, reading;
};

Part part_of(std::string_view typed) { return {std::string(typed), core::fold_reading(typed)}; }

bool begins(const Part& part, const std::string& name, const std::string& kana) {
    if (name.starts_with(part.written)) return true;
    return !kana.empty() && !part.reading.empty() && core::fold_reading(kana).starts_with(part.reading);
}

// A city of a 郡 also answers to its own name: 河北町 of 西村山郡河北町.
bool begins_city(const Part& part, const PostalCity& city) {
    if (begins(part, city.name, city.kana)) return true;
    constexpr std::string_view county = "郡", county_kana = "グン";
    const auto at = city.name.find(county), kana_at = city.kana.find(county_kana);
    if (at == std::string::npos) return false;
    return begins(part, city.name.substr(at + county.size()),
                  kana_at == std::string::npos ? "" : city.kana.substr(kana_at + county_kana.size()));
}

std::vector<Part> parts_of(std::string_view typed) {
    std::vector<Part> parts;
    std::string word;
    for (const char c : core::to_half_width(typed) + " ") {
        if (c != ' ') {
            word.push_back(c);
        } else if (!word.empty()) {
            parts.push_back(part_of(word));
            word.clear();
        }
    }
    return parts;
}

// Which parts stand for prefecture, city and town; null: left out.
struct Reading {
    const Part* prefecture{nullptr};
    const Part* city{nullptr};
    const Part* town{nullptr};
};

std::vector<Reading> readings_of(const std::vector<Part>& parts) {
    if (parts.size() >= 3) return {{&parts[0], &parts[1], &parts[2]}};
    if (parts.size() == 2) return {{nullptr, &parts[0], &parts[1]}, {&parts[0], &parts[1], nullptr}};
    if (parts.size() == 1) return {{nullptr, &parts[0], nullptr}, {nullptr, nullptr, &parts[0]}};
    return {};
}

void add(std::vector<AddressCandidate>& to, AddressCandidate candidate) {
    if (std::find(to.begin(), to.end(), candidate) == to.end()) to.push_back(std::move(candidate));
}

}  // namespace

core::Result<AddressBook> AddressBook::load(core::FileSystem& files, const std::string& folder,
                                            std::string_view city_code) {
    const std::string list_path = folder + "/postal.list";
    const std::string towns_path = folder + "/" + std::string(city_code) + ".tsv";
    auto bytes = files.read(list_path, most_list_bytes);
    if (!bytes) return core::Error{core::ErrorCode::not_found, "address.list_missing", list_path};
    auto list = PostalList::open(std::move(*bytes));
    if (!list) return list.error();
    std::vector<CityTown> towns;
    if (auto text = files.read(towns_path, most_towns_bytes)) {
        auto read = read_city_towns(core::text(*text));
        if (!read) return read.error();
        towns = std::move(*read);
    }
    const auto& cities = list->cities();
    const auto own =
        std::find_if(cities.begin(), cities.end(), [&](const auto& c) { return c.code == city_code; });
    const auto index = static_cast<std::size_t>(own - cities.begin());
    return AddressBook(std::move(*list), std::move(towns), index);
}

AddressCandidate AddressBook::candidate(const PostalEntry& entry) const {
    return {entry.code, entry.prefecture, entry.city, entry.town, entry.town_kana, {}, false};
}

AddressCandidate AddressBook::candidate(const CityTown& town) const {
    AddressCandidate out{town.postal_code, {}, {}, town.town, town.reading, town.district, true};
    if (own_ < list_.cities().size()) {
        out.prefecture = list_.cities()[own_].prefecture;
        out.city = list_.cities()[own_].name;
    }
    return out;
}

bool AddressBook::is_own(const PostalEntry& entry) const {
    return !towns_.empty() && own_ < list_.cities().size() && entry.city_code == list_.cities()[own_].code;
}

std::vector<AddressCandidate> AddressBook::by_code(std::string_view typed) const {
    const std::string digits = core::digits_of(typed);
    std::vector<AddressCandidate> out;
    for (const CityTown& town : towns_)
        if (!town.postal_code.empty() && town.postal_code == digits) out.push_back(candidate(town));
    const bool from_city = !out.empty();
    for (const PostalEntry& entry : list_.find(digits))
        if (!from_city || !is_own(entry)) add(out, candidate(entry));
    return out;
}

std::vector<AddressCandidate> AddressBook::by_parts(std::string_view typed, std::size_t most) const {
    const std::vector<Part> parts = parts_of(typed);
    std::vector<AddressCandidate> own, sure, unread;
    for (const Reading& reading : readings_of(parts)) {
        for (std::size_t i = 0; i < list_.cities().size(); ++i) {
            const PostalCity& city = list_.cities()[i];
            if (reading.prefecture && !begins(*reading.prefecture, city.prefecture, city.prefecture_kana))
                continue;
            if (reading.city && !begins_city(*reading.city, city)) continue;
            const bool mine = i == own_ && !towns_.empty();
            if (!reading.city && !mine) continue;  // a town alone is one of this city
            if (!reading.town) {
                add(mine ? own : sure, {{}, city.prefecture, city.name, {}, {}, {}, mine});
                continue;
            }
            if (mine) {
                for (const CityTown& town : towns_)
                    if (begins(*reading.town, town.town, town.reading)) add(own, candidate(town));
                continue;
            }
            for (const PostalEntry& entry : list_.towns_of(i)) {
                if (entry.town.empty()) continue;
                if (begins(*reading.town, entry.town, entry.town_kana))
                    add(sure, candidate(entry));
                else if (entry.town_kana.empty() && unread.size() < most)
                    add(unread, candidate(entry));
            }
        }
    }
    for (auto* more : {&sure, &unread}) own.insert(own.end(), more->begin(), more->end());
    own.resize(std::min(own.size(), most));
    return own;
}

const CityTown* AddressBook::town(std::string_view name) const {
    const auto found =
        std::find_if(towns_.begin(), towns_.end(), [&](const auto& t) { return t.town == name; });
    return found == towns_.end() ? nullptr : &*found;
}

}  // namespace forms
