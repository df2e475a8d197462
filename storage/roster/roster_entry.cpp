#include "storage/roster/roster_entry.h"

#include <algorithm>

namespace storage {

namespace {

constexpr std::uint8_t body_format = 1;

core::Error malformed(const char* detail) { return core::corrupt("roster.malformed", detail); }

template <class Range>
bool strictly_rising(const Range& range) {
    return std::adjacent_find(range.begin(), range.end(),
                              [](const auto& a, const auto& b) { return !(a < b); }) == range.end();
}

void read_signers(core::Reader& in, RosterBody& body) {
    const std::uint64_t count = in.varint();
    if (count > roster_signers_max) in.fail();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        const std::uint8_t kind = in.u8();
        if (kind > 1) in.fail();
        RosterSigner signer;
        if (kind == 1) signer.account = core::AccountId{in.array<16>()};
        body.signers.push_back(signer);
    }
    if (!strictly_rising(body.signers)) in.fail();
}

}  // namespace

Bytes encode_body(const RosterBody& body) {
    core::Writer out;
    out.u8(body_format).raw(body.site.bytes).raw(body.previous);
    out.u64(static_cast<std::uint64_t>(body.time.unix_ms)).varint(body.kind).varint(body.signers.size());
    for (const auto& signer : body.signers) {
        out.u8(signer.account ? 1 : 0);
        if (signer.account) out.raw(signer.account->bytes);
    }
    body.fields.encode(out);
    return out.take();
}

core::Result<RosterBody> decode_body(ByteView bytes) {
    if (bytes.size() > roster_entry_size_max) return malformed("body too large");
    core::Reader in(bytes);
    if (in.u8() != body_format) return malformed("unknown body format");
    RosterBody body;
    body.site.bytes = in.array<16>();
    body.previous = in.array<32>();
    body.time.unix_ms = static_cast<std::int64_t>(in.u64());
    const std::uint64_t kind = in.varint();
    if (kind == 0 || kind > 0xffffffffu) in.fail();
    body.kind = static_cast<std::uint32_t>(kind);
    read_signers(in, body);
    body.fields = Fields::decode(in);
    if (!in.done()) return malformed("body");
    return body;
}

Bytes encode_entry(const RosterEntry& entry) {
    core::Writer out;
    out.blob(entry.body).varint(entry.signatures.size());
    for (const auto& signature : entry.signatures) out.raw(signature);
    return out.take();
}

core::Result<RosterEntry> decode_entry(ByteView bytes) {
    if (bytes.size() > roster_entry_size_max) return malformed("entry too large");
    core::Reader in(bytes);
    RosterEntry entry;
    const ByteView body = in.blob(roster_entry_size_max);
    entry.body.assign(body.begin(), body.end());
    const std::uint64_t count = in.varint();
    if (count > roster_signers_max) in.fail();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) entry.signatures.push_back(in.array<64>());
    if (!in.done()) return malformed("entry");
    auto decoded = decode_body(entry.body);
    if (!decoded) return decoded.error();
    if (decoded->signers.size() != entry.signatures.size()) return malformed("signers");
    return entry;
}

Digest entry_digest(ByteView body) {
    return Hasher().add(core::view("kakanai roster entry 1")).add(body).finish();
}

Bytes entry_message(ByteView body) {
    core::Writer out;
    out.raw(core::view("kakanai roster sign 1")).raw(body);
    return out.take();
}

RosterEntry sign_entry(RosterBody body, std::vector<RosterPen> pens) {
    std::sort(pens.begin(), pens.end(),
              [](const RosterPen& a, const RosterPen& b) { return a.signer < b.signer; });
    body.signers.clear();
    for (const auto& pen : pens) body.signers.push_back(pen.signer);
    RosterEntry entry;
    entry.body = encode_body(body);
    const Bytes message = entry_message(entry.body);
    for (const auto& pen : pens) entry.signatures.push_back(pen.key->sign(message));
    return entry;
}

}  // namespace storage
