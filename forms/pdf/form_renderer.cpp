#include "forms/pdf/form_renderer.h"

#include <hb.h>
#include <hpdf.h>
#include <cstring>

#include "forms/pdf/pdf_writer.h"

namespace forms::pdf {
namespace {

void wipe(std::string& text) {
    explicit_bzero(text.data(), text.size());
    text.clear();
}

// The digits of a 個人番号 stand in the page model and, one glyph each, in the placed page.
void wipe_secrets(Document& document, LaidOut& laid) {
    for (Page& page : document.pages)
        for (Item& item : page.items)
            if (DigitBoxes* boxes = std::get_if<DigitBoxes>(&item); boxes != nullptr && boxes->secret)
                wipe(boxes->digits);
    for (PlacedPage& page : laid.pages)
        for (PlacedRun& run : page.text)
            for (RunGlyph& glyph : run.glyphs) {
                glyph.glyph = 0;
                wipe(glyph.text);
            }
}

core::Result<Rendered> rendered(const Document& document, const LayoutOptions& layout, bool missing_decided,
                                const FontBook& book, LaidOut& kept) {
    auto laid = lay_out(document, book, layout);
    if (!laid) return laid.error();
    kept = std::move(*laid);
    Rendered out;
    if (kept.missing.empty() || missing_decided) {
        auto bytes = write_pdf(document.title, kept.pages, book);
        if (!bytes) return bytes.error();
        out.pdf = std::move(*bytes);
    }
    out.pages = kept.pages.size();
    out.missing = kept.missing;
    out.overflowed = kept.overflowed;
    out.areas = kept.areas;
    return out;
}

}  // namespace

core::Result<Rendered> render_document(const Document& document, const LayoutOptions& layout,
                                       bool missing_decided, const FontBook& book) {
    LaidOut laid;
    return rendered(document, layout, missing_decided, book, laid);
}

core::Result<Rendered> render_form(const FormDefinition& form, const FormValues& values,
                                   const RenderOptions& options, const FontBook& book) {
    Document document = form_document(form, values, options.print);
    LaidOut laid;
    auto out = rendered(document, options.layout, options.missing_decided, book, laid);
    if (!options.print.my_numbers.empty()) wipe_secrets(document, laid);
    return out;
}

core::Result<std::vector<MissingGlyph>> missing_glyphs(const FormDefinition& form, const FormValues& values,
                                                       const FontBook& book) {
    auto laid = lay_out(form_document(form, values, {}), book, {});
    if (!laid) return laid.error();
    return std::move(laid->missing);
}

std::string renderer_release() {
    return std::string("libharu ") + HPDF_GetVersion() + ", HarfBuzz " + hb_version_string();
}

}  // namespace forms::pdf
