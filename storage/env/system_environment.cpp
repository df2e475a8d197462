#include "storage/env/system_environment.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace storage {

namespace {

core::Error disk_error(const char* what, int code) {
    core::Error error{core::ErrorCode::io, "disk.io", std::string(what) + ": " + std::strerror(code)};
    if (code == ENOSPC || code == EDQUOT) error.reason = "disk.full";
    if (code == EROFS || code == EACCES || code == EPERM) error.reason = "disk.read_only";
    if (code == ENOENT) error = {core::ErrorCode::not_found, "file.missing", error.detail};
    return error;
}

class Descriptor {
  public:
    Descriptor(const std::string& path, int flags, mode_t mode = 0)
        : number_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

  private:
    int number_;
};

bool write_all(int descriptor, core::ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

core::Status sync_folder_of(const std::string& path) {
    auto parent = std::filesystem::path(path).parent_path().string();
    if (parent.empty()) parent = ".";
    const Descriptor folder(parent, O_RDONLY | O_DIRECTORY);
    if (!folder || ::fsync(folder.number()) != 0) return disk_error("sync of the folder", errno);
    return core::ok();
}

core::Status write_draft(const std::string& draft, core::ByteView bytes) {
    const Descriptor file(draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
    if (!file) return disk_error("create", errno);
    if (::fchmod(file.number(), 0600) != 0) return disk_error("mode", errno);
    if (!write_all(file.number(), bytes)) return disk_error("write", errno);
    if (::fsync(file.number()) != 0) return disk_error("sync", errno);
    return core::ok();
}

}  // namespace

core::Instant SystemClock::now() const {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        const ssize_t got = ::getrandom(out.data(), out.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) std::abort();
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

core::Result<core::Bytes> SystemFileSystem::read(const std::string& path, std::size_t size_max) {
    const Descriptor file(path, O_RDONLY);
    if (!file) return disk_error("open", errno);
    struct stat about {};
    if (::fstat(file.number(), &about) != 0) return disk_error("stat", errno);
    if (!S_ISREG(about.st_mode)) return core::Error{core::ErrorCode::io, "disk.io", "not a regular file"};
    const auto size = static_cast<std::size_t>(about.st_size);
    if (size > size_max) return core::invalid("file.too_large", std::to_string(size) + " bytes");
    core::Bytes bytes(size);
    std::size_t at = 0;
    while (at < size) {
        const ssize_t got = ::read(file.number(), bytes.data() + at, size - at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return disk_error("read", errno);
        if (got == 0) break;
        at += static_cast<std::size_t>(got);
    }
    bytes.resize(at);
    return bytes;
}

core::Status SystemFileSystem::write_whole(const std::string& path, core::ByteView bytes) {
    const std::string draft = path + ".new";
    auto status = write_draft(draft, bytes);
    if (status && std::rename(draft.c_str(), path.c_str()) != 0) status = disk_error("rename", errno);
    if (!status) {
        ::unlink(draft.c_str());
        return status;
    }
    return sync_folder_of(path);
}

core::Status SystemFileSystem::remove(const std::string& path) {
    if (::unlink(path.c_str()) != 0) {
        if (errno == ENOENT) return core::ok();
        return disk_error("remove", errno);
    }
    return sync_folder_of(path);
}

}  // namespace storage
