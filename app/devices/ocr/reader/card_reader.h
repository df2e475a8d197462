// A picture and what is asked of it to the recogniser's answer: the card is found, each field cut, cleaned
// and read in several ways. Limits and the process around it are main.cpp's.
#pragma once

#include "app/devices/ocr/reader/glyph_reader.h"
#include "app/devices/ocr/reader/line_reader.h"

namespace app {

struct CardReader {
    LineReader lines;
    GlyphTable wide, machine;  // shapes of full-width print and of OCR-B; empty: Tesseract reads alone
};

// Loads the models that the request names. Errors: picture.no_model.
core::Status load_models(LineReader& reader, const RecogniserRequest& request);

// Errors: picture.unreadable, picture.no_card.
core::Result<RecogniserAnswer> read_card(CardReader& reader, const RecogniserRequest& request,
                                         core::ByteView picture);

}  // namespace app
