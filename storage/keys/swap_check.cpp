#include "storage/keys/swap_check.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace storage {

namespace {

namespace fs = std::filesystem;

constexpr int depth_max = 8;  // partition on volume on crypt on disk: more is a loop
constexpr unsigned cap_ipc_lock = 14;

std::string first_line(const fs::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

// A block device by its folder below /sys/class/block. What lies on several is encrypted only if all are.
bool is_encrypted(const fs::path& device, int depth = 0) {
    if (depth > depth_max) return false;
    if (first_line(device / "dm" / "uuid").starts_with("CRYPT-")) return true;
    std::error_code none;
    std::size_t below = 0;
    for (const auto& entry : fs::directory_iterator(device / "slaves", none)) {
        ++below;
        if (!is_encrypted(entry.path(), depth + 1)) return false;
    }
    return below > 0;
}

bool stays_in_memory(const fs::path& device) {
    if (!device.filename().string().starts_with("zram")) return false;
    const std::string behind = first_line(device / "backing_dev");
    return behind.empty() || behind == "none";
}

// The device that a swap file's bytes lie on, or the swap device itself; "" if it cannot be told.
fs::path device_of(const std::string& root, const std::string& path, bool is_file) {
    const fs::path all = root + "/sys/class/block";
    std::error_code failed;
    const fs::path real = fs::canonical(path, failed);
    if (!is_file) return all / (failed ? fs::path(path) : real).filename();
    struct stat about {};
    if (stat(path.c_str(), &about) != 0) return {};
    const std::string number =
        std::to_string(major(about.st_dev)) + ":" + std::to_string(minor(about.st_dev));
    for (const auto& entry : fs::directory_iterator(all, failed))
        if (first_line(entry.path() / "dev") == number) return entry.path();
    return {};
}

bool may_lock_memory() {
    rlimit limit{};
    if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY) return true;
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::string mask;
        if (word == "CapEff:" && status >> mask)
            return (std::stoull(mask, nullptr, 16) >> cap_ipc_lock & 1) != 0;
    }
    return false;
}

}  // namespace

// A line: file name, "partition" or "file", size, used, priority; blanks in names stand as \040.
SwapState swap_state(const std::string& root) {
    std::ifstream swaps(root + "/proc/swaps");
    std::string line;
    std::getline(swaps, line);  // the column names
    SwapState state = SwapState::none;
    while (std::getline(swaps, line)) {
        std::istringstream words(line);
        std::string path, kind;
        if (!(words >> path >> kind)) continue;
        const fs::path device = device_of(root, path, kind == "file");
        if (!device.empty() && stays_in_memory(device)) continue;
        if (device.empty() || !is_encrypted(device)) return SwapState::open;
        state = SwapState::encrypted;
    }
    return state;
}

bool lock_all_memory() { return may_lock_memory() && mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0; }

core::Status keep_memory_off_disk() {
    if (swap_state() != SwapState::open || lock_all_memory()) return core::ok();
    return core::denied("memory.swap_open");
}

}  // namespace storage
