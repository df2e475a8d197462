// One field's lines of print to a row of symbols, by Tesseract. Models are loaded once.
#pragma once

#include <map>

#include "app/devices/ocr/reader/print_lines.h"
#include "app/devices/ocr/recogniser_protocol.h"

namespace tesseract {
class TessBaseAPI;
}

namespace app {

class LineReader {
  public:
    LineReader();
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    // Loads the model ("jpn", "eng"). Errors: picture.no_model.
    core::Status load(const std::string& model);

    // Symbols in reading order; empty where nothing was found. `margin`: white around each line, in shares of
    // its height; the model's answer hangs on it a little, so readings with several of them can vote.
    SymbolRow read(const std::vector<PrintLine>& lines, const FieldRequest& field, double margin,
                   double dots_per_mm);

  private:
    std::map<std::string, std::unique_ptr<tesseract::TessBaseAPI>> models_;
};

}  // namespace app
