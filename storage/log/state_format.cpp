#include "storage/log/state_format.h"

#include "storage/log/snapshot_parts.h"

namespace storage {

namespace {

namespace parts = snapshot_parts;

constexpr std::string_view state_magic = "kakanai state 1";
constexpr std::string_view state_sign = "kakanai state sign 1";
constexpr std::string_view cases_magic = "kakanai state cases 1";
constexpr std::string_view state_keys_magic = "kakanai state keys 1";
constexpr std::string_view state_keys_sign = "kakanai state keys sign 1";

// A batch of a state stands for itself: nothing follows that would find a part that does not fit.
Batch read_batch(core::Reader& in) {
    auto batch = parts::read_batch(in);
    if (batch && !check_parts(*batch)) in.fail();
    return batch && in.ok() ? std::move(*batch) : Batch{};
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
    for (std::size_t n = parts::count(in, 17); n > 0 && in.ok(); --n) {
        const core::DeviceId device{in.array<16>()};
        cut.context.set(device, in.varint());
    }
    if (cut.seq == 0) in.fail();
    return cut;
}

Bytes state_body(const StateManifest& manifest) {
    core::Writer out;
    out.raw(core::view(state_magic)).raw(manifest.site.bytes);
    out.u64(static_cast<std::uint64_t>(manifest.created.unix_ms)).raw(manifest.maker.bytes);
    out.varint(manifest.cuts.size());
    for (const auto& cut : manifest.cuts) write_cut(out, cut);
    out.varint(manifest.runs.size());
    for (const auto& start : manifest.runs)
        out.raw(start.device.bytes).varint(start.seq).raw(start.run.bytes);
    out.raw(manifest.marks);
    parts::write_erasures(out, manifest.ledger);
    out.raw(manifest.digest).varint(manifest.files.size());
    for (const auto& file : manifest.files) out.raw(file.hash).varint(file.size).varint(file.batches);
    out.raw(manifest.keys);
    return out.take();
}

bool read_state_body(core::Reader& in, StateManifest& manifest) {
    parts::expect(in, state_magic);
    manifest.site.bytes = in.array<16>();
    manifest.created.unix_ms = static_cast<std::int64_t>(in.u64());
    manifest.maker.bytes = in.array<16>();
    for (std::size_t n = parts::count(in, 50); n > 0 && in.ok(); --n) manifest.cuts.push_back(read_cut(in));
    for (std::size_t n = parts::count(in, 33); n > 0 && in.ok(); --n) {
        ProgramStart start;
        start.device.bytes = in.array<16>();
        start.seq = in.varint();
        start.run.bytes = in.array<16>();
        manifest.runs.push_back(start);
    }
    manifest.marks = in.array<32>();
    manifest.ledger = parts::read_erasures(in);
    manifest.digest = in.array<32>();
    for (std::size_t n = parts::count(in, 34); n > 0 && in.ok(); --n) {
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
    for (std::size_t n = parts::count(in, 33); n > 0 && in.ok(); --n) {
        const std::uint32_t part_class = read_part_class(in);
        record.marks[part_class] = in.array<32>();
    }
    if (parts::present(in)) record.state = read_batch(in);
    return record;
}

StateKey read_key(core::Reader& in) {
    StateKey key;
    key.id.device.bytes = in.array<16>();
    key.id.seq = in.varint();
    key.part_class = read_part_class(in);
    key.epoch = in.varint();
    if (parts::present(in)) key.case_id = core::CaseId{in.array<16>()};
    if (parts::present(in)) key.record = parts::own(in.blob(parts::record_max));
    return key;
}

}  // namespace

Bytes encode_state_manifest(const StateManifest& manifest, const SigningKey& key) {
    return parts::sign_body(state_sign, state_body(manifest), key);
}

core::Result<SignedState> decode_state_manifest(ByteView bytes) {
    core::Reader in(bytes);
    SignedState out;
    const ByteView body = in.blob(parts::body_max);
    out.signature = in.array<64>();
    core::Reader inner(body);
    if (!in.done() || !read_state_body(inner, out.manifest)) return parts::damaged("state");
    out.message = parts::message_of(state_sign, body);
    return out;
}

Bytes encode_state_file(const StateFile& file) {
    core::Writer out;
    out.raw(core::view(cases_magic)).varint(file.cases.size());
    for (const auto& record : file.cases) {
        out.raw(record.id.bytes).varint(record.marks.size());
        for (const auto& [part_class, mark] : record.marks) out.varint(part_class).raw(mark);
        out.u8(record.state ? 1 : 0);
        if (record.state) parts::write_batch(out, *record.state);
    }
    out.varint(file.kept.size());
    for (const auto& batch : file.kept) parts::write_batch(out, batch);
    out.varint(file.attachments.size());
    for (const auto& [hash, bytes] : file.attachments) out.raw(hash).blob(bytes);
    return out.take();
}

core::Result<StateFile> decode_state_file(ByteView bytes) {
    core::Reader in(bytes);
    StateFile file;
    parts::expect(in, cases_magic);
    for (std::size_t n = parts::count(in, 18); n > 0 && in.ok(); --n) file.cases.push_back(read_case(in));
    for (std::size_t n = parts::count(in, 2); n > 0 && in.ok(); --n) file.kept.push_back(read_batch(in));
    for (std::size_t n = parts::count(in, 33); n > 0 && in.ok(); --n) {
        const Digest name = in.array<32>();
        file.attachments.emplace_back(name, parts::own(in.blob(part_size_max)));
    }
    if (!in.done()) return parts::damaged("cases");
    return file;
}

Bytes encode_state_keys(const core::SiteId& site, const core::DeviceId& maker,
                        const std::vector<StateKey>& keys, const SigningKey& key) {
    core::Writer out;
    out.raw(core::view(state_keys_magic)).raw(site.bytes).raw(maker.bytes).varint(keys.size());
    for (const auto& one : keys) {
        out.raw(one.id.device.bytes).varint(one.id.seq).varint(one.part_class).varint(one.epoch);
        out.u8(one.case_id ? 1 : 0);
        if (one.case_id) out.raw(one.case_id->bytes);
        out.u8(one.record ? 1 : 0);
        if (one.record) out.blob(*one.record);
    }
    return parts::sign_body(state_keys_sign, out.take(), key);
}

core::Result<std::vector<StateKey>> decode_state_keys(ByteView bytes) {
    core::Reader outer(bytes);
    const ByteView body = outer.blob(bytes.size());
    (void)outer.array<64>();
    core::Reader in(body);
    parts::expect(in, state_keys_magic);
    (void)in.array<16>();
    (void)in.array<16>();
    std::vector<StateKey> keys;
    for (std::size_t n = parts::count(in, 21); n > 0 && in.ok(); --n) keys.push_back(read_key(in));
    if (!outer.done() || !in.done()) return parts::damaged("keys");
    return keys;
}

}  // namespace storage
