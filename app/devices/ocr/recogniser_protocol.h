// What is said between this program and the recogniser, its child (kakanai-recogniser). Lines of words
// separated by one blank; symbols hold no blank. The parent believes nothing: every count is bounded.
//
//   request := "kakanai-ocr 1" LF card {field} picture
//   card    := "card" WIDTH_MM HEIGHT_MM LF
//   field   := "field" NAME X_MM Y_MM W_MM H_MM LINES MODEL ALLOWED LF      ALLOWED "*": any character
//   picture := "picture" SIZE LF bytes
//   answer  := "found" ANGLE_DEGREES DOTS_PER_MM LF {"read" NAME LF {reading} {glyph} [crop]} "end" LF
//            | "refused" REASON LF
//   reading := "reading" LF {symbol}                 one for each way that was tried
//   symbol  := "symbol" LINE LEFT RIGHT CONFIDENCE TEXT {OTHER CONFIDENCE} LF     hundredths of a millimetre
//   in the field
//              TEXT "␣": a blank wider than letters stand apart, found in the picture itself
//   glyph   := "glyph" as a symbol's line            by shape, one a full-width place; CONFIDENCE: likeness
//   crop    := "crop" SIZE LF bytes                  the field as a PNG, for the clerk to look at
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

struct FieldRequest {
    std::string name;
    double x_mm{0}, y_mm{0}, width_mm{0}, height_mm{0};
    int lines{1};
    std::string model;    // of Tesseract: jpn, eng
    std::string allowed;  // characters that may stand there; empty: any
};

struct RecogniserRequest {
    double card_width_mm{0}, card_height_mm{0};
    std::vector<FieldRequest> fields;
};

struct ReadSymbol {
    std::string text;      // one character
    double confidence{0};  // percent
    int line{0}, left{0}, right{0};
    std::vector<std::pair<std::string, double>> others{};  // what else it may be, percent
    int top{0}, bottom{0};                                 // pixels; this and the next within the child only
    bool begins_word{false};
};
using SymbolRow = std::vector<ReadSymbol>;
inline constexpr std::string_view blank_symbol = "␣";

struct ReadField {
    std::string name;
    std::vector<SymbolRow> readings;
    core::Bytes crop{};
    SymbolRow glyphs{};  // empty: not printed in full-width places
};

struct RecogniserAnswer {
    double angle_degrees{0}, dots_per_mm{0};
    std::vector<ReadField> fields;
};

inline constexpr double crop_dots_per_mm = 18;  // of a field's picture
inline constexpr std::size_t recogniser_answer_max = 16U << 20;

core::Bytes encode_request(const RecogniserRequest& request, core::ByteView picture);
// `picture` of the result points into `bytes`. Errors: picture.request.
core::Result<std::pair<RecogniserRequest, core::ByteView>> decode_request(core::ByteView bytes);

core::Bytes encode_answer(const RecogniserAnswer& answer);
core::Bytes encode_refusal(const std::string& reason);
// Errors: picture.reader_failed (not an answer), or the refusal's reason if it is one of ours.
core::Result<RecogniserAnswer> decode_answer(core::ByteView bytes);

}  // namespace app
