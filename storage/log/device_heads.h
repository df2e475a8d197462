// How far each device's log is held: the part of the log that is in memory at all times. Rebuilt from the
// tables at start by walking each log from its kept place; the same advance() serves there and at every
// append, so that memory and file cannot disagree.
//
// Invariants: seq has no gaps; chain is that of the batch at seq; context is the author's version vector
// before that batch, other devices only.
#pragma once

#include <map>
#include <unordered_map>

#include "storage/log/batch.h"

namespace storage {

struct DeviceHead {
    std::int64_t ordinal{0};
    core::DeviceId device;
    std::uint64_t seq{0};
    Digest chain{};
    std::uint64_t sealed_seq{0};  // others believe no more than this
    Digest sealed_chain{};
    core::VersionVector context;
    core::Hlc hlc;
    std::uint64_t kept_seq{0};  // what the device row says now
    std::uint64_t cut_seq{0};
};

// Moves a head onto the next batch; refuses another seq than the next ("log.gap").
core::Status advance(DeviceHead& head, const BatchHead& next, const Digest& head_hash);

Bytes encode_vector(const core::VersionVector& vector);
core::Result<core::VersionVector> decode_vector(ByteView bytes);  // "log.damaged"

}  // namespace storage
