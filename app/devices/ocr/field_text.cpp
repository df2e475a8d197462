#include "app/devices/ocr/field_text.h"

#include <algorithm>
#include <cmath>
#include <regex>

#include "forms/core/calendar.h"
#include "forms/core/text.h"

namespace app {
namespace {

constexpr std::string_view wide_blank = "　";

bool is_blank(const ReadSymbol& symbol) { return symbol.text == blank_symbol; }
int width_of(const ReadSymbol& symbol) { return symbol.right - symbol.left; }

// Names are printed in full-width places, the blank one of them; so its place tells how many letters stand
// before it. The letters' own boxes are too rough for that.
std::size_t letters_before(const ReadSymbol& blank, const SymbolRow& row, std::size_t letters) {
    const double start = row.front().left, end = row.back().right;
    const double place = (end - start) / static_cast<double>(letters + 1);
    const double middle = (blank.left + blank.right) / 2.0;
    const double before = place <= 0 ? 0 : std::round((middle - start) / place - 0.5);
    return before < 0 ? 0 : static_cast<std::size_t>(before);
}

core::Era era_called(const std::string& name) {
    for (const core::EraRow& row : core::era_table()) {
        if (row.name == name) return row.era;
    }
    return core::Era::reiwa;
}

std::optional<std::string> iso_of(const std::string& era, int year, unsigned month, unsigned day) {
    const auto date = core::from_wareki({era_called(era), year, month, day});
    return date ? std::optional(core::to_iso(*date)) : std::nullopt;
}

int number(const std::string& text) { return text == "元" ? 1 : std::stoi(text); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

char to_digit(char c) {
    static constexpr std::string_view letters = "OQDIZSGBT", digits = "000125687";
    const std::size_t at = letters.find(c);
    return at == std::string_view::npos ? c : digits[at];
}
char to_capital(char c) {
    static constexpr std::string_view digits = "0125678", letters = "OIZSGTB";
    const std::size_t at = digits.find(c);
    return at == std::string_view::npos ? c : letters[at];
}

}  // namespace

std::string joined(const SymbolRow& row) {
    std::string out;
    for (const ReadSymbol& symbol : row) {
        if (!is_blank(symbol)) out += symbol.text;
    }
    return out;
}

std::string only_digits(std::string_view text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), is_digit);
    return out;
}

std::string spaced_text(const SymbolRow& row) {
    std::string out;
    for (const ReadSymbol& symbol : row) out += is_blank(symbol) ? std::string(wide_blank) : symbol.text;
    return out;
}

std::string spaced_words(const SymbolRow& row) {
    std::string out;
    for (const ReadSymbol& symbol : row) out += is_blank(symbol) ? " " : symbol.text;
    return out;
}

std::string parted_name(const SymbolRow& row, const NameLists* lists) {
    std::vector<std::string> letters;
    const ReadSymbol* widest = nullptr;
    for (const ReadSymbol& symbol : row) {
        if (!is_blank(symbol)) {
            letters.push_back(symbol.text);
        } else if (widest == nullptr || width_of(symbol) > width_of(*widest)) {
            widest = &symbol;
        }
    }
    if (letters.size() < 2) return joined(row);
    const auto part = [&](std::size_t from, std::size_t to) {
        std::string out;
        for (std::size_t at = from; at < to; ++at) out += letters[at];
        return out;
    };
    std::size_t parted = widest == nullptr ? 0 : letters_before(*widest, row, letters.size());
    for (std::size_t at = 1; parted == 0 && lists != nullptr && at < letters.size(); ++at) {
        if (lists->surname(part(0, at)) || lists->given(part(at, letters.size()))) parted = at;
    }
    if (parted == 0 || parted >= letters.size()) return joined(row);
    return part(0, parted) + std::string(wide_blank) + part(parted, letters.size());
}

std::string tidy_address(const std::string& text) {
    // 四日市 and 三日町 are places: 日 is taken for 目 only where 丁 was seen.
    static const std::regex block(
        "(一|二|三|四|五|六|七|八|九|十)(?:(?:丁|\\]|」|T|Ｔ|Ｆ|Ｉ|１|丨|了)(?:目|日|口|自|Ｈ)|目)");
    static const std::regex house("号(?!棟|室|館)(.+)");
    std::string plain;
    for (const std::string& letter : core::letters(text)) {
        if (letter == wide_blank || letter == blank_symbol) continue;
        plain += letter.size() == 1 && is_digit(letter[0]) ? core::to_full_width(letter) : letter;
    }
    plain = std::regex_replace(plain, block, "$1丁目");
    return std::regex_replace(plain, house, "号　$1", std::regex_constants::format_first_only);
}

std::optional<std::string> printed_date(const std::string& text) {
    static const std::regex western(
        "([12][0-9]{3})年(?:(?:\\(|（)(令和|平成|昭和)([0-9]{1,2}|元)年(?:\\)|）))?([0-9]{1,2})月([0-9]{1,2})"
        "日");
    static const std::regex era("(令和|平成|昭和|大正|明治)([0-9]{1,2}|元)年([0-9]{1,2})月([0-9]{1,2})日");
    std::smatch found;
    if (std::regex_search(text, found, western)) {
        const auto pad = [](const std::string& n) { return n.size() == 1 ? "0" + n : n; };
        const std::string iso = found[1].str() + "-" + pad(found[4].str()) + "-" + pad(found[5].str());
        if (!core::parse_iso(iso)) return std::nullopt;
        if (!found[2].matched) return iso;
        const auto same =
            iso_of(found[2].str(), number(found[3].str()), static_cast<unsigned>(number(found[4].str())),
                   static_cast<unsigned>(number(found[5].str())));
        return same == iso ? std::optional(iso) : std::nullopt;
    }
    if (!std::regex_search(text, found, era)) return std::nullopt;
    return iso_of(found[1].str(), number(found[2].str()), static_cast<unsigned>(number(found[3].str())),
                  static_cast<unsigned>(number(found[4].str())));
}

std::optional<std::string> residence_number(const std::string& text) {
    if (text.size() != 12) return std::nullopt;
    std::string out = text;
    for (std::size_t at = 0; at < out.size(); ++at) {
        const bool letter = at < 2 || at >= 10;
        out[at] = letter ? to_capital(out[at]) : to_digit(out[at]);
        if (letter ? !is_capital(out[at]) : !is_digit(out[at])) return std::nullopt;
    }
    return out;
}

std::string mrz_date(const std::string& six_digits, bool birth, int this_year) {
    const int year = std::stoi(six_digits.substr(0, 2));
    // A person of a hundred cannot be told from a newborn here; hardly anybody travels at a hundred.
    const int century = birth && 2000 + year > this_year ? 1900 : 2000;
    const std::string iso =
        std::to_string(century + year) + "-" + six_digits.substr(2, 2) + "-" + six_digits.substr(4, 2);
    return core::parse_iso(iso) ? iso : std::string();
}

}  // namespace app
