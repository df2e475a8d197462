#include "tests/forms/pdf/pdf_picture.h"

#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-image.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>

#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace pdf_test {

Picture Picture::cut(int x, int y, int w, int h) const {
    Picture out{w, h, std::vector<std::uint8_t>(static_cast<std::size_t>(w * h))};
    for (int j = 0; j < h; ++j)
        for (int i = 0; i < w; ++i) out.ink[static_cast<std::size_t>(j * w + i)] = at(x + i, y + j);
    return out;
}

Picture Picture::trimmed() const {
    int left = width, top = height, right = -1, bottom = -1;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (at(x, y) > 24) {
                left = std::min(left, x), right = std::max(right, x);
                top = std::min(top, y), bottom = std::max(bottom, y);
            }
    if (right < 0) return {};
    return cut(left, top, right - left + 1, bottom - top + 1);
}

bool Picture::empty() const {
    return std::none_of(ink.begin(), ink.end(), [](std::uint8_t value) { return value > 24; });
}

double difference(const Picture& a, const Picture& b) {
    double best = 1;
    for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
            double apart = 0, all = 0;
            for (int y = -2; y < std::max(a.height, b.height) + 2; ++y) {
                for (int x = -2; x < std::max(a.width, b.width) + 2; ++x) {
                    const int p = a.at(x, y), q = b.at(x + dx, y + dy);
                    apart += std::abs(p - q);
                    all += std::max(p, q);
                }
            }
            if (all > 0) best = std::min(best, apart / all);
        }
    }
    return best;
}

namespace {
constexpr double kMmPerPoint = 25.4 / 72;
std::string utf8(const poppler::ustring& text) {
    const poppler::byte_array bytes = text.to_utf8();
    return {bytes.begin(), bytes.end()};
}
forms::pdf::Box box_of(const poppler::rectf& r) {
    return {r.x() * kMmPerPoint, r.y() * kMmPerPoint, r.width() * kMmPerPoint, r.height() * kMmPerPoint};
}
}  // namespace

PdfReader::PdfReader(const core::Bytes& bytes) : bytes_(bytes) {
    document_.reset(poppler::document::load_from_raw_data(reinterpret_cast<const char*>(bytes_.data()),
                                                          static_cast<int>(bytes_.size())));
}
PdfReader::~PdfReader() = default;
int PdfReader::pages() const { return document_ ? document_->pages() : 0; }
std::string PdfReader::title() const { return utf8(document_->get_title()); }

std::string PdfReader::text(int page) const {
    const std::unique_ptr<poppler::page> opened(document_->create_page(page));
    return utf8(opened->text());
}

std::vector<Word> PdfReader::words(int page) const {
    const std::unique_ptr<poppler::page> opened(document_->create_page(page));
    std::vector<Word> out;
    for (const poppler::text_box& box : opened->text_list()) {
        Word word{utf8(box.text()), box_of(box.bbox()), {}};
        for (std::size_t i = 0; i < box.text().size(); ++i)
            word.characters.push_back(box_of(box.char_bbox(i)));
        out.push_back(std::move(word));
    }
    return out;
}

Picture PdfReader::picture(int page, double dots_per_inch) const {
    const std::unique_ptr<poppler::page> opened(document_->create_page(page));
    poppler::page_renderer renderer;
    renderer.set_render_hint(poppler::page_renderer::antialiasing, true);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing, true);
    renderer.set_image_format(poppler::image::format_gray8);
    const poppler::image image = renderer.render_page(opened.get(), dots_per_inch, dots_per_inch);
    Picture out{image.width(), image.height(), {}};
    out.ink.reserve(static_cast<std::size_t>(out.width * out.height));
    for (int y = 0; y < out.height; ++y) {
        const char* row = image.const_data() + static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
        for (int x = 0; x < out.width; ++x)
            out.ink.push_back(static_cast<std::uint8_t>(255 - static_cast<std::uint8_t>(row[x])));
    }
    return out;
}

FontFile::FontFile(const std::string& path, long index) {
    FT_Init_FreeType(&library_);
    FT_New_Face(library_, path.c_str(), index, &face_);
}
FontFile::~FontFile() { FT_Done_FreeType(library_); }

std::uint32_t FontFile::glyph_of(char32_t base, char32_t selector) const {
    return selector == 0 ? FT_Get_Char_Index(face_, base)
                         : FT_Face_GetCharVariantIndex(face_, base, selector);
}

std::vector<std::pair<char32_t, char32_t>> FontFile::sequences(std::size_t limit) const {
    std::vector<std::pair<char32_t, char32_t>> out;
    std::vector<char32_t> selectors;  // copied: FreeType answers both questions in the same memory
    for (const FT_UInt32* s = FT_Face_GetVariantSelectors(face_); s != nullptr && *s != 0; ++s)
        if (*s >= 0xE0100) selectors.push_back(*s);
    for (char32_t selector : selectors) {
        const FT_UInt32* bases = FT_Face_GetCharsOfVariant(face_, selector);
        for (; bases != nullptr && *bases != 0 && out.size() < limit; ++bases)
            out.emplace_back(*bases, selector);
    }
    return out;
}

Picture FontFile::picture(std::uint32_t glyph, double pixels_per_em) const {
    FT_Set_Char_Size(face_, 0, static_cast<FT_F26Dot6>(std::lround(pixels_per_em * 64)), 72, 72);
    if (FT_Load_Glyph(face_, glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0) return {};
    if (FT_Render_Glyph(face_->glyph, FT_RENDER_MODE_NORMAL) != 0) return {};
    const FT_Bitmap& bitmap = face_->glyph->bitmap;
    Picture out{static_cast<int>(bitmap.width), static_cast<int>(bitmap.rows), {}};
    for (unsigned y = 0; y < bitmap.rows; ++y)
        for (unsigned x = 0; x < bitmap.width; ++x)
            out.ink.push_back(bitmap.buffer[static_cast<std::ptrdiff_t>(y) * bitmap.pitch + x]);
    return out;
}

}  // namespace pdf_test
