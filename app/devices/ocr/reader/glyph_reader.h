// A line of full-width print read character by character: cut where its places meet, each place compared with
// the table of shapes. Knows letters that Tesseract's model does not, and errs elsewhere than it does.
#pragma once

#include "app/devices/ocr/glyphs/glyph_table.h"
#include "app/devices/ocr/reader/print_lines.h"
#include "app/devices/ocr/recogniser_protocol.h"

namespace app {

// The places of a line, [left, right) in its dots, blank ones included. `known`: how many there are, or 0 for
// full-width print of any number; then none if it does not stand in such places (Latin letters, condensed
// print).
std::vector<std::pair<int, int>> places_in(const PrintLine& line, std::size_t known);

// One symbol a place, the likest characters as its others; a blank place is a blank_symbol. Empty: no places.
SymbolRow read_glyphs(const GlyphTable& table, const std::vector<PrintLine>& lines, std::size_t known,
                      double dots_per_mm);

}  // namespace app
