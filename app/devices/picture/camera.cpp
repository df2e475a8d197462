// Video for Linux 2: one frame through a mapped buffer. Every wait is bounded.
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "app/devices/picture/camera_frame.h"
#include "app/devices/picture/picture_taking.h"

namespace app {
namespace {

constexpr int frames_to_light = 8;  // dropped, until exposure and focus have settled
constexpr int frame_wait_ms = 3000;
constexpr int cameras_max = 16, formats_max = 32, sizes_max = 64;
constexpr std::uint32_t buffers = 2;

core::Error problem(const char* reason, const std::string& detail = {}) {
    return {core::ErrorCode::device, reason, detail};
}

core::Error refusal(const std::string& device) {
    if (errno == EBUSY) return problem("camera.busy", device);
    if (errno == EACCES || errno == EPERM) return problem("camera.denied", device);
    return problem(errno == ENOENT || errno == ENODEV ? "camera.none" : "camera.failed", device);
}

class Camera {
  public:
    explicit Camera(const std::string& device)
        : handle_(open(device.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK)) {}
    ~Camera() {
        int kind = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        if (mapped_ != MAP_FAILED) {
            (void)ask(VIDIOC_STREAMOFF, &kind);
            munmap(mapped_, length_);
        }
        if (handle_ >= 0) close(handle_);
    }
    Camera(const Camera&) = delete;
    Camera& operator=(const Camera&) = delete;

    bool open_now() const { return handle_ >= 0; }
    bool gives_pictures() {
        v4l2_capability can{};
        if (!ask(VIDIOC_QUERYCAP, &can)) return false;
        const std::uint32_t of_this =
            (can.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? can.device_caps : can.capabilities;
        return (of_this & V4L2_CAP_VIDEO_CAPTURE) != 0 && (of_this & V4L2_CAP_STREAMING) != 0;
    }
    std::vector<FrameFormat> offers();
    bool set(FrameFormat& format, std::uint32_t& bytes_per_line);
    core::Result<core::Bytes> frame(const FrameFormat& format, std::uint32_t bytes_per_line);

  private:
    bool ask(unsigned long what, void* with) {
        int got = -1;
        do got = ioctl(handle_, what, with);
        while (got < 0 && errno == EINTR);
        return got == 0;
    }
    void add_sizes(std::uint32_t fourcc, FrameKind kind, std::vector<FrameFormat>& out);
    bool map_buffer();
    bool queue(std::uint32_t index);

    int handle_;
    void* mapped_{MAP_FAILED};
    std::size_t length_{0};
};

void Camera::add_sizes(std::uint32_t fourcc, FrameKind kind, std::vector<FrameFormat>& out) {
    for (int i = 0; i < sizes_max; ++i) {
        v4l2_frmsizeenum size{};
        size.index = static_cast<std::uint32_t>(i);
        size.pixel_format = fourcc;
        if (!ask(VIDIOC_ENUM_FRAMESIZES, &size)) return;
        if (size.type == V4L2_FRMSIZE_TYPE_DISCRETE) {
            out.push_back({kind, size.discrete.width, size.discrete.height});
            continue;
        }
        out.push_back({kind, size.stepwise.max_width, size.stepwise.max_height});
        return;
    }
}

std::vector<FrameFormat> Camera::offers() {
    std::vector<FrameFormat> out;
    for (int i = 0; i < formats_max; ++i) {
        v4l2_fmtdesc about{};
        about.index = static_cast<std::uint32_t>(i);
        about.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        if (!ask(VIDIOC_ENUM_FMT, &about)) break;
        if (about.pixelformat == V4L2_PIX_FMT_MJPEG) add_sizes(about.pixelformat, FrameKind::mjpeg, out);
        if (about.pixelformat == V4L2_PIX_FMT_YUYV) add_sizes(about.pixelformat, FrameKind::yuyv, out);
    }
    return out;
}

// The driver may choose another size than was asked for; it may not choose another format.
bool Camera::set(FrameFormat& format, std::uint32_t& bytes_per_line) {
    v4l2_format wanted{};
    wanted.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    wanted.fmt.pix.width = format.width;
    wanted.fmt.pix.height = format.height;
    wanted.fmt.pix.pixelformat = format.kind == FrameKind::mjpeg ? V4L2_PIX_FMT_MJPEG : V4L2_PIX_FMT_YUYV;
    const std::uint32_t asked = wanted.fmt.pix.pixelformat;
    if (!ask(VIDIOC_S_FMT, &wanted) || wanted.fmt.pix.pixelformat != asked) return false;
    format.width = wanted.fmt.pix.width;
    format.height = wanted.fmt.pix.height;
    bytes_per_line = wanted.fmt.pix.bytesperline;
    return true;
}

bool Camera::queue(std::uint32_t index) {
    v4l2_buffer buffer{};
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    buffer.index = index;
    return ask(VIDIOC_QBUF, &buffer);
}

// One buffer is filled over and over: only the last frame is wanted.
bool Camera::map_buffer() {
    v4l2_requestbuffers request{};
    request.count = buffers;
    request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    request.memory = V4L2_MEMORY_MMAP;
    if (!ask(VIDIOC_REQBUFS, &request) || request.count == 0) return false;
    v4l2_buffer buffer{};
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    if (!ask(VIDIOC_QUERYBUF, &buffer)) return false;
    length_ = buffer.length;
    mapped_ = mmap(nullptr, length_, PROT_READ, MAP_SHARED, handle_, static_cast<off_t>(buffer.m.offset));
    int kind = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    return mapped_ != MAP_FAILED && queue(0) && ask(VIDIOC_STREAMON, &kind);
}

core::Result<core::Bytes> Camera::frame(const FrameFormat& format, std::uint32_t bytes_per_line) {
    if (!map_buffer()) return refusal("buffer");
    for (int seen = 0;; ++seen) {
        pollfd ready{handle_, POLLIN, 0};
        if (poll(&ready, 1, frame_wait_ms) <= 0) return problem("camera.timeout");
        v4l2_buffer buffer{};
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        buffer.memory = V4L2_MEMORY_MMAP;
        if (!ask(VIDIOC_DQBUF, &buffer)) return refusal("frame");
        if (seen < frames_to_light) {
            if (!queue(buffer.index)) return refusal("frame");
            continue;
        }
        const std::size_t used = std::min<std::size_t>(buffer.bytesused, length_);
        return picture_of_frame(format, bytes_per_line, {static_cast<const std::uint8_t*>(mapped_), used});
    }
}

core::Result<core::Bytes> picture_of(const std::string& device) {
    Camera camera(device);
    if (!camera.open_now()) return refusal(device);
    if (!camera.gives_pictures()) return problem("camera.none", device);
    auto format = best_format(camera.offers());
    if (!format) return problem("camera.no_format", device);
    std::uint32_t bytes_per_line = 0;
    if (!camera.set(*format, bytes_per_line)) return refusal(device);
    return camera.frame(*format, bytes_per_line);
}

}  // namespace

core::Result<core::Bytes> picture_from_camera(const std::string& device) {
    if (!device.empty()) return picture_of(device);
    for (int i = 0; i < cameras_max; ++i) {
        auto picture = picture_of("/dev/video" + std::to_string(i));
        // A camera has several devices, and only one of them gives pictures.
        if (picture || picture.error().reason != "camera.none") return picture;
    }
    return problem("camera.none");
}

}  // namespace app
