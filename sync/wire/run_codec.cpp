#include "sync/wire/run_codec.h"

#include <algorithm>
#include <limits>
#include <map>

namespace peers {
namespace {

using storage::Batch;
using storage::BatchHead;

constexpr std::uint8_t run_format = 2;
constexpr std::size_t wrapped_size_max = 4096;
constexpr std::size_t extension_size_max = 16 * 1024;
constexpr std::size_t extensions_max = 64;

namespace flag {                      // on the wire, never reused
constexpr std::uint8_t has_case = 1;  // one that this run named before
constexpr std::uint8_t announces_run = 2;
constexpr std::uint8_t other_run = 4;  // run_seq differs from the batch before
constexpr std::uint8_t other_epoch = 8;
constexpr std::uint8_t has_context = 16;
constexpr std::uint8_t has_keys = 32;
constexpr std::uint8_t has_extensions = 64;
constexpr std::uint8_t names_case = 128;  // one that it did not
}  // namespace flag

// What both sides remember from batch to batch within one run.
struct Memory {
    core::Hlc hlc;
    std::uint64_t run_seq{0};
    std::uint64_t epoch{0};
    std::vector<core::CaseId> cases;
    std::map<core::DeviceId, std::uint64_t> mentioned;
    std::map<std::uint32_t, core::BatchId> key_of_class;
};

std::int64_t distance(std::uint64_t to, std::uint64_t from) {
    return static_cast<std::int64_t>(to - from);  // modulo 2^64, undone by moved()
}
std::uint64_t moved(std::uint64_t from, std::int64_t by) { return from + static_cast<std::uint64_t>(by); }

class Encoder {
  public:
    Encoder(const storage::SealedRun& run, const DeviceNames& names) : run_(run), names_(names) {
        table_.number_of(run.device);
    }

    core::Bytes encode() {
        for (const auto& batch : run_.batches) write_batch(batch);
        core::Writer out;
        out.u8(run_format);
        table_.write(out, names_);
        out.varint(run_.batches.empty() ? 0 : run_.batches.front().head.seq).varint(run_.batches.size());
        out.raw(run_.seal.signature).raw(body_.bytes());
        return out.take();
    }

  private:
    std::uint8_t flags_of(const BatchHead& head) const {
        std::uint8_t flags = 0;
        if (head.case_id) flags |= known_case(*head.case_id) ? flag::has_case : flag::names_case;
        if (head.run) flags |= flag::announces_run;
        if (!head.run && head.run_seq != memory_.run_seq) flags |= flag::other_run;
        if (head.epoch != memory_.epoch) flags |= flag::other_epoch;
        if (!head.context.empty()) flags |= flag::has_context;
        if (!head.keys.empty()) flags |= flag::has_keys;
        if (!head.extensions.empty()) flags |= flag::has_extensions;
        return flags;
    }

    void write_batch(const Batch& batch) {
        const auto& head = batch.head;
        body_.u8(flags_of(head));
        if (head.run) {
            body_.raw(head.run->bytes);
        } else if (head.run_seq != memory_.run_seq) {
            body_.varint(head.seq - head.run_seq);
        }
        memory_.run_seq = head.run_seq;
        write_time(head.hlc);
        if (head.case_id) write_case(*head.case_id);
        if (head.epoch != memory_.epoch) body_.varint(head.epoch);
        memory_.epoch = head.epoch;
        if (!head.context.empty()) write_context(head);
        write_parts(batch);
        if (!head.keys.empty()) write_keys(batch);
        if (head.extensions.empty()) return;
        body_.varint(head.extensions.size());
        for (const auto& extension : head.extensions) body_.varint(extension.tag).blob(extension.bytes);
    }

    std::optional<std::uint64_t> known_case(const core::CaseId& id) const {
        const auto it = std::find(memory_.cases.begin(), memory_.cases.end(), id);
        if (it == memory_.cases.end()) return std::nullopt;
        return static_cast<std::uint64_t>(it - memory_.cases.begin());
    }

    void write_case(const core::CaseId& id) {
        if (const auto known = known_case(id)) {
            body_.varint(*known);
        } else {
            memory_.cases.push_back(id);
            body_.raw(id.bytes);
        }
    }

    void write_time(core::Hlc hlc) {
        const std::int64_t ms = hlc.unix_ms() - memory_.hlc.unix_ms();
        const std::uint64_t zigzag =
            (static_cast<std::uint64_t>(ms) << 1) ^ static_cast<std::uint64_t>(ms >> 63);
        const std::uint64_t counter = hlc.packed & 0xffff;
        body_.varint(zigzag << 1 | (counter != 0 ? 1 : 0));
        if (counter != 0) body_.varint(counter);
        memory_.hlc = hlc;
    }

    void write_context(const BatchHead& head) {
        body_.varint(head.context.size());
        for (const auto& entry : head.context) {
            auto& last = memory_.mentioned[entry.device];
            body_.varint(table_.number_of(entry.device)).zigzag(distance(entry.seq, last));
            last = entry.seq;
        }
    }

    void write_ref(const BatchHead& head, const storage::PartInfo& part) {
        const auto before = memory_.key_of_class.find(part.part_class);
        if (part.key == head.id()) {
            body_.varint(0);
        } else if (before != memory_.key_of_class.end() && before->second == part.key) {
            body_.varint(1);
        } else {
            body_.varint(2 + table_.number_of(part.key.device));
            if (part.key.device == head.device) {
                body_.zigzag(distance(head.seq, part.key.seq));
            } else {
                body_.varint(part.key.seq);
            }
        }
        memory_.key_of_class[part.part_class] = part.key;
    }

    void write_parts(const Batch& batch) {
        const auto& infos = batch.head.parts;
        body_.varint(infos.size());
        for (std::size_t i = 0; i < infos.size(); ++i) {
            body_.varint(infos[i].part_class);
            write_ref(batch.head, infos[i]);
            if (i < batch.parts.size() && batch.parts[i]) {
                body_.varint(batch.parts[i]->size() * 2 + 1).raw(*batch.parts[i]);
            } else {
                body_.varint(infos[i].length * 2).raw(infos[i].hash);
            }
        }
    }

    void write_keys(const Batch& batch) {
        const auto& intros = batch.head.keys;
        body_.varint(intros.size());
        for (std::size_t i = 0; i < intros.size(); ++i) {
            body_.varint(intros[i].part_class);
            if (i < batch.keys.size() && batch.keys[i].wrapped) {
                body_.varint(batch.keys[i].wrapped->size() * 2 + 1).raw(*batch.keys[i].wrapped);
            } else {
                body_.varint(0).raw(intros[i].hash);
            }
        }
    }

    const storage::SealedRun& run_;
    const DeviceNames& names_;
    DeviceTable table_;
    Memory memory_;
    core::Writer body_;
};

class Decoder {
  public:
    Decoder(core::ByteView bytes, const DeviceNames& names) : in_(bytes), names_(names) {}

    core::Result<storage::SealedRun> decode() {
        if (in_.u8() != run_format) return malformed("format");
        table_ = DeviceTable::read(in_, names_, run_devices_max);
        storage::SealedRun run;
        const auto* author = table_.at(0);
        const std::uint64_t first_seq = in_.varint();
        const std::uint64_t count = in_.varint();
        run.seal.signature = in_.array<64>();
        if (!in_.ok() || !author || count == 0 || count > run_batches_max || first_seq == 0 ||
            first_seq > std::numeric_limits<std::uint64_t>::max() - count)
            return malformed("header");
        run.device = *author;
        for (std::uint64_t i = 0; in_.ok() && i < count; ++i)
            run.batches.push_back(read_batch(run.device, first_seq + i));
        if (!in_.done()) return malformed("batch");
        run.seal.seq = first_seq + count - 1;
        return run;
    }

  private:
    static core::Error malformed(const char* where) { return core::corrupt("run.malformed", where); }

    std::size_t count(std::size_t limit) {
        const std::uint64_t n = in_.varint();
        if (n > limit) in_.fail();
        return in_.ok() ? static_cast<std::size_t>(n) : 0;
    }

    core::DeviceId device(std::uint64_t number) {
        const auto* known = table_.at(number);
        if (!known) in_.fail();
        return known ? *known : core::DeviceId{};
    }

    std::uint32_t part_class() {
        const std::uint64_t value = in_.varint();
        if (value > std::numeric_limits<std::uint32_t>::max()) in_.fail();
        return static_cast<std::uint32_t>(value);
    }

    core::Bytes bytes(std::uint64_t size, std::size_t limit) {
        if (size > limit || size > in_.left()) in_.fail();
        if (!in_.ok()) return {};
        const auto raw = in_.raw(static_cast<std::size_t>(size));
        return {raw.begin(), raw.end()};
    }

    Batch read_batch(const core::DeviceId& author, std::uint64_t seq) {
        Batch batch;
        auto& head = batch.head;
        head.device = author;
        head.seq = seq;
        const std::uint8_t flags = in_.u8();
        const std::uint8_t both = flag::announces_run | flag::other_run;
        const std::uint8_t cases = flag::has_case | flag::names_case;
        if ((flags & cases) == cases || (flags & both) == both) in_.fail();
        read_run(head, flags);
        read_time(head);
        if ((flags & cases) != 0) head.case_id = read_case(flags);
        if ((flags & flag::other_epoch) != 0) read_epoch();
        head.epoch = memory_.epoch;
        if ((flags & flag::has_context) != 0) read_context(head);
        read_parts(batch);
        if ((flags & flag::has_keys) != 0) read_keys(batch);
        if ((flags & flag::has_extensions) != 0) read_extensions(head);
        return batch;
    }

    // One meaning, one coding: what the flags call different or present must be so.
    void read_epoch() {
        const std::uint64_t epoch = in_.varint();
        if (epoch == memory_.epoch) in_.fail();
        memory_.epoch = epoch;
    }

    std::size_t count_present(std::size_t limit) {
        const std::size_t n = count(limit);
        if (n == 0) in_.fail();
        return n;
    }

    void read_run(BatchHead& head, std::uint8_t flags) {
        if ((flags & flag::announces_run) != 0) {
            head.run = core::RunId{in_.array<16>()};
            memory_.run_seq = head.seq;
        } else if ((flags & flag::other_run) != 0) {
            const std::uint64_t back = in_.varint();
            if (back == 0 || back >= head.seq || head.seq - back == memory_.run_seq) in_.fail();
            memory_.run_seq = head.seq - back;
        }
        if (memory_.run_seq == 0) in_.fail();
        head.run_seq = memory_.run_seq;
    }

    void read_time(BatchHead& head) {
        const std::uint64_t time = in_.varint();
        const std::uint64_t zigzag = time >> 1;
        const auto by = static_cast<std::int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
        const std::uint64_t ms = moved(static_cast<std::uint64_t>(memory_.hlc.unix_ms()), by);
        const std::uint64_t counter = (time & 1) != 0 ? in_.varint() : 0;
        const bool needless = (time & 1) != 0 && counter == 0;
        if (ms >= (std::uint64_t{1} << 48) || counter > 0xffff || needless) in_.fail();
        head.hlc.packed = (ms << 16) | (counter & 0xffff);
        memory_.hlc = head.hlc;
    }

    core::CaseId read_case(std::uint8_t flags) {
        if ((flags & flag::names_case) != 0) return memory_.cases.emplace_back(core::CaseId{in_.array<16>()});
        const std::uint64_t k = in_.varint();
        if (k >= memory_.cases.size()) in_.fail();
        return in_.ok() ? memory_.cases[static_cast<std::size_t>(k)] : core::CaseId{};
    }

    void read_context(BatchHead& head) {
        for (std::size_t n = count_present(storage::context_max); n > 0 && in_.ok(); --n) {
            core::BatchId entry{device(in_.varint()), 0};
            auto& last = memory_.mentioned[entry.device];
            last = entry.seq = moved(last, in_.zigzag());
            head.context.push_back(entry);
        }
    }

    core::BatchId read_ref(const BatchHead& head, std::uint32_t wanted_class) {
        const std::uint64_t k = in_.varint();
        if (k == 0) return head.id();
        if (k == 1) {
            const auto before = memory_.key_of_class.find(wanted_class);
            if (before == memory_.key_of_class.end()) in_.fail();
            return in_.ok() ? before->second : core::BatchId{};
        }
        core::BatchId ref{device(k - 2), 0};
        ref.seq =
            ref.device == head.device ? head.seq - static_cast<std::uint64_t>(in_.zigzag()) : in_.varint();
        return ref;
    }

    void read_parts(Batch& batch) {
        for (std::size_t n = count(storage::parts_max); n > 0 && in_.ok(); --n) {
            storage::PartInfo info;
            info.part_class = part_class();
            info.key = read_ref(batch.head, info.part_class);
            memory_.key_of_class[info.part_class] = info.key;
            const std::uint64_t size = in_.varint();
            info.length = size / 2;
            if (info.length > storage::part_size_max) in_.fail();
            if (size % 2 == 1) {
                auto& part = batch.parts.emplace_back(bytes(info.length, storage::part_size_max));
                info.hash = storage::hash(*part);
            } else {
                batch.parts.emplace_back(std::nullopt);
                info.hash = in_.array<32>();
            }
            batch.head.parts.push_back(info);
        }
    }

    void read_keys(Batch& batch) {
        for (std::size_t n = count_present(storage::parts_max); n > 0 && in_.ok(); --n) {
            storage::KeyIntro intro{part_class(), {}};
            storage::KeyRecord record{intro.part_class, std::nullopt};
            const std::uint64_t size = in_.varint();
            if (size % 2 == 1) {
                record.wrapped = bytes(size / 2, wrapped_size_max);
                intro.hash = storage::hash(*record.wrapped);
            } else {
                if (size != 0) in_.fail();
                intro.hash = in_.array<32>();
            }
            batch.head.keys.push_back(intro);
            batch.keys.push_back(std::move(record));
        }
    }

    void read_extensions(BatchHead& head) {
        for (std::size_t n = count_present(extensions_max); n > 0 && in_.ok(); --n) {
            storage::Extension extension{in_.varint(), {}};
            const auto raw = in_.blob(extension_size_max);
            extension.bytes.assign(raw.begin(), raw.end());
            head.extensions.push_back(std::move(extension));
        }
    }

    core::Reader in_;
    const DeviceNames& names_;
    DeviceTable table_;
    Memory memory_;
};

}  // namespace

core::Bytes encode_run(const storage::SealedRun& run, const DeviceNames& names) {
    return Encoder(run, names).encode();
}

core::Result<storage::SealedRun> decode_run(core::ByteView bytes, const DeviceNames& names) {
    if (bytes.size() > run_size_max) return core::corrupt("run.malformed", "size");
    return Decoder(bytes, names).decode();
}

}  // namespace peers
