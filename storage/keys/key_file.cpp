#include "storage/keys/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace storage {

namespace {

class Handle {
  public:
    explicit Handle(int fd) : fd_(fd) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }

  private:
    int fd_;
};

core::Error io(const char* detail) { return {core::ErrorCode::io, "key_file.unreadable", detail}; }

bool read_all(int fd, std::span<std::uint8_t> out) {
    std::size_t got = 0;
    while (got < out.size()) {
        const auto n = ::read(fd, out.data() + got, out.size() - got);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        got += static_cast<std::size_t>(n);
    }
    return true;
}

}  // namespace

core::Result<Secret> read_key_file(const std::string& path) {
    const Handle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (file.fd() < 0) {
        if (errno == ENOENT) return core::Error{core::ErrorCode::not_found, "key_file.absent"};
        return io("open");
    }
    struct stat about {};
    if (::fstat(file.fd(), &about) != 0) return io("stat");
    const bool private_file = S_ISREG(about.st_mode) && (about.st_mode & 077) == 0 &&
                              (about.st_uid == ::geteuid() || about.st_uid == 0);
    if (!private_file) return core::denied("key_file.open_to_others");
    if (about.st_size != static_cast<off_t>(key_size)) return core::corrupt("key_file.malformed");
    Secret key(key_size);
    if (!read_all(file.fd(), key.bytes())) return io("read");
    return key;
}

std::string credential_path(const std::string& name) {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    return folder == nullptr ? std::string() : std::string(folder) + "/" + name;
}

core::Status make_key_file(const std::string& path, core::Random& random) {
    const Handle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.fd() < 0) {
        if (errno == EEXIST) return core::Error{core::ErrorCode::conflict, "key_file.exists"};
        return io("create");
    }
    const Secret key = Secret::random(key_size, random);
    const auto written = ::write(file.fd(), key.view().data(), key.size());
    if (written != static_cast<ssize_t>(key.size()) || ::fsync(file.fd()) != 0) {
        ::unlink(path.c_str());
        return io("write");
    }
    const auto slash = path.find_last_of('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const Handle directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.fd() < 0 || ::fsync(directory.fd()) != 0) return io("folder");
    return core::ok();
}

}  // namespace storage
