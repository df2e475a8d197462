#include "app/devices/ocr/reader/line_reader.h"

#include <tesseract/baseapi.h>

#include <algorithm>
#include <cstring>

namespace app {
namespace {

constexpr std::size_t others_max = 4;
constexpr double others_least = 1;  // percent

void take_others(const tesseract::ResultIterator& at, ReadSymbol& symbol) {
    tesseract::ChoiceIterator choice(at);
    do {
        const char* text = choice.GetUTF8Text();
        if (text == nullptr || *text == '\0' || symbol.text == text || std::strchr(text, ' ') != nullptr)
            continue;
        const double confidence = double(choice.Confidence());
        if (confidence >= others_least && symbol.others.size() < others_max)
            symbol.others.emplace_back(text, confidence);
    } while (choice.Next());
}

// Rows or columns of a black-and-white strip: how much ink each holds.
std::vector<int> ink_along(Pix* black, bool columns) {
    NUMA* sums = columns ? pixCountPixelsByColumn(black) : pixCountPixelsByRow(black, nullptr);
    std::vector<int> out;
    for (int at = 0; at < numaGetCount(sums); ++at) {
        int count = 0;
        numaGetIValue(sums, at, &count);
        out.push_back(count);
    }
    numaDestroy(&sums);
    return out;
}

// The height of what is printed in a strip of one line.
int print_height(Pix* black) {
    const std::vector<int> rows = ink_along(black, false);
    const auto inked = [](int count) { return count > 1; };
    const auto first = std::find_if(rows.begin(), rows.end(), inked);
    const auto last = std::find_if(rows.rbegin(), rows.rend(), inked);
    return first == rows.end() ? 0 : static_cast<int>(last.base() - first);
}

// Blanks between ink, wider than a third of the print's height. The model's own boxes are too rough for that.
std::vector<std::pair<int, int>> blanks_in(Pix* strip) {
    const PixPtr black(pixThresholdToBinary(strip, 140));
    std::vector<std::pair<int, int>> out;
    if (!black) return out;
    const int least = std::max(2, print_height(black.get()) / 3);
    const std::vector<int> columns = ink_along(black.get(), true);
    int since = -1;  // no blank counts before the first ink
    for (int at = 0; at < static_cast<int>(columns.size()); ++at) {
        if (columns[static_cast<std::size_t>(at)] == 0) continue;
        if (since >= 0 && at - since > least) out.emplace_back(since, at);
        since = at + 1;
    }
    return out;
}

void put_blanks(SymbolRow& row, Pix* strip) {
    for (const auto& [left, right] : blanks_in(strip)) {
        const auto after =
            std::find_if(row.begin(), row.end(), [&, l = left, r = right](const ReadSymbol& symbol) {
                return symbol.left + symbol.right > l + r;
            });
        row.insert(after, {std::string(blank_symbol), 100, 0, left, right, {}});
    }
}

// A filler of a machine-readable zone is easily taken for a K or an E; it has no upright stem as they have.
void mend_fillers(SymbolRow& row, Pix* strip) {
    constexpr double stem_share = 0.75;
    const PixPtr black(pixThresholdToBinary(strip, 140));
    if (!black) return;
    for (ReadSymbol& symbol : row) {
        if (symbol.text != "K" && symbol.text != "E" && symbol.text != "C" && symbol.text != "X") continue;
        BOX* box = boxCreate(symbol.left, symbol.top, symbol.right - symbol.left, symbol.bottom - symbol.top);
        const PixPtr cell(pixClipRectangle(black.get(), box, nullptr));
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

}  // namespace

LineReader::LineReader() = default;
LineReader::~LineReader() = default;

core::Status LineReader::load(const std::string& model) {
    if (models_.contains(model)) return core::ok();
    auto api = std::make_unique<tesseract::TessBaseAPI>();
    if (api->Init(nullptr, model.c_str(), tesseract::OEM_LSTM_ONLY) != 0)
        return core::Error{core::ErrorCode::not_found, "face.no_model", model};
    api->SetVariable("lstm_choice_mode", "2");
    api->SetVariable("debug_file", "/dev/null");
    // Words of the model's own dictionary mislead names and addresses.
    api->SetVariable("load_system_dawg", "0");
    models_[model] = std::move(api);
    return core::ok();
}

SymbolRow LineReader::read(const PixPtr& strip, const FieldRequest& field) {
    tesseract::TessBaseAPI& api = *models_.at(field.model);
    api.SetPageSegMode(field.lines > 1 ? tesseract::PSM_SINGLE_BLOCK : tesseract::PSM_SINGLE_LINE);
    api.SetVariable("tessedit_char_whitelist", field.allowed.c_str());
    api.SetImage(strip.get());
    api.SetSourceResolution(300);
    SymbolRow row;
    if (api.Recognize(nullptr) != 0) return row;
    const std::unique_ptr<tesseract::ResultIterator> at(api.GetIterator());
    if (!at) return row;
    int line = -1;
    do {
        if (at->Empty(tesseract::RIL_SYMBOL)) continue;
        if (at->IsAtBeginningOf(tesseract::RIL_TEXTLINE) || line < 0) ++line;
        const std::unique_ptr<char[]> text(at->GetUTF8Text(tesseract::RIL_SYMBOL));
        if (!text || *text.get() == '\0' || std::strchr(text.get(), ' ') != nullptr) continue;
        ReadSymbol symbol;
        symbol.text = text.get();
        symbol.confidence = double(at->Confidence(tesseract::RIL_SYMBOL));
        symbol.line = line;
        at->BoundingBox(tesseract::RIL_SYMBOL, &symbol.left, &symbol.top, &symbol.right, &symbol.bottom);
        take_others(*at, symbol);
        row.push_back(std::move(symbol));
    } while (at->Next(tesseract::RIL_SYMBOL));
    api.Clear();
    if (field.allowed.find('<') != std::string::npos) mend_fillers(row, strip.get());
    if (field.lines == 1) put_blanks(row, strip.get());
    return row;
}

}  // namespace app
