#include "storage/log/log_rows.h"

#include <algorithm>

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

Bytes stored_head(ByteView head, const core::DeviceId& author) {
    constexpr std::size_t places_max = 255;
    core::Writer places, rest;
    std::size_t count = 0;
    auto from = head.begin();
    while (count < places_max) {
        const auto at = std::search(from, head.end(), author.bytes.begin(), author.bytes.end());
        if (at == head.end()) break;
        places.varint(static_cast<std::uint64_t>(at - from));
        rest.raw({from, at});
        from = at + static_cast<std::ptrdiff_t>(author.bytes.size());
        ++count;
    }
    core::Writer out;
    out.u8(0).u8(static_cast<std::uint8_t>(count)).raw(places.bytes()).raw(rest.bytes());
    return out.raw({from, head.end()}).take();
}

core::Result<Bytes> whole_head(ByteView stored, const core::DeviceId& author) {
    if (stored.empty() || stored[0] != 0) return Bytes(stored.begin(), stored.end());
    core::Reader in(stored.subspan(1));
    std::vector<std::size_t> gaps(in.u8());
    for (auto& gap : gaps) gap = static_cast<std::size_t>(in.varint());
    core::Writer out;
    for (const std::size_t gap : gaps) out.raw(in.raw(gap)).raw(author.bytes);
    if (!in.ok()) return core::corrupt("log.damaged", "head");
    return out.raw(in.raw(in.left())).take();
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
