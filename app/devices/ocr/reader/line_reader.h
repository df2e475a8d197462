// One field's strip of a picture to rows of symbols, by Tesseract. Models are loaded once.
#pragma once

#include <map>

#include "app/devices/ocr/reader/pix.h"
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

    // Symbols in reading order; empty where nothing was found.
    SymbolRow read(const PixPtr& strip, const FieldRequest& field);

  private:
    std::map<std::string, std::unique_ptr<tesseract::TessBaseAPI>> models_;
};

}  // namespace app
