// The sealed form of a store's write-ahead log: as long as SQLite's own, byte for byte.
//
//   wal     = header32 frame*                 frame i (from 0) lies at 32 + i * 4120
//   header  = fields24 mac8                   SQLite's magic, version, page size, checkpoint number, salts;
//                                             its checksum gives way to BLAKE2b(kind 3 binding, fields24),
//                                             8 bytes, under sub-key 3
//   frame   = page4 commit4 salts8 sealed4064 nonce24 tag16      as SQLite: big-endian
//   sealed  = SQLite's two checksum words and the page's 4056 bytes, encrypted under sub-key 2
//
// Associated data of a frame: kind 2, format, store id, epoch, i, and the frame's first 16 bytes. SQLite's
// checksums run over plain text, in the clear they would give content away to guessing; so they are sealed
// too.
//
// A frame that does not open is a torn end after a power cut, or damage. With synchronous=FULL a commit is on
// the disk before the next one begins; so a bad frame is damage if further on stands a commit frame that a
// later frame continues (its checksum goes on from the commit's). Otherwise it is the end of the log. What
// this cannot see: damage to the last commit, and a log cut short. Both look like a power cut; the heads
// peers hold tell.
#pragma once

#include <array>
#include <cstdint>

#include "storage/sqlite/page_cipher.h"

namespace storage {

inline constexpr std::size_t wal_header_size = 32;
inline constexpr std::size_t frame_header_size = 24;
inline constexpr std::size_t frame_size = frame_header_size + page_size;

using WalSalts = std::array<std::uint8_t, 8>;
using WalChecksum = std::array<std::uint32_t, 2>;

// SQLite's running checksum over 32-bit words, carried on from `seed`; `count` is a multiple of 8.
// `big_endian` as the lowest bit of the header's magic says.
WalChecksum wal_checksum(WalChecksum seed, const std::uint8_t* bytes, std::size_t count, bool big_endian);

class WalCipher {
  public:
    WalCipher(const Secret& store_key, const StoreLabel& label);

    void seal_header(const std::uint8_t* plain, std::uint8_t* sealed) const;
    bool open_header(const std::uint8_t* sealed,
                     std::uint8_t* plain) const;  // plain has SQLite's checksum again

    // False if the page's reserve is not zero.
    bool seal_frame(std::uint64_t index, const std::uint8_t* plain, std::uint8_t* sealed) const;
    bool open_frame(std::uint64_t index, const std::uint8_t* sealed, std::uint8_t* plain) const;

    static WalSalts salts_of_header(const std::uint8_t* header);
    static WalSalts salts_of_frame(const std::uint8_t* frame);
    static bool is_commit(const std::uint8_t* frame);
    // True if `next` was written after `commit` by a writer that knew it; both plain.
    static bool continues(const std::uint8_t* commit, const std::uint8_t* next, bool big_endian);

  private:
    std::array<std::uint8_t, 8> header_mac(const std::uint8_t* fields) const;

    StoreLabel label_;
    Secret frame_key_;
    Secret header_key_;
};

}  // namespace storage
