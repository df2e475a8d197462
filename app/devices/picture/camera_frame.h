// What a camera offers and what it gives, without the camera: which format to ask for, and a frame as a
// picture file. Pure.
#pragma once

#include <optional>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

enum class FrameKind : std::uint8_t { mjpeg, yuyv };

struct FrameFormat {
    FrameKind kind{FrameKind::mjpeg};
    std::uint32_t width{0}, height{0};  // pixels
};

// The most pixels that the recogniser takes; among equals MJPEG, which comes over the wire sooner. None:
// nothing offered is large enough to read from.
std::optional<FrameFormat> best_format(const std::vector<FrameFormat>& offered);

// MJPEG as it stands, cut behind its end; of YUYV (two bytes a pixel, the first its brightness) the
// brightness as a grey TIFF. `bytes_per_line`: of YUYV, 0 where lines stand without a gap. Errors:
// camera.failed (shorter than it says, no beginning or no end).
core::Result<core::Bytes> picture_of_frame(const FrameFormat& format, std::uint32_t bytes_per_line,
                                           core::ByteView frame);

}  // namespace app
