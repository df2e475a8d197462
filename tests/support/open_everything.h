// What somebody could find who holds every live key: opens each page of a store's file, the free ones too,
// and each frame of its WAL, old generations included, and looks for given bytes in the plain text; looks for
// them in every other file as it lies.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <unordered_map>

#include "storage/sqlite/page_cipher.h"
#include "storage/sqlite/wal_cipher.h"

namespace support {

// Many needles of at least eight bytes, looked for at once.
class Needles {
  public:
    void add(const std::string& name, core::ByteView bytes) {
        if (bytes.size() >= 8) by_start_[start(bytes.data())].push_back({name, {bytes.begin(), bytes.end()}});
    }
    std::size_t size() const { return by_start_.size(); }
    void find(core::ByteView hay, std::set<std::string>& found) const {
        for (std::size_t at = 0; at + 8 <= hay.size(); ++at) {
            const auto it = by_start_.find(start(hay.data() + at));
            if (it == by_start_.end()) continue;
            for (const auto& [name, bytes] : it->second)
                if (bytes.size() <= hay.size() - at &&
                    std::equal(bytes.begin(), bytes.end(), hay.begin() + static_cast<std::ptrdiff_t>(at)))
                    found.insert(name);
        }
    }

  private:
    static std::uint64_t start(const std::uint8_t* bytes) {
        std::uint64_t value = 0;
        for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
        return value;
    }
    std::unordered_map<std::uint64_t, std::vector<std::pair<std::string, core::Bytes>>> by_start_;
};

inline core::Bytes bytes_of_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return core::Bytes(std::istreambuf_iterator<char>(in), {});
}

struct Opened {
    std::set<std::string> found;
    std::size_t pages{0};
    std::size_t frames{0};
    std::size_t files{0};
};

// Adjoining pages are joined, since a text may run over a border.
inline void open_pages(const core::Bytes& file, const storage::Secret& key, const Needles& needles,
                       Opened& out) {
    auto label = storage::parse_label(file);
    if (!label) return;
    const storage::PageCipher cipher(key, *label);
    core::Bytes all;
    core::Bytes plain(storage::page_size);
    for (std::size_t n = 0; (n + 1) * storage::page_size <= file.size(); ++n) {
        if (!cipher.open(static_cast<std::uint32_t>(n + 1), file.data() + n * storage::page_size,
                         plain.data()))
            continue;
        ++out.pages;
        all.insert(all.end(), plain.begin(), plain.begin() + storage::body_size);
        needles.find(plain, out.found);
    }
    needles.find(all, out.found);
}

inline void open_frames(const core::Bytes& file, const core::Bytes& wal, const storage::Secret& key,
                        const Needles& needles, Opened& out) {
    auto label = storage::parse_label(file);
    if (!label) return;
    const storage::WalCipher cipher(key, *label);
    core::Bytes plain(storage::frame_size);
    for (std::size_t i = 0; storage::wal_header_size + (i + 1) * storage::frame_size <= wal.size(); ++i) {
        if (!cipher.open_frame(i, wal.data() + storage::wal_header_size + i * storage::frame_size,
                               plain.data()))
            continue;
        ++out.frames;
        needles.find(plain, out.found);
    }
}

inline Opened open_everything(const std::string& folder, const storage::Secret& key, const Needles& needles) {
    Opened out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        ++out.files;
        const core::Bytes bytes = bytes_of_file(entry.path());
        needles.find(bytes, out.found);
        open_pages(bytes, key, needles, out);
        const std::string wal = entry.path().string() + "-wal";
        if (std::filesystem::exists(wal)) open_frames(bytes, bytes_of_file(wal), key, needles, out);
    }
    return out;
}

}  // namespace support
