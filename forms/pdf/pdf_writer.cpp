#include "forms/pdf/pdf_writer.h"

#include <hpdf.h>
#include <hpdf_info.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>

#include "forms/pdf/page_content.h"
#include "forms/pdf/used_fonts.h"

namespace forms::pdf {
namespace {

// libharu's memory holds the content of the page, which may hold a 個人番号: it is wiped before it goes back.
constexpr std::size_t kHeader = alignof(std::max_align_t);

void* HPDF_STDCALL allocate(HPDF_UINT size) {
    auto* block = static_cast<unsigned char*>(std::malloc(size + kHeader));
    if (block == nullptr) return nullptr;
    std::memcpy(block, &size, sizeof size);
    return block + kHeader;
}

void HPDF_STDCALL release(void* memory) {
    if (memory == nullptr) return;
    auto* block = static_cast<unsigned char*>(memory) - kHeader;
    HPDF_UINT size = 0;
    std::memcpy(&size, block, sizeof size);
    explicit_bzero(memory, size);
    std::free(block);
}

struct FreeDocument {
    void operator()(HPDF_Doc_Rec* document) const { HPDF_Free(document); }
};
using DocumentHandle = std::unique_ptr<HPDF_Doc_Rec, FreeDocument>;

class DocumentWriter {
  public:
    explicit DocumentWriter(HPDF_Doc document) : doc_(document) {}

    HPDF_Dict stream(core::ByteView data) {
        HPDF_Dict out = HPDF_DictStream_New(doc_->mmgr, doc_->xref);
        if (out == nullptr) return nullptr;
        out->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
        HPDF_Stream_Write(out->stream, data.data(), static_cast<HPDF_UINT>(data.size()));
        return out;
    }

    // Type0 font → CIDFont → descriptor → font file.
    HPDF_Dict font(const FaceInfo& info, const FontBook& book, std::uint16_t face, const UsedFont& used) {
        const std::string name = subset_tag(used.program.data) + "+" + info.name;
        HPDF_Dict descendant = object();
        HPDF_Dict_AddName(descendant, "Type", "Font");
        HPDF_Dict_AddName(descendant, "Subtype", info.cff ? "CIDFontType0" : "CIDFontType2");
        HPDF_Dict_AddName(descendant, "BaseFont", name.c_str());
        HPDF_Dict system = HPDF_Dict_New(doc_->mmgr);
        HPDF_Dict_Add(descendant, "CIDSystemInfo", system);
        HPDF_Dict_Add(system, "Registry", HPDF_String_New(doc_->mmgr, "Adobe", nullptr));
        HPDF_Dict_Add(system, "Ordering", HPDF_String_New(doc_->mmgr, "Identity", nullptr));
        HPDF_Dict_AddNumber(system, "Supplement", 0);
        HPDF_Dict_Add(descendant, "FontDescriptor", descriptor(info, name, used.program));
        if (!info.cff) HPDF_Dict_AddName(descendant, "CIDToGIDMap", "Identity");
        HPDF_Dict_AddNumber(descendant, "DW", 1000);
        HPDF_Dict_Add(descendant, "W", widths(book, face, used));

        HPDF_Dict out = object();
        out->header.obj_class |= HPDF_OSUBCLASS_FONT;
        HPDF_Dict_AddName(out, "Type", "Font");
        HPDF_Dict_AddName(out, "Subtype", "Type0");
        HPDF_Dict_AddName(out, "BaseFont", name.c_str());
        HPDF_Dict_AddName(out, "Encoding", "Identity-H");
        HPDF_Array descendants = HPDF_Array_New(doc_->mmgr);
        HPDF_Dict_Add(out, "DescendantFonts", descendants);
        HPDF_Array_Add(descendants, descendant);
        HPDF_Dict_Add(out, "ToUnicode", stream(core::view(to_unicode(used))));
        return out;
    }

    // All pages share one dictionary of fonts, F1 F2 … in the order of the book.
    void fonts(UsedFonts& used, const FontBook& book) {
        fonts_ = object();
        for (auto& [face, font] : used) {
            const std::string name = "F" + std::to_string(names_.size() + 1);
            HPDF_Dict_Add(fonts_, name.c_str(), this->font(book.info(face), book, face, font));
            names_[face] = {name, &font.program.cids, &font.meaning};
        }
    }

    void pages(const std::vector<PlacedPage>& placed) {
        std::map<std::string, int> grounds;  // how often each sheet comes
        std::vector<std::string> ground_of;
        for (const PlacedPage& page : placed) {
            ground_of.push_back(ground_content(page, names_));
            ++grounds[ground_of.back()];
        }
        std::map<std::string, HPDF_Dict> shared;
        for (std::size_t i = 0; i < placed.size(); ++i) {
            const std::string& ground = ground_of[i];
            if (grounds[ground] > 1 && shared.count(ground) == 0) shared[ground] = sheet(placed[i], ground);
            page(placed[i], ground, grounds[ground] > 1 ? shared[ground] : nullptr);
        }
    }

    void title(const std::string& text) {
        core::Bytes utf16{0xFE, 0xFF};
        for (char16_t unit : utf16_of(text)) {
            utf16.push_back(static_cast<std::uint8_t>(unit >> 8));
            utf16.push_back(static_cast<std::uint8_t>(unit & 0xFF));
        }
        HPDF_Dict_Add(doc_->info, "Title",
                      HPDF_Binary_New(doc_->mmgr, utf16.data(), static_cast<HPDF_UINT>(utf16.size())));
    }

  private:
    static HPDF_REAL points(double mm) { return static_cast<HPDF_REAL>(std::lround(mm * 7200 / 25.4)) / 100; }

    HPDF_Dict resources() {
        HPDF_Dict out = HPDF_Dict_New(doc_->mmgr);
        HPDF_Dict_Add(out, "Font", fonts_);
        return out;
    }

    // A sheet that several pages show, written once.
    HPDF_Dict sheet(const PlacedPage& placed, const std::string& ground) {
        HPDF_Dict out = stream(core::view(ground));
        HPDF_Dict_AddName(out, "Type", "XObject");
        HPDF_Dict_AddName(out, "Subtype", "Form");
        HPDF_Array box = HPDF_Array_New(doc_->mmgr);
        HPDF_Dict_Add(out, "BBox", box);
        for (HPDF_REAL edge : {HPDF_REAL{0}, HPDF_REAL{0}, points(placed.width_mm), points(placed.height_mm)})
            HPDF_Array_AddReal(box, edge);
        HPDF_Dict_Add(out, "Resources", resources());
        return out;
    }

    void page(const PlacedPage& placed, const std::string& ground, HPDF_Dict shared) {
        HPDF_Page page = HPDF_AddPage(doc_);
        if (page == nullptr) return;
        HPDF_Page_SetWidth(page, points(placed.width_mm));
        HPDF_Page_SetHeight(page, points(placed.height_mm));
        HPDF_Dict resource = resources();
        HPDF_Dict_Add(page, "Resources", resource);
        HPDF_Stream contents = static_cast<HPDF_PageAttr>(page->attr)->stream;
        if (shared != nullptr) {
            HPDF_Dict forms = HPDF_Dict_New(doc_->mmgr);
            HPDF_Dict_Add(resource, "XObject", forms);
            HPDF_Dict_Add(forms, "S", shared);
            HPDF_Stream_WriteStr(contents, "/S Do\n");
        } else {
            write(contents, ground);
        }
        std::string values = value_content(placed, names_);
        write(contents, values);
        explicit_bzero(values.data(), values.size());
    }
    static void write(HPDF_Stream stream, const std::string& text) {
        HPDF_Stream_Write(stream, reinterpret_cast<const HPDF_BYTE*>(text.data()),
                          static_cast<HPDF_UINT>(text.size()));
    }

    HPDF_Dict object() {
        HPDF_Dict dict = HPDF_Dict_New(doc_->mmgr);
        if (dict != nullptr) HPDF_Xref_Add(doc_->xref, dict);
        return dict;
    }

    HPDF_Dict descriptor(const FaceInfo& info, const std::string& name, const FontProgram& program) {
        HPDF_Dict out = object();
        HPDF_Dict_AddName(out, "Type", "FontDescriptor");
        HPDF_Dict_AddName(out, "FontName", name.c_str());
        HPDF_Dict_AddNumber(out, "Flags", 4);  // symbolic: codes are our own
        HPDF_Array box = HPDF_Array_New(doc_->mmgr);
        HPDF_Dict_Add(out, "FontBBox", box);
        for (int edge : program.bbox) HPDF_Array_AddNumber(box, edge);
        HPDF_Dict_AddNumber(out, "ItalicAngle", 0);
        HPDF_Dict_AddNumber(out, "Ascent", 880);
        HPDF_Dict_AddNumber(out, "Descent", -120);
        HPDF_Dict_AddNumber(out, "CapHeight", 740);
        HPDF_Dict_AddNumber(out, "StemV", 80);
        HPDF_Dict file = stream(program.data);
        if (info.cff) {
            HPDF_Dict_AddName(file, "Subtype", "CIDFontType0C");
        } else {
            HPDF_Dict_AddNumber(file, "Length1", static_cast<HPDF_INT32>(program.data.size()));
        }
        HPDF_Dict_Add(out, info.cff ? "FontFile3" : "FontFile2", file);
        return out;
    }

    HPDF_Array widths(const FontBook& book, std::uint16_t face, const UsedFont& used) {
        HPDF_Array out = HPDF_Array_New(doc_->mmgr);
        HPDF_Array group = nullptr;
        int next = -1;
        std::map<std::uint16_t, std::uint32_t> by_code;
        for (const auto& [glyph, code] : used.program.cids) by_code[code] = glyph;
        for (const auto& [code, glyph] : by_code) {
            const auto width = static_cast<HPDF_INT32>(std::lround(book.advance(face, glyph) * 1000));
            if (width == 1000) continue;
            if (code != next || group == nullptr) {
                HPDF_Array_AddNumber(out, code);
                group = HPDF_Array_New(doc_->mmgr);
                HPDF_Array_Add(out, group);
            }
            HPDF_Array_AddNumber(group, width);
            next = code + 1;
        }
        return out;
    }

    HPDF_Doc doc_;
    HPDF_Dict fonts_{nullptr};
    std::map<std::uint16_t, PageFont> names_;
};

core::Result<core::Bytes> saved(HPDF_Doc document) {
    HPDF_SaveToStream(document);
    core::Bytes out(HPDF_GetStreamSize(document));
    HPDF_UINT32 size = static_cast<HPDF_UINT32>(out.size());
    HPDF_ResetStream(document);
    if (size > 0) HPDF_ReadFromStream(document, out.data(), &size);
    out.resize(size);
    const HPDF_STATUS status = HPDF_GetError(document);
    if (out.empty() || (status != HPDF_OK && status != HPDF_STREAM_EOF))
        return core::Error{core::ErrorCode::io, "pdf.write", "libharu", static_cast<std::int64_t>(status)};
    return out;
}

}  // namespace

core::Result<core::Bytes> write_pdf(const std::string& title, const std::vector<PlacedPage>& pages,
                                    const FontBook& book) {
    auto fonts = cut_fonts(pages, book);
    if (!fonts) return fonts.error();
    const DocumentHandle document(HPDF_NewEx(nullptr, allocate, release, 0, nullptr));
    if (!document) return core::Error{core::ErrorCode::io, "pdf.write", "no document"};
    HPDF_SetCompressionMode(document.get(), HPDF_COMP_ALL);
    DocumentWriter writer(document.get());
    writer.fonts(*fonts, book);
    writer.pages(pages);
    writer.title(title);
    if (const HPDF_STATUS status = HPDF_GetError(document.get()); status != HPDF_OK)
        return core::Error{core::ErrorCode::io, "pdf.write", "libharu", static_cast<std::int64_t>(status)};
    return saved(document.get());
}

}  // namespace forms::pdf
