#include "storage/log/log_rows.h"

namespace storage {

Bytes encode_seal(const Seal& seal) {
    core::Writer out;
    out.raw(seal.chain).raw(seal.signature);
    return out.take();
}

core::Result<Seal> decode_seal(std::uint64_t seq, ByteView bytes) {
    core::Reader in(bytes);
    Seal seal{seq, in.array<32>(), in.array<64>()};
    if (!in.done()) return core::corrupt("log.damaged", "seal");
    return seal;
}

Bytes stored_body(const Batch& batch, const std::vector<bool>& erased) {
    core::Writer out;
    out.varint(batch.parts.size());
    for (std::size_t i = 0; i < batch.parts.size(); ++i) {
        const bool here = batch.parts[i] && !erased[i] && batch.head.parts[i].length <= part_inline_max;
        out.u8(here ? 1 : 0);
        if (here) out.blob(*batch.parts[i]);
    }
    out.varint(batch.keys.size());
    for (std::size_t i = 0; i < batch.keys.size(); ++i) out.u8(0);
    return out.take();
}

Digest hollow_mark(const BatchHead& head, std::size_t part) {
    core::Writer mark;
    mark.raw(core::view("kakanai hollow 1")).raw(head.device.bytes).varint(head.seq).varint(part);
    return hash(mark.bytes());
}

}  // namespace storage
