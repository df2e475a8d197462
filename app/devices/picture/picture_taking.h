// A picture of a document from a file, a scanner or a camera, as the bytes of one of the four kinds that the
// recogniser takes. Each blocks up to its limit; call it off the window's thread.
#pragma once

#include <string>
#include <vector>

#include "forms/core/bytes.h"
#include "forms/core/result.h"

namespace app {

// Errors: face.no_file (there is none, or it may not be read), face.too_large (before it is read whole).
core::Result<core::Bytes> picture_from_file(const std::string& path);

// One page in grey at 300 dpi, through SANE: the system's scanimage as a child with limits, so that a
// scanner's driver never runs in a process that holds cases. `device`: SANE's name, "" = the first there is.
struct Scanner {
    std::string program{"/usr/bin/scanimage"};
    int seconds{90};
    std::vector<std::string> environment{};  // beside SANE_CONFIG_DIR and SANE_DEFAULT_DEVICE of this process
};
// Errors: scanner.no_program, scanner.none (no such device, or none at all), scanner.busy, scanner.no_paper,
// scanner.jammed, scanner.cover_open, scanner.denied, scanner.timeout,
// scanner.no_picture (it said that all went well, and sent nothing), scanner.failed.
core::Result<core::Bytes> picture_from_scanner(const Scanner& scanner, const std::string& device);

// One frame of a camera (V4L2), after the first ones by which it gets used to the light. `device`:
// /dev/videoN, "" = the first that gives pictures. Errors: camera.none, camera.busy, camera.denied,
// camera.no_format (gives neither MJPEG nor YUYV), camera.timeout, camera.failed.
core::Result<core::Bytes> picture_from_camera(const std::string& device);

}  // namespace app
