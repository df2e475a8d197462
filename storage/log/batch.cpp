#include "storage/log/batch.h"

#include <algorithm>

namespace storage {

namespace {

constexpr std::uint8_t head_format = 1;
constexpr std::size_t extension_size_max = 16 * 1024;
constexpr std::size_t extensions_max = 64;
constexpr std::size_t record_size_max = 4096;

void write_ref(core::Writer& out, const core::BatchId& id) { out.raw(id.device.bytes).varint(id.seq); }

core::BatchId read_ref(core::Reader& in) {
    core::BatchId id;
    id.device.bytes = in.array<16>();
    id.seq = in.varint();
    return id;
}

std::size_t read_count(core::Reader& in, std::size_t limit) {
    const std::uint64_t count = in.varint();
    if (count > limit) in.fail();
    return in.ok() ? static_cast<std::size_t>(count) : 0;
}

// The author's own entry is implied by seq, and order makes the bytes canonical.
bool well_formed(const BatchHead& head) {
    const bool run_matches = head.run.has_value() == (head.run_seq == head.seq);
    const bool sorted =
        std::adjacent_find(head.context.begin(), head.context.end(), [](const auto& a, const auto& b) {
            return a.device >= b.device;
        }) == head.context.end();
    const bool own_absent = std::none_of(head.context.begin(), head.context.end(),
                                         [&](const auto& entry) { return entry.device == head.device; });
    const bool keys_sorted =
        std::adjacent_find(head.keys.begin(), head.keys.end(), [](const auto& a, const auto& b) {
            return a.part_class >= b.part_class;
        }) == head.keys.end();
    const bool tags_sorted =
        std::adjacent_find(head.extensions.begin(), head.extensions.end(), [](const auto& a, const auto& b) {
            return a.tag >= b.tag;
        }) == head.extensions.end();
    return head.seq >= 1 && head.run_seq >= 1 && head.run_seq <= head.seq && run_matches && sorted &&
           own_absent && keys_sorted && tags_sorted;
}

void read_lists(core::Reader& in, BatchHead& head) {
    for (std::size_t i = read_count(in, context_max); i > 0; --i) head.context.push_back(read_ref(in));
    for (std::size_t i = read_count(in, parts_max); i > 0; --i) {
        PartInfo part;
        part.part_class = read_part_class(in);
        part.key = read_ref(in);
        part.length = in.varint();
        part.hash = in.array<32>();
        if (part.length > part_size_max) in.fail();
        head.parts.push_back(part);
    }
    for (std::size_t i = read_count(in, parts_max); i > 0; --i) {
        KeyIntro intro;
        intro.part_class = read_part_class(in);
        intro.hash = in.array<32>();
        head.keys.push_back(intro);
    }
    for (std::size_t i = read_count(in, extensions_max); i > 0; --i) {
        Extension extension;
        extension.tag = in.varint();
        const ByteView bytes = in.blob(extension_size_max);
        extension.bytes.assign(bytes.begin(), bytes.end());
        head.extensions.push_back(std::move(extension));
    }
}

std::optional<Bytes> read_optional(core::Reader& in, std::size_t limit) {
    const std::uint8_t present = in.u8();
    if (present > 1) in.fail();
    if (present != 1) return std::nullopt;
    const ByteView bytes = in.blob(limit);
    return Bytes(bytes.begin(), bytes.end());
}

void write_optional(core::Writer& out, const std::optional<Bytes>& bytes) {
    out.u8(bytes ? 1 : 0);
    if (bytes) out.blob(*bytes);
}

}  // namespace

Bytes encode_head(const BatchHead& head) {
    core::Writer out;
    out.u8(head_format).raw(head.device.bytes).varint(head.seq).varint(head.run_seq);
    if (head.run) out.raw(head.run->bytes);
    out.u64(head.hlc.packed).u8(head.case_id ? 1 : 0);
    if (head.case_id) out.raw(head.case_id->bytes);
    out.varint(head.epoch).varint(head.context.size());
    for (const auto& entry : head.context) write_ref(out, entry);
    out.varint(head.parts.size());
    for (const auto& part : head.parts) {
        out.varint(part.part_class);
        write_ref(out, part.key);
        out.varint(part.length).raw(part.hash);
    }
    out.varint(head.keys.size());
    for (const auto& intro : head.keys) out.varint(intro.part_class).raw(intro.hash);
    out.varint(head.extensions.size());
    for (const auto& extension : head.extensions) out.varint(extension.tag).blob(extension.bytes);
    return out.take();
}

std::uint32_t read_part_class(core::Reader& in) {
    const std::uint64_t number = in.varint();
    if (number > UINT32_MAX) in.fail();
    return in.ok() ? static_cast<std::uint32_t>(number) : 0;
}

core::Result<BatchHead> decode_head(ByteView bytes) {
    if (bytes.size() > head_size_max) return core::corrupt("batch.malformed", "head too large");
    core::Reader in(bytes);
    BatchHead head;
    if (in.u8() != head_format) return core::corrupt("batch.malformed", "unknown head format");
    head.device.bytes = in.array<16>();
    head.seq = in.varint();
    head.run_seq = in.varint();
    if (head.run_seq == head.seq) head.run = core::RunId{in.array<16>()};
    head.hlc.packed = in.u64();
    const std::uint8_t has_case = in.u8();
    if (has_case > 1) in.fail();
    if (has_case == 1) head.case_id = core::CaseId{in.array<16>()};
    head.epoch = in.varint();
    read_lists(in, head);
    if (!in.done() || !well_formed(head)) return core::corrupt("batch.malformed");
    return head;
}

Digest first_chain(const core::SiteId& site, const core::DeviceId& device) {
    return Hasher().add(core::view("kakanai chain 0")).add(site.bytes).add(device.bytes).finish();
}

Digest next_chain(const Digest& before, const Digest& head_hash) {
    return Hasher().add(core::view("kakanai chain 1")).add(before).add(head_hash).finish();
}

Bytes seal_message(const core::SiteId& site, const core::DeviceId& device, std::uint64_t seq,
                   const Digest& chain) {
    core::Writer out;
    out.raw(core::view("kakanai seal 1")).raw(site.bytes).raw(device.bytes).u64(seq).raw(chain);
    return out.take();
}

core::Status check_parts(const Batch& batch) {
    const auto mismatch = core::corrupt("batch.part_mismatch");
    if (batch.parts.size() != batch.head.parts.size() || batch.keys.size() != batch.head.keys.size())
        return mismatch;
    for (std::size_t i = 0; i < batch.parts.size(); ++i) {
        const auto& part = batch.parts[i];
        const auto& info = batch.head.parts[i];
        if (part && (part->size() != info.length || hash(*part) != info.hash)) return mismatch;
    }
    for (std::size_t i = 0; i < batch.keys.size(); ++i) {
        const auto& record = batch.keys[i];
        const auto& intro = batch.head.keys[i];
        if (record.part_class != intro.part_class) return mismatch;
        if (record.wrapped && hash(*record.wrapped) != intro.hash) return mismatch;
    }
    return core::ok();
}

Bytes encode_body(const Batch& batch) {
    core::Writer out;
    out.varint(batch.parts.size());
    for (const auto& part : batch.parts) write_optional(out, part);
    out.varint(batch.keys.size());
    for (const auto& record : batch.keys) write_optional(out, record.wrapped);
    return out.take();
}

core::Result<Batch> decode_batch(ByteView head_bytes, ByteView body) {
    auto head = decode_head(head_bytes);
    if (!head) return head.error();
    Batch batch{std::move(head.value()), {}, {}};
    core::Reader in(body);
    if (in.varint() != batch.head.parts.size()) in.fail();
    for (std::size_t i = 0; in.ok() && i < batch.head.parts.size(); ++i) {
        batch.parts.push_back(read_optional(in, part_size_max));
    }
    if (in.varint() != batch.head.keys.size()) in.fail();
    for (std::size_t i = 0; in.ok() && i < batch.head.keys.size(); ++i) {
        batch.keys.push_back({batch.head.keys[i].part_class, read_optional(in, record_size_max)});
    }
    if (!in.done()) return core::corrupt("batch.malformed", "body");
    return batch;
}

}  // namespace storage
