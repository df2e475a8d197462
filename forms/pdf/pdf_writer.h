// Placed pages to the bytes of a PDF file, by libharu.
//
// libharu's own text path drops every character beyond the BMP and every variation selector, re-reads each
// font and embeds a code map of its own. Here libharu keeps the document (objects, streams, compression,
// cross-reference) and the fonts come ready: HarfBuzz cuts one small font per face, its glyph numbers are the
// codes on the page (Identity-H), TrueType and CFF alike, and a ToUnicode table of ours says what each code
// means. Where one glyph means two things in one document, the second carries /ActualText.
#pragma once

#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"
#include "forms/pdf/font_book.h"
#include "forms/pdf/placed_page.h"

namespace forms::pdf {

// The same pages, fonts and libraries give the same bytes, in any process, locale and time zone: the file
// holds no time, no identifier and no path. `title` is all that the file says about itself. font.subset: see
// cut_font. pdf.write (io): libharu refused; count = its error number.
core::Result<core::Bytes> write_pdf(const std::string& title, const std::vector<PlacedPage>& pages,
                                    const FontBook& book);

}  // namespace forms::pdf
