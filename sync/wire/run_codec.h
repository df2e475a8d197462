// A sealed run on the wire. What the receiver can compute again is left out: part hashes and lengths where
// the part is present, hashes of key records, the chain; device ids stand once in a table, numbers as
// differences. The canonical heads (storage/log/batch.h) are rebuilt exactly, so the chain and the seal still
// prove them.
//
//   run      := format:u8(2) devices:device_table first_seq:varint n:varint signature:64 batch{n}
//   batch    := flags:u8 [run_back:varint] [run_id:16] time [case:(id:16 | k:varint the k-th case of this
//               run, from 0)] [epoch:varint]
//               [context:(n:varint (device:varint seq:zigzag since its last mention){n})]
//               parts:(n:varint part{n}) [keys:(n:varint key{n})] [extensions:(n:varint (tag:varint
//               blob){n})]
//   time     := twice the zigzag of the ms since the batch before, + 1 if a counter follows:varint
//               [counter:varint]
//   part     := class:varint ref:(0 this batch | 1 as the part of this class before | 2+device seq) body
//               seq: zigzag back from this batch for the author, varint otherwise
//               body := length*2+1 bytes | length*2 hash:32        present or hollow
//   key      := class:varint (length*2+1 bytes | 0 hash:32)         present or ERASED
//   device 0 of the table is the author.
#pragma once

#include "storage/log/batch.h"
#include "sync/wire/device_names.h"

namespace peers {

inline constexpr std::size_t run_batches_max = 4096;
inline constexpr std::size_t run_size_max = 20 * 1024 * 1024;  // one batch with one largest part must fit
inline constexpr std::size_t run_devices_max = 1024;

core::Bytes encode_run(const storage::SealedRun& run, const DeviceNames& names);

// Untrusted input. The seal's chain is left zero: only who knows the chain before can compute it. Errors:
// corrupt "run.malformed" (also for a device name that the roster held here does not know).
core::Result<storage::SealedRun> decode_run(core::ByteView bytes, const DeviceNames& names);

}  // namespace peers
