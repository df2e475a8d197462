// Memory for keys, PINs and passwords: locked, guarded, wiped at the end, not copyable, not printable, left
// out of core dumps (sodium_malloc). Moving hands the pages over. Any thread may own one; sharing is the
// owner's care.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "forms/core/bytes.h"
#include "forms/core/environment.h"

namespace storage {

class Secret {
  public:
    Secret() = default;                           // empty
    explicit Secret(std::size_t size);            // zeroed; aborts if the system has no lockable memory left
    static Secret copy_of(core::ByteView bytes);  // the caller wipes its own copy
    static Secret random(std::size_t size, core::Random& random);

    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    Secret clone() const { return copy_of(view()); }  // said aloud where a second holder is wanted
    core::ByteView view() const { return {data_, size_}; }
    std::span<std::uint8_t> bytes() { return {data_, size_}; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

  private:
    std::uint8_t* data_{nullptr};
    std::size_t size_{0};
};

void wipe(std::span<std::uint8_t> bytes);  // not removed by the optimiser
void wipe(std::string& text);              // wipes the characters and empties the string

// No core file, no ptrace by others, pages locked where the limit allows. Called first in every main().
// Returns false where the system refuses memory locking (RLIMIT_MEMLOCK); the caller says so in the log.
bool harden_process();

}  // namespace storage
