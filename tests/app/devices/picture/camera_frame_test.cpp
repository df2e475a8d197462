// A camera without a camera: which of the offered formats is asked for, and what a frame becomes. Frames here
// are built as the drivers' documentation describes them (Video for Linux API: MJPG, YUYV).
#include "app/devices/picture/camera_frame.h"

#include <doctest/doctest.h>

#include "app/devices/ocr/picture_header.h"
#include "app/devices/picture/picture_taking.h"

namespace {

using app::FrameFormat;
using app::FrameKind;

// Brightness x + y in the even bytes, colour 128 in the odd ones.
core::Bytes yuyv(std::uint32_t width, std::uint32_t height, std::uint32_t bytes_per_line) {
    core::Bytes out(std::size_t{bytes_per_line} * height, 128);
    for (std::uint32_t y = 0; y < height; ++y)
        for (std::uint32_t x = 0; x < width; ++x)
            out[std::size_t{y} * bytes_per_line + 2 * std::size_t{x}] = static_cast<std::uint8_t>(x + y);
    return out;
}

}  // namespace

TEST_CASE("the largest format that can be read is asked for, MJPEG among equals") {
    const auto best = app::best_format({{FrameKind::yuyv, 640, 480},
                                        {FrameKind::yuyv, 1920, 1080},
                                        {FrameKind::mjpeg, 1920, 1080},
                                        {FrameKind::mjpeg, 1280, 720}});
    REQUIRE(best);
    CHECK(best->kind == FrameKind::mjpeg);
    CHECK(best->width == 1920);
    CHECK_FALSE(app::best_format({{FrameKind::mjpeg, 320, 240}}));       // nothing could be read from it
    CHECK_FALSE(app::best_format({{FrameKind::yuyv, 60'000, 60'000}}));  // a driver that boasts
    CHECK_FALSE(app::best_format({}));
}

TEST_CASE("a YUYV frame becomes a grey picture of its brightness, lines with a gap too") {
    for (const std::uint32_t line : {1280U, 1408U}) {
        const auto picture = app::picture_of_frame({FrameKind::yuyv, 640, 480}, line, yuyv(640, 480, line));
        REQUIRE(picture);
        const auto header = app::read_picture_header(*picture);
        REQUIRE(header);
        CHECK(header->kind == app::PictureKind::tiff);
        CHECK(header->width == 640);
        CHECK(header->height == 480);
        const std::size_t dots_at = picture->size() - 640 * 480;
        CHECK((*picture)[dots_at] == 0);
        CHECK((*picture)[dots_at + 639] == static_cast<std::uint8_t>(639));
        CHECK((*picture)[dots_at + 640 * 100 + 7] == 107);
    }
}

TEST_CASE("a frame that is shorter than it says is no picture") {
    core::Bytes cut = yuyv(640, 480, 1280);
    cut.resize(cut.size() - 1281);
    CHECK(app::picture_of_frame({FrameKind::yuyv, 640, 480}, 1280, cut).error().reason == "camera.failed");
    CHECK_FALSE(app::picture_of_frame({FrameKind::yuyv, 640, 480}, 2, yuyv(640, 480, 1280)));
    CHECK_FALSE(app::picture_of_frame({FrameKind::yuyv, 640, 480}, 0xFFFFFFFF, yuyv(640, 480, 1280)));
    CHECK_FALSE(app::picture_of_frame({FrameKind::yuyv, 60'000, 60'000}, 0, {}));
}

TEST_CASE("an MJPEG frame is the picture as it stands, without what the buffer holds behind it") {
    const FrameFormat format{FrameKind::mjpeg, 1280, 720};
    const core::Bytes frame{0xFF, 0xD8, 1, 2, 3, 0xFF, 0xD9, 0, 0, 0};
    const auto picture = app::picture_of_frame(format, 0, frame);
    REQUIRE(picture);
    CHECK(*picture == core::Bytes{0xFF, 0xD8, 1, 2, 3, 0xFF, 0xD9});
    CHECK_FALSE(app::picture_of_frame(format, 0, core::Bytes{0xFF, 0xD8, 1, 2, 3, 4}));
    CHECK_FALSE(app::picture_of_frame(format, 0, core::Bytes{0, 0, 0, 0, 0xFF, 0xD9}));
    CHECK_FALSE(app::picture_of_frame(format, 0, {}));
}

TEST_CASE("where there is no camera, or something else under that name, that is said") {
    CHECK(app::picture_from_camera("/dev/no-such-camera").error().reason == "camera.none");
    CHECK(app::picture_from_camera("/dev/null").error().reason == "camera.none");
}
