#include "app/devices/ocr/recogniser_protocol.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <set>
#include <string_view>

#include "forms/core/text.h"

namespace app {
namespace {

constexpr std::string_view greeting = "kakanai-ocr 1";
constexpr std::size_t fields_max = 48;
constexpr std::size_t symbols_max = 400;
constexpr std::size_t readings_max = 16;
constexpr std::size_t others_max = 8;

void put(core::Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

std::string number(double value) {
    std::array<char, 32> text{};
    const int size = std::snprintf(text.data(), text.size(), "%.3f", value);
    return {text.data(), static_cast<std::size_t>(size)};
}

// Takes lines and counted bytes off the front.
class Lines {
  public:
    explicit Lines(core::ByteView bytes) : rest_(bytes) {}

    // The words of the next line; nothing at the end or for a line without an end.
    std::optional<std::vector<std::string_view>> next() {
        const std::string_view text = core::text(rest_);
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view line = text.substr(0, end);
        std::vector<std::string_view> words;
        for (std::size_t at = 0; at <= end;) {
            const std::size_t blank = std::min(line.find(' ', at), end);
            words.push_back(line.substr(at, blank - at));
            at = blank + 1;
        }
        rest_ = rest_.subspan(end + 1);
        return words;
    }
    std::optional<core::ByteView> bytes(std::size_t size) {
        if (size > rest_.size()) return std::nullopt;
        const core::ByteView out = rest_.first(size);
        rest_ = rest_.subspan(size);
        return out;
    }

  private:
    core::ByteView rest_;
};

template <class T>
bool parse(std::string_view word, T& into) {
    const auto end = word.data() + word.size();
    return std::from_chars(word.data(), end, into).ptr == end && !word.empty();
}

core::Error not_an_answer() { return {core::ErrorCode::device, "face.reader_failed", "not an answer"}; }

bool one_character(std::string_view text) {
    return !text.empty() && text.size() <= 16 && core::is_utf8(text);
}

std::optional<ReadSymbol> symbol_of(const std::vector<std::string_view>& words) {
    ReadSymbol out;
    if (words.size() < 6 || words.size() % 2 != 0 || words.size() > 6 + 2 * others_max) return std::nullopt;
    if (!parse(words[1], out.line) || !parse(words[2], out.left) || !parse(words[3], out.right) ||
        !parse(words[4], out.confidence) || !one_character(words[5])) {
        return std::nullopt;
    }
    out.text = words[5];
    for (std::size_t at = 6; at < words.size(); at += 2) {
        double confidence = 0;
        if (!one_character(words[at]) || !parse(words[at + 1], confidence)) return std::nullopt;
        out.others.emplace_back(words[at], confidence);
    }
    return out;
}

// One line of an answer, added to it. False: the answer is not to be believed.
bool take_line(const std::vector<std::string_view>& words, Lines& lines, RecogniserAnswer& answer) {
    const std::string_view verb = words[0];
    if (verb == "read" && words.size() == 2 && answer.fields.size() < fields_max) {
        answer.fields.emplace_back().name = words[1];
        return core::is_utf8(words[1]);
    }
    if (answer.fields.empty()) return false;
    ReadField& field = answer.fields.back();
    if (verb == "reading" && words.size() == 1 && field.readings.size() < readings_max) {
        field.readings.emplace_back();
        return true;
    }
    SymbolRow* row = verb == "glyph"                               ? &field.glyphs
                     : verb == "symbol" && !field.readings.empty() ? &field.readings.back()
                                                                   : nullptr;
    if (row != nullptr && row->size() < symbols_max) {
        auto symbol = symbol_of(words);
        if (symbol) row->push_back(std::move(*symbol));
        return symbol.has_value();
    }
    std::size_t size = 0;
    if (verb != "crop" || words.size() != 2 || !parse(words[1], size)) return false;
    const auto crop = lines.bytes(size);
    if (crop) field.crop.assign(crop->begin(), crop->end());
    return crop.has_value();
}

void put_symbols(core::Bytes& out, const std::string& verb, const SymbolRow& row) {
    for (const ReadSymbol& symbol : row) {
        put(out, verb + " " + std::to_string(symbol.line) + " " + std::to_string(symbol.left) + " " +
                     std::to_string(symbol.right) + " " + number(symbol.confidence) + " " + symbol.text);
        for (const auto& [text, confidence] : symbol.others) put(out, " " + text + " " + number(confidence));
        put(out, "\n");
    }
}

}  // namespace

core::Bytes encode_request(const RecogniserRequest& request, core::ByteView picture) {
    core::Bytes out;
    put(out, std::string(greeting) + "\ncard " + number(request.card_width_mm) + " " +
                 number(request.card_height_mm) + "\n");
    for (const FieldRequest& field : request.fields) {
        put(out, "field " + field.name + " " + number(field.x_mm) + " " + number(field.y_mm) + " " +
                     number(field.width_mm) + " " + number(field.height_mm) + " " +
                     std::to_string(field.lines) + " " + field.model + " " +
                     (field.allowed.empty() ? "*" : field.allowed) + "\n");
    }
    put(out, "picture " + std::to_string(picture.size()) + "\n");
    out.insert(out.end(), picture.begin(), picture.end());
    return out;
}

core::Result<std::pair<RecogniserRequest, core::ByteView>> decode_request(core::ByteView bytes) {
    Lines lines(bytes);
    RecogniserRequest request;
    auto words = lines.next();
    if (!words || *words != std::vector<std::string_view>{"kakanai-ocr", "1"})
        return core::invalid("face.request", "greeting");
    while ((words = lines.next())) {
        const std::vector<std::string_view>& w = *words;
        if (w[0] == "card" && w.size() == 3) {
            if (!parse(w[1], request.card_width_mm) || !parse(w[2], request.card_height_mm)) break;
        } else if (w[0] == "field" && w.size() == 9 && request.fields.size() < fields_max) {
            FieldRequest field;
            field.name = w[1];
            if (!parse(w[2], field.x_mm) || !parse(w[3], field.y_mm) || !parse(w[4], field.width_mm) ||
                !parse(w[5], field.height_mm) || !parse(w[6], field.lines)) {
                break;
            }
            field.model = w[7];
            if (w[8] != "*") field.allowed = w[8];
            request.fields.push_back(std::move(field));
        } else if (w[0] == "picture" && w.size() == 2) {
            std::size_t size = 0;
            const auto picture = parse(w[1], size) ? lines.bytes(size) : std::nullopt;
            if (!picture) break;
            return std::pair(std::move(request), *picture);
        } else {
            break;
        }
    }
    return core::invalid("face.request");
}

core::Bytes encode_answer(const RecogniserAnswer& answer) {
    core::Bytes out;
    put(out, "found " + number(answer.angle_degrees) + " " + number(answer.dots_per_mm) + "\n");
    for (const ReadField& field : answer.fields) {
        put(out, "read " + field.name + "\n");
        for (const SymbolRow& row : field.readings) {
            put(out, "reading\n");
            put_symbols(out, "symbol", row);
        }
        put_symbols(out, "glyph", field.glyphs);
        if (field.crop.empty()) continue;
        put(out, "crop " + std::to_string(field.crop.size()) + "\n");
        out.insert(out.end(), field.crop.begin(), field.crop.end());
    }
    put(out, "end\n");
    return out;
}

core::Bytes encode_refusal(const std::string& reason) {
    core::Bytes out;
    put(out, "refused " + reason + "\n");
    return out;
}

core::Result<RecogniserAnswer> decode_answer(core::ByteView bytes) {
    static const std::set<std::string_view> reasons{"face.unreadable", "face.too_large", "face.too_small",
                                                    "face.no_card",    "face.request",   "face.no_model"};
    Lines lines(bytes);
    RecogniserAnswer answer;
    auto words = lines.next();
    if (!words) return not_an_answer();
    if (words->size() == 2 && (*words)[0] == "refused" && reasons.contains((*words)[1]))
        return core::invalid(std::string((*words)[1]));
    if (words->size() != 3 || (*words)[0] != "found" || !parse((*words)[1], answer.angle_degrees) ||
        !parse((*words)[2], answer.dots_per_mm)) {
        return not_an_answer();
    }
    while ((words = lines.next())) {
        if (words->size() == 1 && (*words)[0] == "end") return answer;
        if (!take_line(*words, lines, answer)) break;
    }
    return not_an_answer();
}

}  // namespace app
