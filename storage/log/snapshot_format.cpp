#include "storage/log/snapshot_format.h"

#include "storage/log/snapshot_parts.h"

namespace storage {

namespace {

namespace parts = snapshot_parts;

constexpr std::string_view index_magic = "kakanai archive index 1";
constexpr std::string_view manifest_magic = "kakanai archive 1";
constexpr std::string_view manifest_sign = "kakanai archive sign 1";
constexpr std::string_view segment_magic = "kakanai segment 1";
constexpr std::string_view keys_magic = "kakanai keys 1";
constexpr std::string_view keys_sign = "kakanai keys sign 1";

constexpr std::size_t roster_entry_max = 64 * 1024;

void write_run(core::Writer& out, const SealedRun& run) {
    out.raw(run.device.bytes).varint(run.batches.size());
    for (const Batch& batch : run.batches) parts::write_batch(out, batch);
    out.raw(run.seal.chain).raw(run.seal.signature);
}

SealedRun read_run(core::Reader& in) {
    SealedRun run;
    run.device.bytes = in.array<16>();
    for (std::size_t n = parts::count(in, 2); n > 0 && in.ok(); --n)
        if (auto batch = parts::read_batch(in)) run.batches.push_back(std::move(*batch));
    if (run.batches.empty()) in.fail();
    run.seal.seq = in.ok() ? run.batches.back().head.seq : 0;
    run.seal.chain = in.array<32>();
    run.seal.signature = in.array<64>();
    return run;
}

Bytes manifest_body(const Manifest& manifest) {
    core::Writer out;
    out.raw(core::view(manifest_magic)).raw(manifest.site.bytes).varint(manifest.number);
    out.u64(static_cast<std::uint64_t>(manifest.created.unix_ms)).raw(manifest.maker.bytes);
    out.varint(manifest.heads.size());
    for (const auto& head : manifest.heads) out.raw(head.device.bytes).varint(head.seq).raw(head.chain);
    out.varint(manifest.roster.size());
    for (const auto& entry : manifest.roster) out.blob(entry);
    parts::write_erasures(out, manifest.ledger);
    out.varint(manifest.segments.size());
    for (const auto& segment : manifest.segments)
        out.raw(segment.hash).varint(segment.size).varint(segment.batches);
    out.varint(manifest.lacking.size());
    for (const auto& hash : manifest.lacking) out.raw(hash);
    return out.take();
}

bool read_body(core::Reader& in, Manifest& manifest) {
    parts::expect(in, manifest_magic);
    manifest.site.bytes = in.array<16>();
    manifest.number = in.varint();
    manifest.created.unix_ms = static_cast<std::int64_t>(in.u64());
    manifest.maker.bytes = in.array<16>();
    for (std::size_t n = parts::count(in, 49); n > 0 && in.ok(); --n) {
        SnapshotHead head;
        head.device.bytes = in.array<16>();
        head.seq = in.varint();
        head.chain = in.array<32>();
        manifest.heads.push_back(head);
    }
    for (std::size_t n = parts::count(in, 1); n > 0 && in.ok(); --n)
        manifest.roster.push_back(parts::own(in.blob(roster_entry_max)));
    manifest.ledger = parts::read_erasures(in);
    for (std::size_t n = parts::count(in, 34); n > 0 && in.ok(); --n) {
        SegmentName segment;
        segment.hash = in.array<32>();
        segment.size = in.varint();
        segment.batches = in.varint();
        manifest.segments.push_back(segment);
    }
    for (std::size_t n = parts::count(in, 32); n > 0 && in.ok(); --n)
        manifest.lacking.push_back(in.array<32>());
    return in.done();
}

}  // namespace

Bytes encode_index(const ArchiveIndex& index) {
    core::Writer out;
    out.raw(core::view(index_magic)).varint(index.next).varint(index.numbers.size());
    for (const auto number : index.numbers) out.varint(number);
    return out.take();
}

core::Result<ArchiveIndex> decode_index(ByteView bytes) {
    core::Reader in(bytes);
    ArchiveIndex index;
    parts::expect(in, index_magic);
    index.next = in.varint();
    for (std::size_t n = parts::count(in, 1); n > 0 && in.ok(); --n) index.numbers.push_back(in.varint());
    if (!in.done()) return parts::damaged("index");
    return index;
}

Bytes encode_manifest(const Manifest& manifest, const SigningKey& key) {
    return parts::sign_body(manifest_sign, manifest_body(manifest), key);
}

core::Result<SignedManifest> decode_manifest(ByteView bytes) {
    core::Reader in(bytes);
    SignedManifest out;
    const ByteView body = in.blob(parts::body_max);
    out.signature = in.array<64>();
    core::Reader inner(body);
    if (!in.done() || !read_body(inner, out.manifest)) return parts::damaged("manifest");
    out.message = parts::message_of(manifest_sign, body);
    return out;
}

Bytes encode_segment(const Segment& segment) {
    core::Writer out;
    out.raw(core::view(segment_magic)).varint(segment.runs.size());
    for (const auto& run : segment.runs) write_run(out, run);
    out.varint(segment.attachments.size());
    for (const auto& [hash, bytes] : segment.attachments) out.raw(hash).blob(bytes);
    return out.take();
}

core::Result<Segment> decode_segment(ByteView bytes) {
    core::Reader in(bytes);
    Segment segment;
    parts::expect(in, segment_magic);
    for (std::size_t n = parts::count(in, 100); n > 0 && in.ok(); --n) segment.runs.push_back(read_run(in));
    for (std::size_t n = parts::count(in, 33); n > 0 && in.ok(); --n) {
        const Digest hash = in.array<32>();
        segment.attachments.emplace_back(hash, parts::own(in.blob(part_size_max)));
    }
    if (!in.done()) return parts::damaged("segment");
    return segment;
}

Bytes encode_keys(const core::SiteId& site, const core::DeviceId& maker, const KeyCopy& keys,
                  const SigningKey& key) {
    core::Writer out;
    out.raw(core::view(keys_magic)).raw(site.bytes).raw(maker.bytes).varint(keys.size());
    for (const auto& [name, record] : keys) {
        const auto& [device, seq, part_class] = name;
        out.raw(device.bytes).varint(seq).varint(part_class).u8(record ? 1 : 0);
        if (record) out.blob(*record);
    }
    return parts::sign_body(keys_sign, out.take(), key);
}

core::Result<SignedKeys> decode_keys(ByteView bytes) {
    core::Reader outer(bytes);
    SignedKeys out;
    const ByteView body = outer.blob(bytes.size());
    out.signature = outer.array<64>();
    core::Reader in(body);
    parts::expect(in, keys_magic);
    out.site.bytes = in.array<16>();
    out.maker.bytes = in.array<16>();
    for (std::size_t n = parts::count(in, 19); n > 0 && in.ok(); --n) {
        const core::DeviceId device{in.array<16>()};
        const std::uint64_t seq = in.varint();
        const std::uint32_t part_class = read_part_class(in);
        std::optional<Bytes> record;
        if (parts::present(in)) record = parts::own(in.blob(parts::record_max));
        out.keys[{device, seq, part_class}] = std::move(record);
    }
    if (!outer.done() || !in.done()) return parts::damaged("keys");
    out.message = parts::message_of(keys_sign, body);
    return out;
}

}  // namespace storage
