#include "app/devices/picture/camera_frame.h"

#include <algorithm>
#include <array>

#include "app/devices/ocr/picture_header.h"

namespace app {
namespace {

constexpr std::uint32_t narrowest = 640;  // a card that fills it has 190 dots an inch

core::Error bad(const char* detail) { return {core::ErrorCode::device, "camera.failed", detail}; }

bool can_be_read(const FrameFormat& format) {
    return format.width >= narrowest && format.width <= picture_side_max && format.height >= 200 &&
           format.height <= picture_side_max &&
           std::uint64_t{format.width} * format.height <= picture_pixels_max;
}

core::Result<core::Bytes> jpeg_of(core::ByteView frame) {
    constexpr std::array<std::uint8_t, 2> begins{0xFF, 0xD8}, ends{0xFF, 0xD9};
    if (frame.size() < 4 || !std::equal(begins.begin(), begins.end(), frame.begin())) return bad("no JPEG");
    // Buffers are longer than what stands in them; the last end mark counts.
    const auto end = std::find_end(frame.begin(), frame.end(), ends.begin(), ends.end());
    if (end == frame.end()) return bad("JPEG without end");
    return core::Bytes(frame.begin(), end + ends.size());
}

void put(core::Bytes& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

// TIFF 6.0, little end first: header, one directory, one strip of grey dots.
core::Bytes grey_tiff(const FrameFormat& format, std::uint32_t bytes_per_line, core::ByteView frame) {
    struct Entry {
        std::uint32_t tag, type, value;
    };
    constexpr std::uint32_t as_short = 3, as_long = 4, dots_at = 8 + 2 + 9 * 12 + 4;
    const std::array<Entry, 9> entries{{{256, as_long, format.width},
                                        {257, as_long, format.height},
                                        {258, as_short, 8},
                                        {259, as_short, 1},
                                        {262, as_short, 1},  // 0 is black
                                        {273, as_long, dots_at},
                                        {277, as_short, 1},
                                        {278, as_long, format.height},
                                        {279, as_long, format.width * format.height}}};
    core::Bytes out{'I', 'I', 42, 0};
    out.reserve(dots_at + std::size_t{format.width} * format.height);
    put(out, 8, 4);
    put(out, entries.size(), 2);
    for (const Entry& entry : entries) {
        put(out, entry.tag, 2);
        put(out, entry.type, 2);
        put(out, 1, 4);
        put(out, entry.value, 4);
    }
    put(out, 0, 4);
    for (std::uint32_t y = 0; y < format.height; ++y)
        for (std::uint32_t x = 0; x < format.width; ++x)
            out.push_back(frame[std::size_t{y} * bytes_per_line + std::size_t{x} * 2]);
    return out;
}

}  // namespace

std::optional<FrameFormat> best_format(const std::vector<FrameFormat>& offered) {
    std::optional<FrameFormat> best;
    const auto pixels = [](const FrameFormat& format) { return std::uint64_t{format.width} * format.height; };
    for (const FrameFormat& format : offered) {
        if (!can_be_read(format)) continue;
        const bool better = !best || pixels(format) > pixels(*best) ||
                            (pixels(format) == pixels(*best) && format.kind == FrameKind::mjpeg);
        if (better) best = format;
    }
    return best;
}

core::Result<core::Bytes> picture_of_frame(const FrameFormat& format, std::uint32_t bytes_per_line,
                                           core::ByteView frame) {
    if (format.kind == FrameKind::mjpeg) return jpeg_of(frame);
    const std::uint64_t line = bytes_per_line != 0 ? bytes_per_line : std::uint64_t{format.width} * 2;
    if (!can_be_read(format) || line < std::uint64_t{format.width} * 2 || line > picture_bytes_max ||
        frame.size() < line * (format.height - 1) + std::uint64_t{format.width} * 2)
        return bad("frame too short");
    return grey_tiff(format, static_cast<std::uint32_t>(line), frame);
}

}  // namespace app
