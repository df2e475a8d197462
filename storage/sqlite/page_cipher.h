// The sealed form of a store's pages.
//
//   file   = page1 page*                        every page 4096 bytes; page n lies at (n-1) * 4096
//   page   = body'4056 nonce24 tag16            n >= 2
//   page1  = label44 rest'4012 nonce24 tag16
//   label  = store_id16 clear8 format2 epoch4 key_check8 sum6      little-endian
//
//   body'      SQLite's page without its 40 reserved bytes, encrypted
//   rest'      SQLite's page 1, bytes 24..71 and 92..4055, encrypted. Bytes 0..15 are its magic word
//   and 72..91
//              are zero in every SQLite file: they are not stored, the label takes their place
//   clear      SQLite's bytes 16..23: page size 4096, file versions, reserve 40, fractions 64 32 32
//   key_check  first 8 bytes of BLAKE2b(store_id epoch format) under sub-key 4: tells a wrong key from damage
//   sum        first 6 bytes of BLAKE2b over label 0..37: tells damage from a wrong key; proves nothing else
//
// Encryption is XChaCha20-Poly1305 under sub-key 1 = crypto_kdf(store key, 1, "kkn page"), with a nonce drawn
// from the kernel for every write: a counter would repeat on a cloned disk. Associated data: kind 1, store
// id, epoch, format, page number, for page 1 also the label. The WAL's form is in wal_cipher.h.
//
// The lock page (262145) is never written and never read. A page is in the file whole or not at all; a page
// of zeros does not open. Which of two authentic states of one page is newer cannot be seen from the page: an
// old copy of the whole store opens (docs/guarantees.md).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "forms/core/bytes.h"
#include "forms/core/result.h"
#include "storage/keys/secret.h"

namespace storage {

inline constexpr std::size_t page_size = 4096;
inline constexpr std::size_t reserve_size = 40;
inline constexpr std::size_t body_size = page_size - reserve_size;
inline constexpr std::size_t nonce_size = 24;
inline constexpr std::size_t label_size = 44;
inline constexpr std::uint16_t store_format = 1;

// The public numbers of a store file.
struct StoreLabel {
    std::array<std::uint8_t, 16> store_id{};
    std::uint16_t format{store_format};
    std::uint32_t epoch{0};
};

enum class PageKind : std::uint8_t {
    main = 1,
    wal = 2,
    wal_header = 3,
    key_check = 4
};  // on disk: never reuse

// What `first` (the start of a store file) says: "store.damaged" or "store.newer".
core::Result<StoreLabel> parse_label(core::ByteView first);

// Sub-key of one kind.
Secret page_sub_key(const Secret& store_key, PageKind kind);

// Kind, format, store id and epoch: what every associated data of this store begins with.
inline constexpr std::size_t binding_size = 23;
std::array<std::uint8_t, binding_size> store_binding(const StoreLabel& label, PageKind kind);

// The AEAD itself: `text` is encrypted into `out` (same length; the two may be one), nonce and tag go to
// `tail`.
void seal_text(const Secret& key, core::ByteView associated, core::ByteView text, std::uint8_t* out,
               std::uint8_t* tail);
bool open_text(const Secret& key, core::ByteView associated, core::ByteView sealed, const std::uint8_t* tail,
               std::uint8_t* out);

// Seals and opens the pages of one store. Immutable after construction; any thread.
class PageCipher {
  public:
    PageCipher(const Secret& store_key, const StoreLabel& label);

    const StoreLabel& label() const { return label_; }
    bool is_key_of(core::ByteView first) const;  // compares the key check of a file's first 44 bytes

    // False if `plain` is not a page this format can hold: reserve not zero, or a page 1 with other fixed
    // fields.
    bool seal(std::uint32_t page, const std::uint8_t* plain, std::uint8_t* sealed) const;
    // False if this is not page `page` of this store. `plain` is then undefined.
    bool open(std::uint32_t page, const std::uint8_t* sealed, std::uint8_t* plain) const;
    // SQLite's first 24 bytes, taken from a label: enough for the probe it makes before any lock.
    static void clear_fields(const std::uint8_t* label, std::uint8_t* plain24);

  private:
    void write_label(const std::uint8_t* plain, std::uint8_t* label) const;
    bool seal_first(const std::uint8_t* plain, std::uint8_t* sealed) const;
    bool open_first(const std::uint8_t* sealed, std::uint8_t* plain) const;

    StoreLabel label_;
    Secret main_key_;
    std::array<std::uint8_t, 8> key_check_{};
};

}  // namespace storage
