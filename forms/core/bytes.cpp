#include "forms/core/bytes.h"

namespace core {

namespace {

template <class T>
void put_little(Bytes& out, T value) {
    std::array<std::uint8_t, sizeof(T)> bytes;
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
    out.insert(out.end(), bytes.begin(), bytes.end());
}

template <class T>
T get_little(ByteView bytes) {
    T value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        value = static_cast<T>(value | (static_cast<T>(bytes[i]) << (8 * i)));
    return value;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string to_hex(ByteView bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (std::uint8_t b : bytes) {
        out.push_back(digits[b >> 4]);
        out.push_back(digits[b & 15]);
    }
    return out;
}

std::optional<Bytes> from_hex(std::string_view hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    Bytes out;
    out.reserve(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = hex_digit(hex[i]);
        const int low = hex_digit(hex[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return out;
}

Writer& Writer::u16(std::uint16_t value) {
    put_little(bytes_, value);
    return *this;
}
Writer& Writer::u32(std::uint32_t value) {
    put_little(bytes_, value);
    return *this;
}
Writer& Writer::u64(std::uint64_t value) {
    put_little(bytes_, value);
    return *this;
}
Writer& Writer::varint(std::uint64_t value) {
    while (value >= 0x80) {
        bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    bytes_.push_back(static_cast<std::uint8_t>(value));
    return *this;
}
Writer& Writer::zigzag(std::int64_t value) {
    return varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}
Writer& Writer::raw(ByteView bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
}
Writer& Writer::blob(ByteView bytes) { return varint(bytes.size()).raw(bytes); }

std::uint16_t Reader::u16() { return get_little<std::uint16_t>(raw(2)); }
std::uint32_t Reader::u32() { return get_little<std::uint32_t>(raw(4)); }
std::uint64_t Reader::u64() { return get_little<std::uint64_t>(raw(8)); }

std::uint64_t Reader::varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint8_t byte = u8();
        if (!ok_) return 0;
        if (shift == 63 && byte > 1) break;
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            if (byte == 0 && shift != 0) break;
            return value;
        }
    }
    ok_ = false;
    return 0;
}

std::int64_t Reader::zigzag() {
    const std::uint64_t value = varint();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

ByteView Reader::raw(std::size_t count) {
    if (!ok_ || count > bytes_.size() - at_) {
        ok_ = false;
        return {};
    }
    const ByteView out = bytes_.subspan(at_, count);
    at_ += count;
    return out;
}

ByteView Reader::blob(std::size_t limit) {
    const std::uint64_t count = varint();
    if (count > limit) ok_ = false;
    return ok_ ? raw(static_cast<std::size_t>(count)) : ByteView{};
}

}  // namespace core
