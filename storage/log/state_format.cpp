#include "storage/log/state_format.h"

namespace storage {

namespace {

constexpr std::string_view manifest_magic = "kakanai state 1";
constexpr std::string_view manifest_sign = "kakanai state sign 1";
constexpr std::string_view file_magic = "kakanai state cases 1";
constexpr std::string_view keys_magic = "kakanai state keys 1";
constexpr std::string_view keys_sign = "kakanai state keys sign 1";

constexpr std::size_t rule_max = 256;
constexpr std::size_t record_max = 4096;
constexpr std::size_t body_max = 32 * 1024 * 1024;

core::Error damaged(const char* which) { return core::corrupt("snapshot.damaged", which); }

void expect(core::Reader& in, std::string_view magic) {
    if (core::text(in.raw(magic.size())) != magic) in.fail();
}

// A count whose items take at least `least` bytes each.
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

Bytes own(ByteView bytes) { return Bytes(bytes.begin(), bytes.end()); }

// Without its key records, which lie apart.
void write_batch(core::Writer& out, const Batch& batch) {
    Batch bare = batch;
    for (auto& record : bare.keys) record.wrapped.reset();
    out.blob(encode_head(bare.head)).blob(encode_body(bare));
}

Batch read_batch(core::Reader& in) {
    const ByteView head = in.blob(head_size_max);
    const ByteView body = in.blob(body_max);
    auto batch = decode_batch(head, body);
    if (!batch || !check_parts(*batch)) in.fail();
    return in.ok() ? std::move(*batch) : Batch{};
}

void write_cut(core::Writer& out, const LogCut& cut) {
    out.raw(cut.device.bytes).varint(cut.seq).raw(cut.chain).varint(cut.context.entries().size());
    for (const auto& [device, seq] : cut.context.entries()) out.raw(device.bytes).varint(seq);
}

LogCut read_cut(core::Reader& in) {
    LogCut cut;
    cut.device.bytes = in.array<16>();
    cut.seq = in.varint();
    cut.chain = in.array<32>();
    for (std::size_t n = count(in, 17); n > 0 && in.ok(); --n) {
        const core::DeviceId device{in.array<16>()};
        cut.context.set(device, in.varint());
    }
    if (cut.seq == 0) in.fail();
    return cut;
}

Erasure read_erasure(core::Reader& in) {
    Erasure erasure;
    erasure.case_id.bytes = in.array<16>();
    erasure.part_class = static_cast<std::uint32_t>(in.varint());
    erasure.at.unix_ms = static_cast<std::int64_t>(in.u64());
    erasure.rule = in.string(rule_max);
    erasure.act.device.bytes = in.array<16>();
    erasure.act.seq = in.varint();
    return erasure;
}

Bytes manifest_body(const StateManifest& manifest) {
    core::Writer out;
    out.raw(core::view(manifest_magic)).raw(manifest.site.bytes);
    out.u64(static_cast<std::uint64_t>(manifest.created.unix_ms)).raw(manifest.maker.bytes);
    out.varint(manifest.cuts.size());
    for (const auto& cut : manifest.cuts) write_cut(out, cut);
    out.varint(manifest.runs.size());
    for (const auto& start : manifest.runs)
        out.raw(start.device.bytes).varint(start.seq).raw(start.run.bytes);
    out.raw(manifest.marks).varint(manifest.ledger.size());
    for (const auto& erasure : manifest.ledger) {
        out.raw(erasure.case_id.bytes).varint(erasure.part_class);
        out.u64(static_cast<std::uint64_t>(erasure.at.unix_ms)).blob(erasure.rule);
        out.raw(erasure.act.device.bytes).varint(erasure.act.seq);
    }
    out.raw(manifest.digest).varint(manifest.files.size());
    for (const auto& file : manifest.files) out.raw(file.hash).varint(file.size).varint(file.batches);
    out.raw(manifest.keys);
    return out.take();
}

bool read_body(core::Reader& in, StateManifest& manifest) {
    expect(in, manifest_magic);
    manifest.site.bytes = in.array<16>();
    manifest.created.unix_ms = static_cast<std::int64_t>(in.u64());
    manifest.maker.bytes = in.array<16>();
    for (std::size_t n = count(in, 50); n > 0 && in.ok(); --n) manifest.cuts.push_back(read_cut(in));
    for (std::size_t n = count(in, 33); n > 0 && in.ok(); --n) {
        ProgramStart start;
        start.device.bytes = in.array<16>();
        start.seq = in.varint();
        start.run.bytes = in.array<16>();
        manifest.runs.push_back(start);
    }
    manifest.marks = in.array<32>();
    for (std::size_t n = count(in, 43); n > 0 && in.ok(); --n) manifest.ledger.push_back(read_erasure(in));
    manifest.digest = in.array<32>();
    for (std::size_t n = count(in, 34); n > 0 && in.ok(); --n) {
        SegmentName file;
        file.hash = in.array<32>();
        file.size = in.varint();
        file.batches = in.varint();
        manifest.files.push_back(file);
    }
    manifest.keys = in.array<32>();
    return in.done();
}

CaseRecord read_case(core::Reader& in) {
    CaseRecord record;
    record.id.bytes = in.array<16>();
    for (std::size_t n = count(in, 33); n > 0 && in.ok(); --n) {
        const auto part_class = static_cast<std::uint32_t>(in.varint());
        record.marks[part_class] = in.array<32>();
    }
    if (present(in)) record.state = read_batch(in);
    return record;
}

StateKey read_key(core::Reader& in) {
    StateKey key;
    key.id.device.bytes = in.array<16>();
    key.id.seq = in.varint();
    key.part_class = static_cast<std::uint32_t>(in.varint());
    key.epoch = in.varint();
    if (present(in)) key.case_id = core::CaseId{in.array<16>()};
    if (present(in)) key.record = own(in.blob(record_max));
    return key;
}

}  // namespace

Bytes encode_state_manifest(const StateManifest& manifest, const SigningKey& key) {
    return sign_body(manifest_sign, manifest_body(manifest), key);
}

core::Result<SignedState> decode_state_manifest(ByteView bytes) {
    core::Reader in(bytes);
    SignedState out;
    const ByteView body = in.blob(body_max);
    out.signature = in.array<64>();
    core::Reader inner(body);
    if (!in.done() || !read_body(inner, out.manifest)) return damaged("state");
    out.message = message_of(manifest_sign, body);
    return out;
}

Bytes encode_state_file(const StateFile& file) {
    core::Writer out;
    out.raw(core::view(file_magic)).varint(file.cases.size());
    for (const auto& record : file.cases) {
        out.raw(record.id.bytes).varint(record.marks.size());
        for (const auto& [part_class, mark] : record.marks) out.varint(part_class).raw(mark);
        out.u8(record.state ? 1 : 0);
        if (record.state) write_batch(out, *record.state);
    }
    out.varint(file.kept.size());
    for (const auto& batch : file.kept) write_batch(out, batch);
    out.varint(file.attachments.size());
    for (const auto& [hash, bytes] : file.attachments) out.raw(hash).blob(bytes);
    return out.take();
}

core::Result<StateFile> decode_state_file(ByteView bytes) {
    core::Reader in(bytes);
    StateFile file;
    expect(in, file_magic);
    for (std::size_t n = count(in, 18); n > 0 && in.ok(); --n) file.cases.push_back(read_case(in));
    for (std::size_t n = count(in, 2); n > 0 && in.ok(); --n) file.kept.push_back(read_batch(in));
    for (std::size_t n = count(in, 33); n > 0 && in.ok(); --n) {
        const Digest name = in.array<32>();
        file.attachments.emplace_back(name, own(in.blob(part_size_max)));
    }
    if (!in.done()) return damaged("cases");
    return file;
}

Bytes encode_state_keys(const core::SiteId& site, const core::DeviceId& maker,
                        const std::vector<StateKey>& keys, const SigningKey& key) {
    core::Writer out;
    out.raw(core::view(keys_magic)).raw(site.bytes).raw(maker.bytes).varint(keys.size());
    for (const auto& one : keys) {
        out.raw(one.id.device.bytes).varint(one.id.seq).varint(one.part_class).varint(one.epoch);
        out.u8(one.case_id ? 1 : 0);
        if (one.case_id) out.raw(one.case_id->bytes);
        out.u8(one.record ? 1 : 0);
        if (one.record) out.blob(*one.record);
    }
    return sign_body(keys_sign, out.take(), key);
}

core::Result<std::vector<StateKey>> decode_state_keys(ByteView bytes) {
    core::Reader outer(bytes);
    const ByteView body = outer.blob(bytes.size());
    (void)outer.array<64>();
    core::Reader in(body);
    expect(in, keys_magic);
    (void)in.array<16>();
    (void)in.array<16>();
    std::vector<StateKey> keys;
    for (std::size_t n = count(in, 21); n > 0 && in.ok(); --n) keys.push_back(read_key(in));
    if (!outer.done() || !in.done()) return damaged("keys");
    return keys;
}

}  // namespace storage
