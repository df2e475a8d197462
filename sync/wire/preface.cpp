#include "sync/wire/preface.h"

#include <algorithm>

namespace peers {
namespace {
constexpr std::string_view magic = "KKN";
}

core::Bytes encode_preface(const Preface& preface) {
    core::Writer out;
    out.raw(core::view(magic)).u8(preface.major).u8(static_cast<std::uint8_t>(preface.purpose));
    out.raw(preface.salt).raw(preface.hint);
    return out.take();
}

std::optional<Preface> decode_preface(core::ByteView bytes) {
    core::Reader in(bytes);
    if (core::text(in.raw(magic.size())) != magic) return std::nullopt;
    Preface preface;
    preface.major = in.u8();
    const auto purpose = in.u8();
    if (purpose != 1 && purpose != 2) return std::nullopt;
    preface.purpose = static_cast<Purpose>(purpose);
    preface.salt = in.array<16>();
    preface.hint = in.array<16>();
    if (!in.done()) return std::nullopt;
    return preface;
}

std::array<std::uint8_t, 16> make_hint(core::ByteView key, const std::array<std::uint8_t, 16>& salt,
                                       core::ByteView id) {
    core::Writer message;
    message.raw(core::view("kakanai hint 1")).raw(salt).raw(id);
    const auto full = storage::keyed_hash(key, message.bytes());
    std::array<std::uint8_t, 16> hint{};
    std::copy_n(full.begin(), hint.size(), hint.begin());
    return hint;
}

}  // namespace peers
