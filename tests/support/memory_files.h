// Whole files in memory, with the ways in which a disk disappoints: the n-th write fails, or the power goes
// with it and every later one.
#pragma once

#include <map>

#include "forms/core/environment.h"

namespace tests {

class MemoryFiles : public core::FileSystem {
  public:
    core::Result<core::Bytes> read(const std::string& path, std::size_t size_max) override {
        const auto it = files.find(path);
        if (it == files.end()) return core::Error{core::ErrorCode::not_found, "file.absent"};
        if (it->second.size() > size_max) return core::invalid("file.too_large");
        return it->second;
    }
    core::Status write_whole(const std::string& path, core::ByteView bytes) override {
        ++writes;
        if (fail_from != 0 && writes >= fail_from) return core::Error{core::ErrorCode::io, "disk.full"};
        files[path] = core::Bytes(bytes.begin(), bytes.end());
        return core::ok();
    }
    core::Status remove(const std::string& path) override {
        files.erase(path);
        return core::ok();
    }

    std::map<std::string, core::Bytes> files;
    int writes{0};
    int fail_from{0};  // the first write that fails, counted from 1; 0: none
};

}  // namespace tests
