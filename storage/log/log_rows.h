// How the log's values stand in its rows; shared by the files of batch_log and nobody else.
#pragma once

#include "storage/log/batch.h"

namespace storage {

inline core::Error no_block() { return core::invalid("store.no_block", "no write block is open"); }

inline bool read_digest(ByteView bytes, Digest& out) {
    if (bytes.size() != out.size()) return false;
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return true;
}

// seal := chain:32 signature:64
Bytes encode_seal(const Seal& seal);
core::Result<Seal> decode_seal(std::uint64_t seq, ByteView bytes);  // "log.damaged"

// A head as it lies in its row: the author's id, which its row's device says and which stands in it up to
// four times, is left out. A row of an earlier release holds the head whole; its format is never 0.
//   head := 00 n:u8 gap:varint{n} rest     the id stands `gap` bytes behind the one before, or the beginning
Bytes stored_head(ByteView head, const core::DeviceId& author);
core::Result<Bytes> whole_head(ByteView stored, const core::DeviceId& author);  // "log.damaged"

// body as in batch.h, but key records and parts above the inline limit always absent, and parts marked in
// `erased` too.
Bytes stored_body(const Batch& batch, const std::vector<bool>& erased);

// What a part that is gone adds to the log's digest; marks are joined by XOR, so their order does not matter.
Digest hollow_mark(const BatchHead& head, std::size_t part);
inline void join_mark(Digest& marks, const Digest& one) {
    for (std::size_t i = 0; i < marks.size(); ++i) marks[i] ^= one[i];
}

}  // namespace storage
