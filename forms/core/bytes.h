// Byte strings and the one coding that every format of ours is built from: little-endian integers and LEB128
// varints.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;

inline ByteView view(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(ByteView bytes);                   // lower case
std::optional<Bytes> from_hex(std::string_view hex);  // nothing on an odd length or a foreign character

// Appends to a buffer it owns, with room for about `room` bytes from the start. Never fails.
class Writer {
  public:
    explicit Writer(std::size_t room = 128) { bytes_.reserve(room); }
    Writer& u8(std::uint8_t value) {
        bytes_.push_back(value);
        return *this;
    }
    Writer& u16(std::uint16_t value);
    Writer& u32(std::uint32_t value);
    Writer& u64(std::uint64_t value);
    Writer& varint(std::uint64_t value);  // LEB128, at most ten bytes
    Writer& zigzag(std::int64_t value);   // varint of (n << 1) ^ (n >> 63)
    Writer& raw(ByteView bytes);
    Writer& blob(ByteView bytes);  // varint length, then the bytes
    Writer& blob(std::string_view text) { return blob(view(text)); }

    std::size_t size() const { return bytes_.size(); }
    const Bytes& bytes() const { return bytes_; }
    Bytes take() { return std::move(bytes_); }

  private:
    Bytes bytes_;
};

// Reads untrusted bytes. After the first failure every call returns zero or empty and ok() stays false, so a
// decoder may read a whole record and ask once. Views point into the input. blob() refuses a length beyond
// `limit` or the input's end before anything is allocated.
class Reader {
  public:
    explicit Reader(ByteView bytes) : bytes_(bytes) {}

    std::uint8_t u8() {
        if (ok_ && at_ < bytes_.size()) return bytes_[at_++];
        ok_ = false;
        return 0;
    }
    std::uint16_t u16();
    std::uint32_t u32();
    std::uint64_t u64();
    std::uint64_t varint();  // refuses over-long encodings: one number, one encoding
    std::int64_t zigzag();
    ByteView raw(std::size_t count);
    ByteView blob(std::size_t limit);
    std::string string(std::size_t limit) { return std::string(text(blob(limit))); }
    template <std::size_t N>
    std::array<std::uint8_t, N> array() {
        std::array<std::uint8_t, N> out{};
        ByteView got = raw(N);
        for (std::size_t i = 0; i < got.size(); ++i) out[i] = got[i];
        return out;
    }

    bool ok() const { return ok_; }
    bool done() const { return ok_ && at_ == bytes_.size(); }  // everything read, nothing left over
    std::size_t left() const { return ok_ ? bytes_.size() - at_ : 0; }
    std::size_t at() const { return at_; }
    void fail() { ok_ = false; }

  private:
    ByteView bytes_;
    std::size_t at_{0};
    bool ok_{true};
};

}  // namespace core
