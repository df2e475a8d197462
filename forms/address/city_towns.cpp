#include "forms/address/city_towns.h"

#include <algorithm>
#include <set>

#include "forms/catalog/check_numbers.h"
#include "forms/core/text.h"

namespace forms {

namespace {

core::Error broken(int line, std::string what) {
    return {core::ErrorCode::invalid_input, "address.towns_broken", std::move(what), line};
}

std::vector<std::string> split(std::string_view line, char separator) {
    std::vector<std::string> out{""};
    for (const char c : line) {
        if (c == separator)
            out.emplace_back();
        else if (c != '\r')
            out.back().push_back(c);
    }
    return out;
}

core::Result<CityTown> town_of(const std::vector<std::string>& fields, int line) {
    if (fields.size() < 3) return broken(line, "columns");
    CityTown town{fields[0],
                  fields[1],
                  TownNumbers::land,
                  fields.size() > 3 ? fields[3] : "",
                  fields.size() > 4 ? fields[4] : "",
                  line};
    if (town.town.empty() || !core::is_utf8(town.town)) return broken(line, "town");
    if (!core::is_kana_name(town.reading)) return broken(line, "reading " + town.town);
    if (fields[2] != "番地" && fields[2] != "番号") return broken(line, "numbers " + fields[2]);
    if (fields[2] == "番号") town.numbers = TownNumbers::block;
    if (!town.postal_code.empty() && !is_digits(town.postal_code, 7))
        return broken(line, "postal_code " + town.postal_code);
    return town;
}

}  // namespace

core::Result<std::vector<CityTown>> read_city_towns(std::string_view file) {
    std::vector<CityTown> towns;
    std::set<std::string> known;
    int line = 0;
    bool head = false;
    for (const std::string& text : split(file, '\n')) {
        ++line;
        if (text.empty() || text[0] == '#') continue;
        const auto fields = split(text, '\t');
        if (!head) {
            if (fields[0] != "town") return broken(line, "header");
            head = true;
            continue;
        }
        auto town = town_of(fields, line);
        if (!town) return town.error();
        if (!known.insert(town->town).second) return broken(line, "twice " + town->town);
        towns.push_back(std::move(*town));
    }
    if (!head) return broken(1, "header");
    return towns;
}

NumberWords number_words(TownNumbers numbers, std::string_view typed) {
    std::string half = core::to_half_width(core::trim(typed));
    for (const std::string_view dash : {"−", "ー", "―", "‐", "の"})
        for (std::size_t at = 0; (at = half.find(dash, at)) != std::string::npos;)
            half.replace(at, dash.size(), "-");
    const auto parts = split(half, '-');
    const bool plain = std::all_of(parts.begin(), parts.end(), [](const auto& part) {
        return !part.empty() && part.size() <= 6 && is_digits(part, part.size());
    });
    if (!plain) return {core::to_full_width(core::trim(typed)), {}, false};
    const auto wide = [&](std::size_t i) { return core::to_full_width(parts[i]); };
    NumberWords out;
    if (numbers == TownNumbers::block) {
        out.words = wide(0) + "番" + (parts.size() > 1 ? wide(1) + "号" : "");
        if (parts.size() > 2) out.katagaki = wide(2) + "号室";
        out.doubtful = parts.size() != 2;
        return out;
    }
    out.words = wide(0) + "番地";
    for (std::size_t i = 1; i < parts.size(); ++i) out.words += "の" + wide(i);
    out.doubtful = parts.size() > 3;
    return out;
}

}  // namespace forms
