// The real clock, chance and files.
#pragma once

#include "forms/core/environment.h"

namespace storage {

struct SystemClock : core::Clock {
    core::Instant now() const override;
};

struct SystemRandom : core::Random {
    void fill(std::span<std::uint8_t> out) override;  // the kernel's; ends the process if it has none
};

// Any thread; two writers of one path at a time must not be.
struct SystemFileSystem : core::FileSystem {
    // "file.missing", "file.too_large", "disk.io", "disk.read_only" (not permitted)
    core::Result<core::Bytes> read(const std::string& path, std::size_t size_max) override;
    // Written beside, synced, renamed, folder synced: after a power cut the old file or the new one, whole.
    // "disk.full", "disk.read_only", "disk.io"; then the old file stays and nothing is left beside it.
    core::Status write_whole(const std::string& path, core::ByteView bytes) override;
    core::Status remove(const std::string& path) override;
};

}  // namespace storage
