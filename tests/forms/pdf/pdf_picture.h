// What Poppler sees in our bytes: text, boxes of characters, and pictures. FreeType as the independent judge
// of how a glyph looks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/pdf/page_model.h"

namespace poppler {
class document;
}
struct FT_LibraryRec_;
struct FT_FaceRec_;

namespace pdf_test {

// Ink from 0 (paper) to 255 (black).
struct Picture {
    int width{0};
    int height{0};
    std::vector<std::uint8_t> ink;
    std::uint8_t at(int x, int y) const {
        return x < 0 || y < 0 || x >= width || y >= height ? std::uint8_t{0}
                                                           : ink[static_cast<std::size_t>(y * width + x)];
    }
    Picture cut(int x, int y, int w, int h) const;
    Picture trimmed() const;  // to its ink
    bool empty() const;
};

// Share of ink that differs, 0 the same … 1 nothing in common, at the best shift of up to one pixel.
double difference(const Picture& a, const Picture& b);

struct Word {
    std::string text;
    forms::pdf::Box box;  // mm from the top left, of the whole piece
    std::vector<forms::pdf::Box> characters;
};

class PdfReader {
  public:
    explicit PdfReader(const core::Bytes& bytes);
    ~PdfReader();
    int pages() const;
    std::string title() const;
    std::string text(int page) const;
    std::vector<Word> words(int page) const;
    Picture picture(int page, double dots_per_inch) const;

  private:
    core::Bytes bytes_;
    std::unique_ptr<poppler::document> document_;
};

// A font file opened by FreeType.
class FontFile {
  public:
    FontFile(const std::string& path, long index);
    ~FontFile();
    FontFile(const FontFile&) = delete;
    FontFile& operator=(const FontFile&) = delete;
    std::uint32_t glyph_of(char32_t base, char32_t selector) const;  // 0: the font has it not
    std::vector<std::pair<char32_t, char32_t>> sequences(
        std::size_t limit) const;  // base and variation selector
    Picture picture(std::uint32_t glyph, double pixels_per_em) const;

  private:
    FT_LibraryRec_* library_{nullptr};
    FT_FaceRec_* face_{nullptr};
};

}  // namespace pdf_test
