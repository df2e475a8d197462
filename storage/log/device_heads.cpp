#include "storage/log/device_heads.h"

namespace storage {

core::Status advance(DeviceHead& head, const BatchHead& next, const Digest& head_hash) {
    if (next.seq != head.seq + 1) return core::corrupt("log.gap");
    head.seq = next.seq;
    head.chain = next_chain(head.chain, head_hash);
    for (const auto& entry : next.context) head.context.raise(entry.device, entry.seq);
    head.hlc = next.hlc;
    return core::ok();
}

Bytes encode_vector(const core::VersionVector& vector) {
    core::Writer out;
    out.varint(vector.entries().size());
    for (const auto& [device, seq] : vector.entries()) out.raw(device.bytes).varint(seq);
    return out.take();
}

core::Result<core::VersionVector> decode_vector(ByteView bytes) {
    core::Reader in(bytes);
    core::VersionVector vector;
    const std::uint64_t count = in.varint();
    if (count > context_max) in.fail();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        const core::DeviceId device{in.array<16>()};
        vector.set(device, in.varint());
    }
    if (!in.done()) return core::corrupt("log.damaged", "version vector");
    return vector;
}

}  // namespace storage
