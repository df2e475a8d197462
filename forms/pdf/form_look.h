// Places and looks of the catalogue's layouts in the words of the page model.
#pragma once

#include <optional>
#include <string>

#include "forms/catalog/layout.h"
#include "forms/intake/ink.h"
#include "forms/pdf/page_model.h"

namespace forms::pdf {

Box box_of(const forms::Box& box, double dx = 0, double dy = 0);
TextStyle style_of(const TextLook& look);

// Words of the sheet may get a little smaller rather than stop a print: they are data that a city edits.
TextStyle label_style(const TextLook& look);

// As large as it was written, smaller if what was written is larger than the box; centred. Nothing without
// strokes.
std::optional<Ink> placed_ink(const forms::Ink& ink, const Box& box, const std::string& field);

}  // namespace forms::pdf
