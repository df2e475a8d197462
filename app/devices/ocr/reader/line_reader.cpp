#include "app/devices/ocr/reader/line_reader.h"

#include <tesseract/baseapi.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace app {
namespace {

// The height of what is printed in a picture.
int print_height(Pix* grey) {
    const std::vector<int> rows = ink_along(grey, false);
    const auto inked = [](int count) { return count > 1; };
    const auto first = std::find_if(rows.begin(), rows.end(), inked);
    const auto last = std::find_if(rows.rbegin(), rows.rend(), inked);
    return first == rows.end() ? 0 : static_cast<int>(last.base() - first);
}

// Blanks between ink, wider than a share of the print's height. The model's own boxes are too rough for that.
std::vector<std::pair<int, int>> blanks_in(Pix* line, double share) {
    std::vector<std::pair<int, int>> out;
    const int least = std::max(2, static_cast<int>(print_height(line) * share));
    const std::vector<int> columns = ink_along(line, true);
    int since = -1;  // no blank counts before the first ink
    for (int at = 0; at < static_cast<int>(columns.size()); ++at) {
        if (columns[static_cast<std::size_t>(at)] == 0) continue;
        if (since >= 0 && at - since > least) out.emplace_back(since, at);
        since = at + 1;
    }
    return out;
}

// Between full-width letters a third of the height may still be their own room.
void put_wide_blanks(SymbolRow& row, Pix* line) {
    for (const auto& [left, right] : blanks_in(line, 1 / 3.0)) {
        const auto after =
            std::find_if(row.begin(), row.end(), [&, l = left, r = right](const ReadSymbol& symbol) {
                return symbol.left + symbol.right > l + r;
            });
        row.insert(after, {std::string(blank_symbol), 100, 0, left, right, {}});
    }
}

// Latin letters stand apart as they please (M and I further than T and H): a blank is where the model begins
// a word and the picture shows room near by.
void put_word_blanks(SymbolRow& row, Pix* line) {
    const auto blanks = blanks_in(line, 0.2);
    const int reach = print_height(line);
    SymbolRow out;
    for (ReadSymbol& symbol : row) {
        const bool room = std::any_of(blanks.begin(), blanks.end(), [&](const auto& blank) {
            return std::abs(blank.second - symbol.left) < reach ||
                   std::abs(blank.first - symbol.left) < reach;
        });
        if (symbol.begins_word && room && !out.empty())
            out.push_back({std::string(blank_symbol), 100, 0, out.back().right, symbol.left});
        out.push_back(std::move(symbol));
    }
    row = std::move(out);
}

// A filler of a machine-readable zone is easily taken for a K or an E; it has no upright stem as they have.
void mend_fillers(SymbolRow& row, Pix* line) {
    constexpr double stem_share = 0.75;
    for (ReadSymbol& symbol : row) {
        if (symbol.text != "K" && symbol.text != "E" && symbol.text != "C" && symbol.text != "X") continue;
        BOX* box = boxCreate(symbol.left, symbol.top, symbol.right - symbol.left, symbol.bottom - symbol.top);
        const PixPtr cell(pixClipRectangle(line, box, nullptr));
        boxDestroy(&box);
        if (!cell) continue;
        const std::vector<int> columns = ink_along(cell.get(), true);
        const int tallest = columns.empty() ? 0 : *std::max_element(columns.begin(), columns.end());
        if (symbol.text != "X" && tallest >= print_height(cell.get()) * stem_share) continue;
        if (symbol.text == "X" && symbol.confidence > 80) continue;
        if (symbol.text == "C" && symbol.confidence > 90) continue;
        symbol.text = "<";
    }
}

bool is_digit(const ReadSymbol& symbol) {
    return symbol.text.size() == 1 && symbol.text[0] >= '0' && symbol.text[0] <= '9';
}

// [left, right) of each piece of print that a blank column parts from the next.
std::vector<std::pair<int, int>> pieces_in(Pix* line) {
    std::vector<std::pair<int, int>> out;
    const std::vector<int> columns = ink_along(line, true);
    int since = -1;
    for (int at = 0; at <= static_cast<int>(columns.size()); ++at) {
        const bool ink = at < static_cast<int>(columns.size()) && columns[static_cast<std::size_t>(at)] > 0;
        if (ink && since < 0) since = at;
        if (ink || since < 0) continue;
        out.emplace_back(since, at);
        since = -1;
    }
    return out;
}

// Whether the symbols account for every piece of print: a digit is one piece, or half of one where two touch;
// a kanji is one or several that stand close. Shares of the print's height.
bool accounts_for(const SymbolRow& row, const std::vector<std::pair<int, int>>& pieces, double height) {
    constexpr double digit_most = 0.68, touching_least = 0.7, touching_most = 1.35;
    constexpr double inner_gap = 0.2, kanji_most = 1.12;
    constexpr std::size_t kanji_pieces = 4;
    const std::size_t symbols = row.size(), all = pieces.size();
    std::vector<std::vector<bool>> reached(symbols + 1, std::vector<bool>(all + 1, false));
    reached[0][0] = true;
    for (std::size_t s = 0; s < symbols; ++s) {
        for (std::size_t p = 0; p < all; ++p) {
            if (!reached[s][p]) continue;
            const double wide = (pieces[p].second - pieces[p].first) / height;
            if (is_digit(row[s])) {
                if (wide <= digit_most) reached[s + 1][p + 1] = true;
                const bool two = s + 1 < symbols && is_digit(row[s + 1]);
                if (two && wide >= touching_least && wide <= touching_most) reached[s + 2][p + 1] = true;
                continue;
            }
            for (std::size_t last = p; last < all && last < p + kanji_pieces; ++last) {
                if (last > p && (pieces[last].first - pieces[last - 1].second) / height > inner_gap) break;
                if ((pieces[last].second - pieces[p].first) / height > kanji_most) break;
                reached[s + 1][last + 1] = true;
            }
        }
    }
    return reached[symbols][all];
}

// The model takes 11 for 1 in all its readings alike. Where what was read does not account for what is
// printed, its digits are not to be relied on.
void doubt_digits(SymbolRow& row, Pix* line) {
    if (accounts_for(row, pieces_in(line), print_height(line))) return;
    for (ReadSymbol& symbol : row) {
        if (is_digit(symbol)) symbol.confidence = 0;
    }
}

SymbolRow symbols_of(tesseract::TessBaseAPI& api, Pix* line) {
    SymbolRow row;
    api.SetImage(line);
    api.SetSourceResolution(300);
    const bool done = api.Recognize(nullptr) == 0;
    const std::unique_ptr<tesseract::ResultIterator> at(done ? api.GetIterator() : nullptr);
    if (!at) return row;
    do {
        if (at->Empty(tesseract::RIL_SYMBOL)) continue;
        const std::unique_ptr<char[]> text(at->GetUTF8Text(tesseract::RIL_SYMBOL));
        if (!text || *text.get() == '\0' || std::strchr(text.get(), ' ') != nullptr) continue;
        ReadSymbol symbol;
        symbol.text = text.get();
        symbol.confidence = double(at->Confidence(tesseract::RIL_SYMBOL));
        at->BoundingBox(tesseract::RIL_SYMBOL, &symbol.left, &symbol.top, &symbol.right, &symbol.bottom);
        symbol.begins_word = at->IsAtBeginningOf(tesseract::RIL_WORD);
        row.push_back(std::move(symbol));
    } while (at->Next(tesseract::RIL_SYMBOL));
    api.Clear();
    return row;
}

}  // namespace

LineReader::LineReader() = default;
LineReader::~LineReader() = default;

core::Status LineReader::load(const std::string& model) {
    if (models_.contains(model)) return core::ok();
    auto api = std::make_unique<tesseract::TessBaseAPI>();
    // Words of the model's own dictionaries mislead names and addresses, and take time to load.
    const std::vector<std::string> names{"load_system_dawg", "load_freq_dawg",    "load_punc_dawg",
                                         "load_number_dawg", "load_unambig_dawg", "load_bigram_dawg"};
    const std::vector<std::string> values(names.size(), "0");
    if (api->Init(nullptr, model.c_str(), tesseract::OEM_LSTM_ONLY, nullptr, 0, &names, &values, false) != 0)
        return core::Error{core::ErrorCode::not_found, "face.no_model", model};
    api->SetVariable("debug_file", "/dev/null");
    api->SetPageSegMode(tesseract::PSM_RAW_LINE);
    models_[model] = std::move(api);
    return core::ok();
}

SymbolRow LineReader::read(const std::vector<PrintLine>& lines, const FieldRequest& field,
                           const ReadingWay& way) {
    tesseract::TessBaseAPI& api = *models_.at(field.model);
    const bool words = field.model != "jpn" && field.allowed.find('<') == std::string::npos;
    // The blank must be allowed too, or the model cannot say where a word ends.
    const std::string allowed = field.allowed + (words && !field.allowed.empty() ? " " : "");
    api.SetVariable("tessedit_char_whitelist", allowed.c_str());
    SymbolRow out;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const int around = static_cast<int>(std::lround(way.margin * pixGetHeight(lines[at].print.get())));
        const PixPtr picture = with_margin(lines[at], around);
        if (!picture) continue;
        SymbolRow row = symbols_of(api, picture.get());
        if (field.allowed.find('<') != std::string::npos) mend_fillers(row, picture.get());
        if (words) put_word_blanks(row, picture.get());
        if (field.allowed.find("年") != std::string::npos) doubt_digits(row, picture.get());
        if (field.model == "jpn") put_wide_blanks(row, picture.get());
        const auto hundredths = [&](int x) {
            return static_cast<int>(std::lround((x - around + lines[at].left) * 100 / way.dots_per_mm));
        };
        for (ReadSymbol& symbol : row) {
            symbol.line = static_cast<int>(at);
            symbol.left = hundredths(symbol.left);
            symbol.right = hundredths(symbol.right);
            out.push_back(std::move(symbol));
        }
    }
    return out;
}

}  // namespace app
