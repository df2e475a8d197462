#include "app/devices/picture/picture_taking.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/devices/ocr/picture_header.h"

namespace app {
namespace {

class File {
  public:
    // A pipe or a device under that name must not hold us: only what is a file is read.
    explicit File(const std::string& path) : handle_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~File() {
        if (handle_ >= 0) close(handle_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int handle() const { return handle_; }

  private:
    int handle_;
};

}  // namespace

core::Result<core::Bytes> picture_from_file(const std::string& path) {
    const File file(path);
    struct stat about {};
    if (file.handle() < 0 || fstat(file.handle(), &about) != 0 || !S_ISREG(about.st_mode))
        return core::Error{core::ErrorCode::io, "face.no_file", path};
    if (about.st_size > static_cast<off_t>(picture_bytes_max)) return core::invalid("face.too_large", path);
    core::Bytes out(static_cast<std::size_t>(about.st_size));
    for (std::size_t at = 0; at < out.size();) {
        const ssize_t got = read(file.handle(), out.data() + at, out.size() - at);
        if (got <= 0) return core::Error{core::ErrorCode::io, "face.no_file", path};
        at += static_cast<std::size_t>(got);
    }
    return out;
}

}  // namespace app
