// What a picture says of itself in its first bytes, before anything decodes it: kind and size. Everything
// larger than a flatbed's page is refused here, so that no decoder is asked to make room for it.
#pragma once

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

enum class PictureKind : std::uint8_t { png, jpeg, tiff, jpeg2000 };

struct PictureHeader {
    PictureKind kind{PictureKind::png};
    std::uint32_t width{0}, height{0};  // pixels
};

inline constexpr std::size_t picture_bytes_max = 20U << 20;
inline constexpr std::uint32_t picture_side_max = 10'000;  // A4 at 600 dpi and more
inline constexpr std::uint64_t picture_pixels_max = 40'000'000;

// Errors: picture.unreadable (none of the four, or a header that is not whole), picture.too_large (bytes,
// sides or pixels), picture.too_small (nothing can be read below 200 pixels a side).
core::Result<PictureHeader> read_picture_header(core::ByteView picture);

}  // namespace app
