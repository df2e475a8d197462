// Draws card faces with FreeType, wears them with Leptonica.
#include <ft2build.h>
#include FT_FREETYPE_H
#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "app/practice/card_face.h"

namespace app {
namespace {

constexpr double background_mm = 6;  // seen around a card
constexpr double ruled_mm = 0.35;
constexpr double mm_per_inch = 25.4;

struct FreePix {
    void operator()(Pix* pix) const { pixDestroy(&pix); }
};
using PixPtr = std::unique_ptr<Pix, FreePix>;

// Faces by the names of PictureWear, all from Debian packages.
const std::map<std::string, std::string>& font_files() {
    static const std::map<std::string, std::string> files{
        {"gothic", "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"},
        {"mincho", "/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf"},
        {"sans", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"},
        {"serif", "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"},
        {"mj", "/usr/share/fonts/truetype/ipamj/ipamjm.ttf"},
        {"machine", "/usr/share/fonts/opentype/ocr-b/OCRB.otf"}};
    return files;
}

class Fonts {
  public:
    Fonts() { FT_Init_FreeType(&library_); }
    ~Fonts() {
        for (auto& [name, face] : faces_) FT_Done_Face(face);
        FT_Done_FreeType(library_);
    }
    Fonts(const Fonts&) = delete;
    Fonts& operator=(const Fonts&) = delete;

    FT_Face face(const std::string& name) {
        const auto known = faces_.find(name);
        if (known != faces_.end()) return known->second;
        FT_Face fresh = nullptr;
        const auto file = font_files().find(name);
        if (file == font_files().end() || FT_New_Face(library_, file->second.c_str(), 0, &fresh) != 0)
            return nullptr;
        return faces_[name] = fresh;
    }

  private:
    FT_Library library_{nullptr};
    std::map<std::string, FT_Face> faces_;
};

std::vector<char32_t> code_points(const std::string& text) {
    std::vector<char32_t> out;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = size == 1 ? lead : lead & (0xFFU >> (size + 1));
        for (std::size_t i = 1; i < size && at + i < text.size(); ++i)
            point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
        out.push_back(point);
        at += size;
    }
    return out;
}

void darken(Pix* pix, int x, int y, unsigned char ink, int shade) {
    l_uint32 under = 0;
    if (ink == 0 || pixGetPixel(pix, x, y, &under) != 0) return;
    const int value = (static_cast<int>(under) * (255 - ink) + shade * ink) / 255;
    pixSetPixel(pix, x, y, static_cast<l_uint32>(value));
}

// `left`, `top`: of the card in the picture.
void draw_text(Pix* pix, FT_Face face, const FaceText& text, double dots_per_mm, double left, double top) {
    FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(std::lround(text.size_mm * dots_per_mm)));
    double pen_x = (left + text.x_mm) * dots_per_mm;
    const double base = (top + text.y_mm + text.size_mm * 0.86) * dots_per_mm;
    for (const char32_t point : code_points(text.text)) {
        if (FT_Load_Char(face, point, FT_LOAD_RENDER) != 0) continue;
        const FT_GlyphSlot glyph = face->glyph;
        for (unsigned row = 0; row < glyph->bitmap.rows; ++row) {
            for (unsigned column = 0; column < glyph->bitmap.width; ++column) {
                const unsigned char ink =
                    glyph->bitmap.buffer[row * static_cast<unsigned>(glyph->bitmap.pitch) + column];
                darken(pix, static_cast<int>(pen_x) + glyph->bitmap_left + static_cast<int>(column),
                       static_cast<int>(base) - glyph->bitmap_top + static_cast<int>(row), ink,
                       text.label ? 110 : 25);
            }
        }
        pen_x += static_cast<double>(glyph->advance.x) / 64;
    }
}

void fill(Pix* pix, double x, double y, double w, double h, double dots_per_mm, int value) {
    const auto px = [&](double mm) { return static_cast<int>(std::lround(mm * dots_per_mm)); };
    BOX* box = boxCreate(px(x), px(y), px(w), px(h));
    pixSetInRectArbitrary(pix, box, static_cast<l_uint32>(value));
    boxDestroy(&box);
}

PixPtr blank_sheet(const CardFace& face, double dots_per_mm) {
    const auto px = [&](double mm) { return static_cast<int>(std::lround(mm * dots_per_mm)); };
    PixPtr pix(pixCreate(px(face.width_mm), px(face.height_mm), 8));
    pixSetAllArbitrary(pix.get(), 246);
    for (const FaceLine& line : face.lines)
        fill(pix.get(), line.x_mm, line.y_mm, std::max(ruled_mm, line.to_x_mm - line.x_mm),
             std::max(ruled_mm, line.to_y_mm - line.y_mm), dots_per_mm, 60);
    return pix;
}

// Card on its background: a tint with fine waves as security printing has, and a grey photo.
PixPtr blank_card(const CardFace& face, double dots_per_mm, int background) {
    const auto px = [&](double mm) { return static_cast<int>(std::lround(mm * dots_per_mm)); };
    PixPtr pix(pixCreate(px(face.width_mm + 2 * background_mm), px(face.height_mm + 2 * background_mm), 8));
    pixSetAllArbitrary(pix.get(), static_cast<l_uint32>(background));
    const int left = px(background_mm), top = px(background_mm);
    for (int y = 0; y < px(face.height_mm); ++y) {
        for (int x = 0; x < px(face.width_mm); ++x) {
            const double wave = std::sin((x + 6 * std::sin(y / dots_per_mm)) / dots_per_mm * 1.7);
            pixSetPixel(pix.get(), left + x, top + y, static_cast<l_uint32>(236 + 7 * wave));
        }
    }
    const bool passport = face.kind == "passport";
    const double photo_x = passport ? 6 : face.kind == "mynumber" ? 5 : 61;
    const double photo_y = passport ? 18 : 22;
    fill(pix.get(), background_mm + photo_x, background_mm + photo_y + (face.kind == "mynumber" ? 2 : 0),
         passport ? 30 : 20, passport ? 40 : 23, dots_per_mm, 168);
    return pix;
}

void wear_down(Pix* pix, const PictureWear& wear, std::mt19937& chance) {
    std::normal_distribution<double> grain(0, std::max(0.001, wear.noise));
    const int width = pixGetWidth(pix), height = pixGetHeight(pix);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            l_uint32 value = 0;
            pixGetPixel(pix, x, y, &value);
            const double light = 1 - wear.shadow * (0.6 * x / width + 0.4 * y / height);
            const double shown = value * light + (wear.noise > 0 ? grain(chance) : 0);
            pixSetPixel(pix, x, y, static_cast<l_uint32>(std::clamp(shown, 0.0, 255.0)));
        }
    }
}

core::Bytes encoded(Pix* pix, int jpeg_quality) {
    l_uint8* data = nullptr;
    std::size_t size = 0;
    const int failed = jpeg_quality > 0 ? pixWriteMemJpeg(&data, &size, pix, jpeg_quality, 0)
                                        : pixWriteMemPng(&data, &size, pix, 0);
    core::Bytes out;
    if (failed == 0) out.assign(data, data + size);
    lept_free(data);
    return out;
}

double between(std::mt19937& chance, double low, double high) {
    return low + (high - low) * static_cast<double>(chance() % 10'000) / 10'000;
}

const char* some_font(std::mt19937& chance) {
    static constexpr const char* names[] = {"gothic", "mincho", "sans", "serif", "mj"};
    return names[chance() % std::size(names)];
}

}  // namespace

PictureWear clean_picture(std::mt19937& chance) { return {some_font(chance), 300, 0, 0, 0, 0}; }

PictureWear worn_picture(std::mt19937& chance) {
    const double degrees = between(chance, -5, 5);
    const double noise = between(chance, 2, 10), shadow = between(chance, 0, 0.35);
    return {some_font(chance), static_cast<int>(between(chance, 150, 400)), degrees, noise, shadow, 60};
}

core::Result<core::Bytes> draw_card(const CardFace& face, const PictureWear& wear, std::mt19937& chance) {
    static Fonts fonts;
    const double dots_per_mm = wear.dots_per_inch / mm_per_inch;
    PixPtr pix = face.paper ? blank_sheet(face, dots_per_mm)
                            : blank_card(face, dots_per_mm, chance() % 2 == 0 ? 205 : 70);
    // A printer of cards is not exact to the tenth of a millimetre.
    const double edge = face.paper ? 0 : background_mm;
    const double left = edge + between(chance, -0.3, 0.3), top = edge + between(chance, -0.3, 0.3);
    for (const FaceText& text : face.texts) {
        FT_Face font = fonts.face(text.machine ? "machine" : text.label ? "gothic" : wear.font);
        if (font == nullptr) return core::Error{core::ErrorCode::not_found, "practice.no_font", wear.font};
        draw_text(pix.get(), font, text, dots_per_mm, left, top);
    }
    if (wear.turned_degrees != 0) {
        const auto radians = static_cast<float>(wear.turned_degrees * std::numbers::pi / 180);
        pix.reset(pixRotate(pix.get(), radians, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
    }
    if (wear.noise > 0 || wear.shadow > 0) wear_down(pix.get(), wear, chance);
    return encoded(pix.get(), wear.jpeg_quality);
}

}  // namespace app
