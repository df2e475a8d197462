#include "storage/sqlite/wal_cipher.h"

#include <algorithm>
#include <cstring>

#include "storage/keys/primitives.h"

namespace storage {

namespace {

constexpr std::size_t fields_size = 24, header_salts_at = 16;
constexpr std::size_t frame_salts_at = 8, sealed_at = 16, sealed_size = 8 + body_size;

std::uint32_t word(const std::uint8_t* bytes, bool big_endian) {
    if (big_endian)
        return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
               bytes[3];
    return std::uint32_t{bytes[3]} << 24 | std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[1]} << 8 |
           bytes[0];
}

void put_big(std::uint8_t* out, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

core::Bytes frame_associated(const StoreLabel& label, std::uint64_t index, const std::uint8_t* frame) {
    core::Writer out;
    out.raw(store_binding(label, PageKind::wal)).u64(index).raw({frame, sealed_at});
    return out.take();
}

}  // namespace

WalChecksum wal_checksum(WalChecksum seed, const std::uint8_t* bytes, std::size_t count, bool big_endian) {
    for (std::size_t i = 0; i < count; i += 8) {
        seed[0] += word(bytes + i, big_endian) + seed[1];
        seed[1] += word(bytes + i + 4, big_endian) + seed[0];
    }
    return seed;
}

WalCipher::WalCipher(const Secret& store_key, const StoreLabel& label)
    : label_(label),
      frame_key_(page_sub_key(store_key, PageKind::wal)),
      header_key_(page_sub_key(store_key, PageKind::wal_header)) {}

std::array<std::uint8_t, 8> WalCipher::header_mac(const std::uint8_t* fields) const {
    core::Writer bound;
    bound.raw(store_binding(label_, PageKind::wal_header)).raw({fields, fields_size});
    const Digest digest = keyed_hash(header_key_.view(), bound.bytes());
    std::array<std::uint8_t, 8> mac;
    std::copy_n(digest.begin(), mac.size(), mac.begin());
    return mac;
}

void WalCipher::seal_header(const std::uint8_t* plain, std::uint8_t* sealed) const {
    std::memcpy(sealed, plain, fields_size);
    const auto mac = header_mac(plain);
    std::copy(mac.begin(), mac.end(), sealed + fields_size);
}

bool WalCipher::open_header(const std::uint8_t* sealed, std::uint8_t* plain) const {
    if (!equal({sealed + fields_size, 8}, header_mac(sealed))) return false;
    std::memcpy(plain, sealed, fields_size);
    const WalChecksum sum = wal_checksum({}, plain, fields_size, (plain[3] & 1) != 0);
    put_big(plain + fields_size, sum[0]);
    put_big(plain + fields_size + 4, sum[1]);
    return true;
}

bool WalCipher::seal_frame(std::uint64_t index, const std::uint8_t* plain, std::uint8_t* sealed) const {
    const std::uint8_t* reserve = plain + frame_header_size + body_size;
    if (std::any_of(reserve, reserve + reserve_size, [](std::uint8_t byte) { return byte != 0; }))
        return false;
    std::memcpy(sealed, plain, sealed_at);
    seal_text(frame_key_, frame_associated(label_, index, plain), {plain + sealed_at, sealed_size},
              sealed + sealed_at, sealed + sealed_at + sealed_size);
    return true;
}

bool WalCipher::open_frame(std::uint64_t index, const std::uint8_t* sealed, std::uint8_t* plain) const {
    if (!open_text(frame_key_, frame_associated(label_, index, sealed), {sealed + sealed_at, sealed_size},
                   sealed + sealed_at + sealed_size, plain + sealed_at))
        return false;
    std::memcpy(plain, sealed, sealed_at);
    std::fill_n(plain + sealed_at + sealed_size, reserve_size, std::uint8_t{0});
    return true;
}

WalSalts WalCipher::salts_of_header(const std::uint8_t* header) {
    WalSalts salts;
    std::copy_n(header + header_salts_at, salts.size(), salts.begin());
    return salts;
}

WalSalts WalCipher::salts_of_frame(const std::uint8_t* frame) {
    WalSalts salts;
    std::copy_n(frame + frame_salts_at, salts.size(), salts.begin());
    return salts;
}

bool WalCipher::is_commit(const std::uint8_t* frame) { return word(frame + 4, true) != 0; }

bool WalCipher::continues(const std::uint8_t* commit, const std::uint8_t* next, bool big_endian) {
    WalChecksum sum{word(commit + sealed_at, true), word(commit + sealed_at + 4, true)};
    sum = wal_checksum(sum, next, 8, big_endian);
    sum = wal_checksum(sum, next + frame_header_size, page_size, big_endian);
    return word(next + sealed_at, true) == sum[0] && word(next + sealed_at + 4, true) == sum[1];
}

}  // namespace storage
