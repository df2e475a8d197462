// All that the product asks of the outside world: time, chance and whole files. Real ones are in storage/env;
// tests bring clocks moved by hand, seeded chance and files that forget. SQLite's pages go another way
// (storage/sqlite/sealed_vfs).
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>

#include "forms/core/bytes.h"
#include "forms/core/id.h"
#include "forms/core/result.h"

namespace core {

struct Instant {
    std::int64_t unix_ms{0};
    auto operator<=>(const Instant&) const = default;
};

struct Clock {
    virtual ~Clock() = default;
    virtual Instant now() const = 0;  // wall clock; may jump either way
};

struct Random {
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;
};

template <class IdType>
IdType fresh_id(Random& random) {
    IdType id;
    random.fill(id.bytes);
    return id;
}

struct FileSystem {
    virtual ~FileSystem() = default;
    virtual Result<Bytes> read(const std::string& path,
                               std::size_t size_max) = 0;  // not_found, io, invalid_input if larger
    virtual Status write_whole(const std::string& path,
                               ByteView bytes) = 0;      // durable, mode 0600, or the old file stays
    virtual Status remove(const std::string& path) = 0;  // ok if it was not there
};

// Hybrid logical clock: 48 bits of unix milliseconds, 16 bits of counter. For display order and for choosing
// among concurrent values only; causality never depends on it.
struct Hlc {
    std::uint64_t packed{0};
    auto operator<=>(const Hlc&) const = default;
    std::int64_t unix_ms() const { return static_cast<std::int64_t>(packed >> 16); }
    static Hlc at(std::int64_t unix_ms, std::uint16_t counter = 0) {
        return {(static_cast<std::uint64_t>(unix_ms) << 16) | counter};
    }
};

// The next stamp of a device: later than `last`, at `now` if the clock has moved on. Always larger than
// `last`.
inline Hlc next_hlc(Hlc last, Instant now) {
    const Hlc wall = Hlc::at(now.unix_ms < 0 ? 0 : now.unix_ms);
    return wall > last ? wall : Hlc{last.packed + 1};
}

}  // namespace core
