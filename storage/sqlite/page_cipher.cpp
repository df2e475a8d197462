#include "storage/sqlite/page_cipher.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "storage/keys/primitives.h"

namespace storage {

namespace {

constexpr char magic[17] = "SQLite format 3";  // 16 bytes with its zero
constexpr std::size_t clear_at = 16, clear_end = 24;
constexpr std::size_t format_at = 24, epoch_at = 26, key_check_at = 30, sum_at = 38, sum_size = 6;
constexpr std::size_t unused_at = 72, unused_end = 92;  // "reserved for expansion" in SQLite's file format
constexpr std::size_t rest_size = body_size - label_size;
static_assert((unused_at - clear_end) + (body_size - unused_end) == rest_size);
static_assert(nonce_size == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(reserve_size == nonce_size + crypto_aead_xchacha20poly1305_ietf_ABYTES);

bool all_zero(const std::uint8_t* bytes, std::size_t count) {
    return std::all_of(bytes, bytes + count, [](std::uint8_t byte) { return byte == 0; });
}

Digest label_sum(const std::uint8_t* label) { return hash({label, sum_at}); }

void page_associated(const StoreLabel& label, std::uint32_t page, core::Writer& out) {
    out.raw(store_binding(label, PageKind::main)).u32(page);
}

bool holds_fixed_fields(const std::uint8_t* plain) {
    const std::uint8_t* clear = plain + clear_at;
    const bool versions = clear[2] == clear[3] && (clear[2] == 1 || clear[2] == 2);
    return std::memcmp(plain, magic, sizeof magic - 1) == 0 && clear[0] == 0x10 && clear[1] == 0 &&
           versions && clear[4] == reserve_size && clear[5] == 64 && clear[6] == 32 && clear[7] == 32 &&
           all_zero(plain + unused_at, unused_end - unused_at);
}

}  // namespace

core::Result<StoreLabel> parse_label(core::ByteView first) {
    if (first.size() < label_size)
        return core::corrupt("store.damaged", "the file is shorter than its label");
    const auto sum = label_sum(first.data());
    if (std::memcmp(sum.data(), first.data() + sum_at, sum_size) != 0)
        return core::corrupt("store.damaged", "the label of page 1 is damaged, or this is no store file");
    core::Reader reader(first);
    StoreLabel label;
    label.store_id = reader.array<16>();
    reader.raw(clear_end - clear_at);
    label.format = reader.u16();
    label.epoch = reader.u32();
    if (label.format > store_format)
        return core::Error{core::ErrorCode::unsupported, "store.newer", "page format of a newer release",
                           label.format};
    if (label.format == 0) return core::corrupt("store.damaged", "format 0 was never written");
    return label;
}

Secret page_sub_key(const Secret& store_key, PageKind kind) {
    static_assert(crypto_kdf_KEYBYTES == 32);
    Secret sub_key(32);
    crypto_kdf_derive_from_key(sub_key.bytes().data(), sub_key.size(), static_cast<std::uint64_t>(kind),
                               "kkn page", store_key.view().data());
    return sub_key;
}

std::array<std::uint8_t, binding_size> store_binding(const StoreLabel& label, PageKind kind) {
    std::array<std::uint8_t, binding_size> out{};
    core::Writer writer;
    writer.u8(static_cast<std::uint8_t>(kind)).u16(label.format).raw(label.store_id).u32(label.epoch);
    std::copy_n(writer.bytes().begin(), binding_size, out.begin());
    return out;
}

void seal_text(const Secret& key, core::ByteView associated, core::ByteView text, std::uint8_t* out,
               std::uint8_t* tail) {
    randombytes_buf(tail, nonce_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt_detached(out, tail + nonce_size, nullptr, text.data(),
                                                        text.size(), associated.data(), associated.size(),
                                                        nullptr, tail, key.view().data());
}

bool open_text(const Secret& key, core::ByteView associated, core::ByteView sealed, const std::uint8_t* tail,
               std::uint8_t* out) {
    return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
               out, nullptr, sealed.data(), sealed.size(), tail + nonce_size, associated.data(),
               associated.size(), tail, key.view().data()) == 0;
}

PageCipher::PageCipher(const Secret& store_key, const StoreLabel& label)
    : label_(label), main_key_(page_sub_key(store_key, PageKind::main)) {
    const Secret check_key = page_sub_key(store_key, PageKind::key_check);
    const Digest digest = keyed_hash(check_key.view(), store_binding(label, PageKind::key_check));
    std::copy_n(digest.begin(), key_check_.size(), key_check_.begin());
}

bool PageCipher::is_key_of(core::ByteView first) const {
    return first.size() >= label_size && equal(first.subspan(key_check_at, key_check_.size()), key_check_);
}

bool PageCipher::seal(std::uint32_t page, const std::uint8_t* plain, std::uint8_t* sealed) const {
    if (!all_zero(plain + body_size, reserve_size)) return false;
    if (page == 1) return seal_first(plain, sealed);
    core::Writer associated;
    page_associated(label_, page, associated);
    seal_text(main_key_, associated.bytes(), {plain, body_size}, sealed, sealed + body_size);
    return true;
}

bool PageCipher::open(std::uint32_t page, const std::uint8_t* sealed, std::uint8_t* plain) const {
    if (page == 1) return open_first(sealed, plain);
    core::Writer associated;
    page_associated(label_, page, associated);
    if (!open_text(main_key_, associated.bytes(), {sealed, body_size}, sealed + body_size, plain))
        return false;
    std::fill_n(plain + body_size, reserve_size, std::uint8_t{0});
    return true;
}

void PageCipher::clear_fields(const std::uint8_t* label, std::uint8_t* plain24) {
    std::memcpy(plain24, magic, clear_at);
    std::memcpy(plain24 + clear_at, label + clear_at, clear_end - clear_at);
}

void PageCipher::write_label(const std::uint8_t* plain, std::uint8_t* label) const {
    core::Writer writer;
    writer.raw(label_.store_id).raw({plain + clear_at, clear_end - clear_at});
    writer.u16(label_.format).u32(label_.epoch).raw(key_check_);
    std::copy(writer.bytes().begin(), writer.bytes().end(), label);
    const Digest sum = label_sum(label);
    std::copy_n(sum.begin(), sum_size, label + sum_at);
}

bool PageCipher::seal_first(const std::uint8_t* plain, std::uint8_t* sealed) const {
    if (!holds_fixed_fields(plain)) return false;
    write_label(plain, sealed);
    std::uint8_t* rest = sealed + label_size;
    std::memcpy(rest, plain + clear_end, unused_at - clear_end);
    std::memcpy(rest + (unused_at - clear_end), plain + unused_end, body_size - unused_end);
    core::Writer associated;
    page_associated(label_, 1, associated);
    associated.raw({sealed, label_size});
    seal_text(main_key_, associated.bytes(), {rest, rest_size}, rest, sealed + body_size);
    return true;
}

bool PageCipher::open_first(const std::uint8_t* sealed, std::uint8_t* plain) const {
    core::Writer associated;
    page_associated(label_, 1, associated);
    associated.raw({sealed, label_size});
    std::array<std::uint8_t, rest_size> rest;
    if (!open_text(main_key_, associated.bytes(), {sealed + label_size, rest_size}, sealed + body_size,
                   rest.data()))
        return false;
    std::fill_n(plain, page_size, std::uint8_t{0});
    clear_fields(sealed, plain);
    std::memcpy(plain + clear_end, rest.data(), unused_at - clear_end);
    std::memcpy(plain + unused_end, rest.data() + (unused_at - clear_end), body_size - unused_end);
    sodium_memzero(rest.data(), rest.size());
    return true;
}

}  // namespace storage
