#include "storage/log/snapshot_parts.h"

namespace storage::snapshot_parts {

namespace {

constexpr std::size_t rule_max = 256;
constexpr std::size_t erasure_size_min = 43;

Erasure read_erasure(core::Reader& in) {
    Erasure erasure;
    erasure.case_id.bytes = in.array<16>();
    erasure.part_class = read_part_class(in);
    erasure.at.unix_ms = static_cast<std::int64_t>(in.u64());
    erasure.rule = in.string(rule_max);
    erasure.act.device.bytes = in.array<16>();
    erasure.act.seq = in.varint();
    return erasure;
}

}  // namespace

core::Error damaged(const std::string& which) { return core::corrupt("snapshot.damaged", which); }

void expect(core::Reader& in, std::string_view magic) {
    if (core::text(in.raw(magic.size())) != magic) in.fail();
}

std::size_t count(core::Reader& in, std::size_t least) {
    const std::uint64_t n = in.varint();
    if (n > in.left() / least) in.fail();
    return in.ok() ? static_cast<std::size_t>(n) : 0;
}

bool present(core::Reader& in) {
    const std::uint8_t flag = in.u8();
    if (flag > 1) in.fail();
    return in.ok() && flag == 1;
}

Bytes own(ByteView bytes) { return Bytes(bytes.begin(), bytes.end()); }

Bytes message_of(std::string_view label, ByteView body) {
    core::Writer out;
    out.raw(core::view(label)).raw(body);
    return out.take();
}

Bytes sign_body(std::string_view label, const Bytes& body, const SigningKey& key) {
    core::Writer out;
    out.blob(body).raw(key.sign(message_of(label, body)));
    return out.take();
}

void write_batch(core::Writer& out, const Batch& batch) {
    Batch bare = batch;
    for (auto& record : bare.keys) record.wrapped.reset();
    out.blob(encode_head(bare.head)).blob(encode_body(bare));
}

std::optional<Batch> read_batch(core::Reader& in) {
    const ByteView head = in.blob(head_size_max);
    const ByteView body = in.blob(body_max);
    auto batch = decode_batch(head, body);
    if (!batch) in.fail();
    return in.ok() ? std::optional(std::move(*batch)) : std::nullopt;
}

void write_erasures(core::Writer& out, const std::vector<Erasure>& ledger) {
    out.varint(ledger.size());
    for (const auto& erasure : ledger) {
        out.raw(erasure.case_id.bytes).varint(erasure.part_class);
        out.u64(static_cast<std::uint64_t>(erasure.at.unix_ms)).blob(erasure.rule);
        out.raw(erasure.act.device.bytes).varint(erasure.act.seq);
    }
}

std::vector<Erasure> read_erasures(core::Reader& in) {
    std::vector<Erasure> ledger;
    for (std::size_t n = count(in, erasure_size_min); n > 0 && in.ok(); --n)
        ledger.push_back(read_erasure(in));
    return ledger;
}

}  // namespace storage::snapshot_parts
