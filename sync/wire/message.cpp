#include "sync/wire/message.h"

#include <algorithm>

namespace peers {
namespace {

constexpr std::size_t name_size_max = 200;
constexpr std::size_t welcome_size_max = 48 * 1024;

// ---- writing: one overload a body ----

void put_devices(core::Writer& out, const std::vector<core::DeviceId>& devices) {
    out.varint(devices.size());
    for (const auto& device : devices) out.raw(device.bytes);
}

void put_blobs(core::Writer& out, const std::vector<core::Bytes>& blobs) {
    out.varint(blobs.size());
    for (const auto& blob : blobs) out.blob(blob);
}

void put(core::Writer& out, const Hello& m, const DeviceNames&) {
    out.varint(m.minor).varint(m.features).u64(static_cast<std::uint64_t>(m.clock_ms));
    out.raw(m.roster);
}

void put(core::Writer& out, const Have& m, const DeviceNames& names) {
    out.u8(m.full ? 1 : 0);
    if (m.full) {
        out.varint(m.entries.size());
        for (const auto& entry : m.entries) out.raw(entry.device.bytes).varint(entry.seq).raw(entry.chain);
        return;
    }
    DeviceTable table;
    for (const auto& entry : m.entries) table.number_of(entry.device);
    table.write(out, names);
    for (const auto& entry : m.entries) out.varint(entry.seq);
}

void put(core::Writer& out, const DigestCheck& m, const DeviceNames&) {
    out.raw(m.all).u64(static_cast<std::uint64_t>(m.clock_ms));
}

void put(core::Writer& out, const Want& m, const DeviceNames& names) {
    out.varint(m.id).varint(m.bytes_max);
    DeviceTable table;
    for (const auto& [device, seq] : m.have.entries()) table.number_of(device);
    table.write(out, names);
    for (const auto& [device, seq] : m.have.entries()) out.varint(seq);
}

void put(core::Writer& out, const Piece& m, const DeviceNames&) {
    out.u8(static_cast<std::uint8_t>((m.answers_want ? 1 : 0) + (m.last ? 2 : 0))).varint(m.id).raw(m.bytes);
}

void put(core::Writer& out, const Done& m, const DeviceNames&) { out.varint(m.id); }
void put(core::Writer& out, const RosterWant& m, const DeviceNames&) {
    out.varint(m.have.size());
    for (const auto& hash : m.have) out.raw(hash);
}

void put(core::Writer& out, const RosterEntries& m, const DeviceNames&) { put_blobs(out, m.entries); }

void put(core::Writer& out, const Links& m, const DeviceNames&) { put_devices(out, m.devices); }

void put(core::Writer& out, const Relayed& m, const DeviceNames&) {
    out.varint(m.peers.size());
    for (const auto& peer : m.peers) {
        out.raw(peer.device.bytes).varint(peer.age_s).varint(peer.durable.entries().size());
        for (const auto& [device, seq] : peer.durable.entries()) out.raw(device.bytes).varint(seq);
    }
}

void put(core::Writer&, const Rekey&, const DeviceNames&) {}
void put(core::Writer& out, const Bye& m, const DeviceNames&) { out.u8(static_cast<std::uint8_t>(m.reason)); }

void put(core::Writer& out, const JoinRequest& m, const DeviceNames&) {
    out.blob(m.name).raw(m.signing).raw(m.box).raw(m.proof);
}

void put(core::Writer& out, const JoinReply& m, const DeviceNames&) {
    out.u8(m.accepted ? 1 : 0).raw(m.device.bytes).blob(m.welcome);
}

void put(core::Writer& out, const StateCheck& m, const DeviceNames&) { out.raw(m.at).raw(m.digest); }

void put(core::Writer& out, const Begins& m, const DeviceNames&) {
    out.varint(m.at.entries().size());
    for (const auto& [device, seq] : m.at.entries()) out.raw(device.bytes).varint(seq);
}

void put(core::Writer&, const Unknown&, const DeviceNames&) {}
void put(core::Writer&, const StrangeDevice&, const DeviceNames&) {}

std::uint64_t kind_of(const Message& message) {
    if (const auto* unknown = std::get_if<Unknown>(&message)) return unknown->kind;
    return message.index() + 1;  // the variant lists the kinds in their order
}

// ---- reading ----

std::size_t count(core::Reader& in, std::size_t limit) {
    const std::uint64_t n = in.varint();
    if (n > limit || n > in.left()) in.fail();  // each entry takes a byte at least
    return in.ok() ? static_cast<std::size_t>(n) : 0;
}

core::DeviceId read_device(core::Reader& in) { return core::DeviceId{in.array<16>()}; }

core::Bytes read_bytes(core::Reader& in, std::size_t limit) {
    const auto raw = in.blob(limit);
    return {raw.begin(), raw.end()};
}

std::vector<core::Bytes> read_blobs(core::Reader& in) {
    std::vector<core::Bytes> blobs;
    for (std::size_t n = count(in, roster_entries_max); n > 0 && in.ok(); --n)
        blobs.push_back(read_bytes(in, roster_entry_size_max));
    return blobs;
}

bool read_flag(core::Reader& in) {
    const auto value = in.u8();
    if (value > 1) in.fail();
    return value == 1;
}

std::int64_t clock(core::Reader& in) {
    const std::uint64_t ms = in.u64();
    if (ms >= std::uint64_t{1} << 62) in.fail();
    return in.ok() ? static_cast<std::int64_t>(ms) : 0;
}

Message read_hello(core::Reader& in) {
    Hello m;
    m.minor = in.varint();
    m.features = in.varint();
    m.clock_ms = clock(in);
    m.roster = in.array<16>();
    return m;
}

// A table that cannot be resolved fails its own reader copy first, so that a name unknown here is told from
// bytes out of the grammar: those are found by the second reading, which takes any names.
struct TableReading {
    DeviceTable table;
    bool strange{false};
};

TableReading read_table(core::Reader& in, const DeviceNames& names) {
    core::Reader probe = in;
    auto table = DeviceTable::read(probe, names, vector_entries_max);
    if (probe.ok()) {
        in = probe;
        return {std::move(table), false};
    }
    const std::uint64_t header = in.varint();
    if (header / 2 > vector_entries_max) in.fail();
    in.raw(static_cast<std::size_t>(header / 2) * (header % 2 == 1 ? 16 : 4));
    return {DeviceTable{}, true};
}

Message read_have(core::Reader& in, const DeviceNames& names) {
    Have m;
    m.full = read_flag(in);
    if (m.full) {
        for (std::size_t n = count(in, vector_entries_max); n > 0 && in.ok(); --n) {
            HaveEntry entry{read_device(in), 0, {}};
            entry.seq = in.varint();
            entry.chain = in.array<8>();
            m.entries.push_back(entry);
        }
        return m;
    }
    const auto [table, strange] = read_table(in, names);
    for (std::uint64_t i = 0; in.ok() && table.at(i); ++i)
        m.entries.push_back({*table.at(i), in.varint(), {}});
    if (strange && in.ok()) {
        in.raw(in.left());
        return StrangeDevice{};
    }
    return m;
}

Message read_want(core::Reader& in, const DeviceNames& names) {
    Want m;
    m.id = in.varint();
    m.bytes_max = in.varint();
    const auto [table, strange] = read_table(in, names);
    for (std::uint64_t i = 0; in.ok() && table.at(i); ++i) m.have.set(*table.at(i), in.varint());
    if (strange) return StrangeDevice{};
    return m;
}

Message read_piece(core::Reader& in) {
    Piece m;
    const auto flags = in.u8();
    if (flags > 3) in.fail();
    m.answers_want = (flags & 1) != 0;
    m.last = (flags & 2) != 0;
    m.id = in.varint();
    m.bytes = in.raw(in.left());
    return m;
}

Message read_roster_want(core::Reader& in) {
    RosterWant m;
    for (std::size_t n = count(in, roster_entries_max); n > 0 && in.ok(); --n)
        m.have.push_back(in.array<8>());
    return m;
}

Message read_links(core::Reader& in) {
    Links m;
    for (std::size_t n = count(in, vector_entries_max); n > 0 && in.ok(); --n)
        m.devices.push_back(read_device(in));
    return m;
}

void read_vector(core::Reader& in, core::VersionVector& vector) {
    for (std::size_t n = count(in, vector_entries_max); n > 0 && in.ok(); --n) {
        const auto device = read_device(in);
        vector.set(device, in.varint());
    }
}

Message read_relayed(core::Reader& in) {
    Relayed m;
    for (std::size_t n = count(in, vector_entries_max); n > 0 && in.ok(); --n) {
        RelayedPeer peer;
        peer.device = read_device(in);
        peer.age_s = in.varint();
        read_vector(in, peer.durable);
        m.peers.push_back(std::move(peer));
    }
    return m;
}

Message read_bye(core::Reader& in) {
    const auto reason = in.u8();
    return Bye{reason > 2 ? ByeReason::stopping : static_cast<ByeReason>(reason)};
}

Message read_join_request(core::Reader& in) {
    JoinRequest m;
    m.name = in.string(name_size_max);
    m.signing = in.array<32>();
    m.box = in.array<32>();
    m.proof = in.array<64>();
    return m;
}

Message read_join_reply(core::Reader& in) {
    JoinReply m;
    m.accepted = read_flag(in);
    m.device = read_device(in);
    m.welcome = read_bytes(in, welcome_size_max);
    return m;
}

Message read_body(std::uint64_t kind, core::Reader& in, const DeviceNames& names) {
    switch (static_cast<Kind>(kind)) {
        case Kind::hello:
            return read_hello(in);
        case Kind::have:
            return read_have(in, names);
        case Kind::digest: {
            DigestCheck m;
            m.all = in.array<16>();
            m.clock_ms = clock(in);
            return m;
        }
        case Kind::want:
            return read_want(in, names);
        case Kind::piece:
            return read_piece(in);
        case Kind::done:
            return Done{in.varint()};
        case Kind::roster_want:
            return read_roster_want(in);
        case Kind::roster_entries:
            return RosterEntries{read_blobs(in)};
        case Kind::links:
            return read_links(in);
        case Kind::relayed:
            return read_relayed(in);
        case Kind::rekey:
            return Rekey{};
        case Kind::bye:
            return read_bye(in);
        case Kind::join_request:
            return read_join_request(in);
        case Kind::join_reply:
            return read_join_reply(in);
        case Kind::state: {
            StateCheck m;
            m.at = in.array<16>();
            m.digest = in.array<32>();
            return m;
        }
        case Kind::begins: {
            Begins m;
            read_vector(in, m.at);
            return m;
        }
    }
    in.raw(in.left());
    return Unknown{kind};
}

}  // namespace

core::Bytes encode_message(const Message& message, const DeviceNames& names) {
    core::Writer body;
    std::visit([&](const auto& m) { put(body, m, names); }, message);
    core::Writer out;
    out.varint(kind_of(message)).blob(body.bytes());
    return out.take();
}

// Later releases may append to a body: what a known kind does not use is skipped.
core::Result<Message> decode_message(core::Reader& in, const DeviceNames& names) {
    const std::uint64_t kind = in.varint();
    core::Reader body(in.blob(payload_size_max));
    if (!in.ok()) return core::corrupt("frame.malformed", "record");
    auto message = read_body(kind, body, names);
    if (!body.ok()) return core::corrupt("frame.malformed", "kind " + std::to_string(kind));
    return message;
}

}  // namespace peers
