// The whole way from a form and its values to the bytes that are shown, printed and digested.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"
#include "forms/pdf/form_page.h"
#include "forms/pdf/page_layout.h"

namespace forms::pdf {

struct RenderOptions {
    FormPrint print;
    LayoutOptions layout;
    // A person saw the list of missing characters and decided to print them as 〓. Without it nothing is
    // printed.
    bool missing_decided{false};
};

struct Rendered {
    core::Bytes pdf;                     // empty if characters are missing and nobody decided
    std::vector<MissingGlyph> missing;   // each with the field it stands in
    std::vector<Overflowed> overflowed;  // what stands on the continuation sheet
    std::vector<FieldArea> areas;        // where each field was printed
    std::size_t pages{0};
};

// Same form, values, options, fonts and libraries: same bytes. With a 個人番号 in the options the bytes are
// for the printer only: wipe them after sending, and digest the rendering without it. All inner copies are
// wiped here. Errors: those of lay_out and write_pdf.
core::Result<Rendered> render_form(const FormDefinition& form, const FormValues& values,
                                   const RenderOptions& options, const FontBook& book);

// The list alone, without making a file.
core::Result<std::vector<MissingGlyph>> missing_glyphs(const FormDefinition& form, const FormValues& values,
                                                       const FontBook& book);

// Any other document: guide slip, reports.
core::Result<Rendered> render_document(const Document& document, const LayoutOptions& layout,
                                       bool missing_decided, const FontBook& book);

// "libharu 2.3.0, HarfBuzz 6.0.0": for the print record, since bytes are promised for one release of these.
std::string renderer_release();

}  // namespace forms::pdf
