#include "app/devices/ocr/picture_header.h"

#include <algorithm>
#include <array>
#include <optional>

namespace app {
namespace {

constexpr std::uint32_t picture_side_min = 200;
using Size = std::pair<std::uint32_t, std::uint32_t>;

std::uint32_t big(core::ByteView bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[at + i];
    return value;
}
std::uint32_t little(core::ByteView bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = count; i-- > 0;) value = value << 8 | bytes[at + i];
    return value;
}

bool begins(core::ByteView bytes, std::initializer_list<std::uint8_t> with) {
    return bytes.size() >= with.size() && std::equal(with.begin(), with.end(), bytes.begin());
}

// 89 "PNG" …, then the chunk IHDR: width and height.
std::optional<Size> png_size(core::ByteView bytes) {
    if (bytes.size() < 24 || big(bytes, 12, 4) != 0x49484452) return std::nullopt;
    return Size(big(bytes, 16, 4), big(bytes, 20, 4));
}

// Markers FF xx with a length each, up to a start of frame (C0 to CF but C4, C8, CC).
std::optional<Size> jpeg_size(core::ByteView bytes) {
    std::size_t at = 2;
    while (at + 9 <= bytes.size()) {
        if (bytes[at] != 0xFF) return std::nullopt;
        const std::uint8_t marker = bytes[at + 1];
        if (marker == 0xFF) {  // fill byte
            ++at;
            continue;
        }
        const bool frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) return Size(big(bytes, at + 7, 2), big(bytes, at + 5, 2));
        const std::uint32_t length = big(bytes, at + 2, 2);
        if (length < 2) return std::nullopt;
        at += 2 + length;
    }
    return std::nullopt;
}

// The first directory: entries of 12 bytes, 100 width, 101 height, as SHORT or LONG.
std::optional<Size> tiff_size(core::ByteView bytes) {
    const bool motorola = bytes[0] == 'M';
    const auto number = [&](std::size_t at, std::size_t count) {
        return motorola ? big(bytes, at, count) : little(bytes, at, count);
    };
    if (bytes.size() < 8) return std::nullopt;
    const std::size_t directory = number(4, 4);
    if (directory + 2 < directory || directory + 2 > bytes.size()) return std::nullopt;
    const std::size_t entries = number(directory, 2);
    Size size(0, 0);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t at = directory + 2 + i * 12;
        if (at + 12 > bytes.size()) break;
        const std::uint32_t tag = number(at, 2), type = number(at + 2, 2);
        if (tag != 0x100 && tag != 0x101) continue;
        const std::uint32_t value = type == 3 ? number(at + 8, 2) : type == 4 ? number(at + 8, 4) : 0;
        (tag == 0x100 ? size.first : size.second) = value;
    }
    if (size.first == 0 || size.second == 0) return std::nullopt;
    return size;
}

// A codestream begins FF 4F FF 51; in a JP2 file it lies in the box jp2c. SIZ: extent minus offset.
std::optional<Size> jpeg2000_size(core::ByteView bytes) {
    static constexpr std::array<std::uint8_t, 4> start{0xFF, 0x4F, 0xFF, 0x51};
    const auto found = std::search(bytes.begin(), bytes.end(), start.begin(), start.end());
    const auto at = static_cast<std::size_t>(found - bytes.begin());
    if (at + 24 > bytes.size()) return std::nullopt;
    const std::uint32_t right = big(bytes, at + 8, 4), bottom = big(bytes, at + 12, 4);
    const std::uint32_t left = big(bytes, at + 16, 4), top = big(bytes, at + 20, 4);
    if (right <= left || bottom <= top) return std::nullopt;
    return Size(right - left, bottom - top);
}

}  // namespace

core::Result<PictureHeader> read_picture_header(core::ByteView picture) {
    if (picture.size() > picture_bytes_max) return core::invalid("face.too_large");
    PictureHeader header;
    std::optional<Size> size;
    if (begins(picture, {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A})) {
        header.kind = PictureKind::png;
        size = png_size(picture);
    } else if (begins(picture, {0xFF, 0xD8, 0xFF})) {
        header.kind = PictureKind::jpeg;
        size = jpeg_size(picture);
    } else if (begins(picture, {'I', 'I', 0x2A, 0x00}) || begins(picture, {'M', 'M', 0x00, 0x2A})) {
        header.kind = PictureKind::tiff;
        size = tiff_size(picture);
    } else if (begins(picture, {0xFF, 0x4F, 0xFF, 0x51}) || begins(picture, {0, 0, 0, 0x0C, 'j', 'P'})) {
        header.kind = PictureKind::jpeg2000;
        size = jpeg2000_size(picture);
    }
    if (!size) return core::invalid("face.unreadable");
    header.width = size->first;
    header.height = size->second;
    if (header.width > picture_side_max || header.height > picture_side_max ||
        std::uint64_t{header.width} * header.height > picture_pixels_max) {
        return core::invalid("face.too_large");
    }
    if (header.width < picture_side_min || header.height < picture_side_min)
        return core::invalid("face.too_small");
    return header;
}

}  // namespace app
