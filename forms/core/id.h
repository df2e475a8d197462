// 128-bit names. A CaseId never fits where an AccountId is asked.
#pragma once

#include <algorithm>
#include <bit>
#include <compare>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "forms/core/bytes.h"

namespace core {

template <class Tag>
struct Id {
    std::array<std::uint8_t, 16> bytes{};

    bool operator==(const Id&) const = default;
    // The order of the bytes, as of two numbers of 64 bits: maps of devices are walked at every frame and
    // batch.
    std::strong_ordering operator<=>(const Id& other) const {
        const auto high = number(0) <=> other.number(0);
        return high != 0 ? high : number(8) <=> other.number(8);
    }
    bool is_nil() const { return *this == Id{}; }
    std::string hex() const { return to_hex(bytes); }

    static std::optional<Id> from(ByteView raw) {
        if (raw.size() != 16) return std::nullopt;
        Id id;
        std::copy(raw.begin(), raw.end(), id.bytes.begin());
        return id;
    }
    static std::optional<Id> from_hex(std::string_view hex) {
        const auto raw = core::from_hex(hex);
        return raw ? from(*raw) : std::nullopt;
    }

  private:
    std::uint64_t number(std::size_t from_byte) const {
        std::uint64_t big_endian = 0;
        std::memcpy(&big_endian, bytes.data() + from_byte, sizeof big_endian);
        return std::endian::native == std::endian::little ? __builtin_bswap64(big_endian) : big_endian;
    }
};

using SiteId = Id<struct SiteTag>;
using DeviceId = Id<struct DeviceTag>;
using AccountId = Id<struct AccountTag>;
using CaseId = Id<struct CaseTag>;
using RunId = Id<struct RunTag>;

// Which batch: who wrote it and as their how-many-eth. seq starts at 1 and has no gaps; 0 means none.
struct BatchId {
    DeviceId device;
    std::uint64_t seq{0};
    auto operator<=>(const BatchId&) const = default;
};

// Which single write, set change, event or fact: `index` counts them within the batch, from 0.
struct Dot {
    DeviceId device;
    std::uint64_t seq{0};
    std::uint32_t index{0};
    auto operator<=>(const Dot&) const = default;
    BatchId batch() const { return {device, seq}; }
};

// How far each device's log is held, without gaps: a version vector. Absent means 0.
class VersionVector {
  public:
    using Entry = std::pair<DeviceId, std::uint64_t>;

    std::uint64_t of(const DeviceId& device) const {
        const auto at = place(device);
        return at == seqs_.end() || at->first != device ? 0 : at->second;
    }
    void set(const DeviceId& device, std::uint64_t seq) { slot(device) = seq; }
    void raise(const DeviceId& device, std::uint64_t seq) {
        auto& mine = slot(device);
        mine = std::max(mine, seq);
    }
    void merge(const VersionVector& other) {
        for (const auto& [device, seq] : other.seqs_) raise(device, seq);
    }
    bool covers(const BatchId& id) const { return of(id.device) >= id.seq; }
    bool covers(const Dot& dot) const { return of(dot.device) >= dot.seq; }
    bool covers(const VersionVector& other) const {
        return std::all_of(other.seqs_.begin(), other.seqs_.end(),
                           [this](const auto& entry) { return of(entry.first) >= entry.second; });
    }
    const std::vector<Entry>& entries() const { return seqs_; }  // sorted by device
    bool operator==(const VersionVector& other) const { return covers(other) && other.covers(*this); }

  private:
    std::vector<Entry>::const_iterator place(const DeviceId& device) const {
        return std::lower_bound(seqs_.begin(), seqs_.end(), device,
                                [](const Entry& entry, const DeviceId& id) { return entry.first < id; });
    }
    std::uint64_t& slot(const DeviceId& device) {
        const auto at = seqs_.begin() + (place(device) - seqs_.cbegin());
        if (at != seqs_.end() && at->first == device) return at->second;
        return seqs_.insert(at, {device, 0})->second;
    }

    std::vector<Entry> seqs_;
};

}  // namespace core

template <class Tag>
struct std::hash<core::Id<Tag>> {
    std::size_t operator()(const core::Id<Tag>& id) const noexcept {
        std::size_t value = 0;
        std::memcpy(&value, id.bytes.data(), sizeof value);
        return value;
    }
};
