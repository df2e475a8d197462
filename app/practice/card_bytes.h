// How the practice cards put their bytes together. Shared by the stand-ins only: app/devices reads with its
// own code.
#pragma once

#include <initializer_list>
#include <string_view>

#include "forms/core/bytes.h"

namespace app {

inline void put(core::Bytes& out, core::ByteView more) { out.insert(out.end(), more.begin(), more.end()); }

inline core::Bytes joined(std::initializer_list<core::ByteView> parts) {
    core::Bytes out;
    for (const core::ByteView part : parts) put(out, part);
    return out;
}

inline core::Bytes ascii(std::string_view text) {
    const core::ByteView bytes = core::view(text);
    return {bytes.begin(), bytes.end()};
}

// Files are larger than their content and filled with FF.
inline core::Bytes filled(core::Bytes content, std::size_t size) {
    if (content.size() < size) content.resize(size, 0xFF);
    return content;
}

// One BER-TLV object: a tag of one or two bytes, the shortest length, the value (below 65,536 bytes).
inline core::Bytes object(std::uint16_t tag, core::ByteView value) {
    core::Bytes out;
    if (tag > 0xFF) out.push_back(static_cast<std::uint8_t>(tag >> 8));
    out.push_back(static_cast<std::uint8_t>(tag & 0xFF));
    if (value.size() >= 0x100) {
        out.push_back(0x82);
        out.push_back(static_cast<std::uint8_t>(value.size() >> 8));
    } else if (value.size() >= 0x80) {
        out.push_back(0x81);
    }
    out.push_back(static_cast<std::uint8_t>(value.size() & 0xFF));
    put(out, value);
    return out;
}

}  // namespace app
