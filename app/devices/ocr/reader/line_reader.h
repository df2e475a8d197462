// One field's lines of print to a row of symbols, by Tesseract. Models are loaded once.
#pragma once

#include <map>

#include "app/devices/ocr/reader/print_lines.h"
#include "app/devices/ocr/recogniser_protocol.h"

namespace tesseract {
class TessBaseAPI;
}

namespace app {

// How lines are shown to the model: dots of a millimetre, white around a line in shares of its height, and
// how much wider than printed. Its answer hangs on these a little, so several readings can vote.
struct ReadingWay {
    double dots_per_mm{0}, margin{0};
};

class LineReader {
  public:
    LineReader();
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    // Loads the model ("jpn", "eng"). Errors: picture.no_model.
    core::Status load(const std::string& model);

    // Symbols in reading order; empty where nothing was found.
    SymbolRow read(const std::vector<PrintLine>& lines, const FieldRequest& field, const ReadingWay& way);

  private:
    std::map<std::string, std::unique_ptr<tesseract::TessBaseAPI>> models_;
};

}  // namespace app
