// What two finished links say to each other. A Noise payload holds records; a record of an unknown kind is
// skipped by its length, so an older release understands a newer one.
//
//   payload := record{*}            at most 65,519 bytes
//   record  := kind:varint body:blob
//   hello   := minor:varint features:varint clock_ms:u64 roster:16
//   have    := full:u8 (1: n:varint (device:16 seq:varint chain:8){n} | 0: device_table seq:varint{n})
//   digest  := digest:16 clock_ms:u64
//   want    := id:varint bytes_max:varint device_table seq:varint{n}    what the asker holds
//   piece   := flags:u8 (1 answers a want, 2 last piece) id:varint bytes
//   done    := id:varint                   the want is answered; nothing came: nothing is missing
//   roster_want    := n:varint hash:8{n}    first bytes of the hashes of the entries the asker holds
//   roster_entries := n:varint entry:blob{n}
//   links   := n:varint device:16{n}
//   relayed := n:varint (device:16 age_s:varint m:varint (device:16 seq:varint){m}){n}
//   rekey   := (empty)              the sender's next payload comes under its next key
//   bye     := reason:u8
//   join_request := name:blob signing:32 box:32 proof:64
//   state   := at:16 digest:32                hash of the state of the log, digest of the cases there
//   begins  := n:varint (device:16 seq:varint){n}      up to these the sender no longer holds the logs
//   join_reply   := accepted:u8 device:16 welcome:blob           after the roster's entries
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "storage/keys/primitives.h"
#include "sync/wire/device_names.h"

namespace peers {

inline constexpr std::size_t payload_size_max = 65519;
inline constexpr std::size_t piece_size_max = 48 * 1024;
inline constexpr std::size_t vector_entries_max = 2048;
inline constexpr std::size_t roster_entry_size_max = 60 * 1024;
inline constexpr std::size_t roster_entries_max = 4096;  // in one message

enum class Kind : std::uint64_t {  // on the wire: append, never renumber
    hello = 1,
    have = 2,
    digest = 3,
    want = 4,
    piece = 5,
    done = 6,
    roster_want = 7,
    roster_entries = 8,
    links = 9,
    relayed = 10,
    rekey = 11,
    bye = 12,
    join_request = 13,
    join_reply = 14,
    state = 15,
    begins = 16,
};

using ChainPrefix = std::array<std::uint8_t, 8>;
using ShortDigest = std::array<std::uint8_t, 16>;

struct Hello {
    std::uint64_t minor{0};
    std::uint64_t features{0};
    std::int64_t clock_ms{0};
    ShortDigest roster{};
};
struct HaveEntry {
    core::DeviceId device;
    std::uint64_t seq{0};
    ChainPrefix chain{};  // in a full one only
};
struct Have {
    bool full{false};
    std::vector<HaveEntry> entries;
};
struct DigestCheck {
    ShortDigest all{};  // over all heads and the roster
    std::int64_t clock_ms{0};
};
struct Want {
    std::uint64_t id{0};
    std::uint64_t bytes_max{0};
    core::VersionVector have;
};
struct Piece {
    bool answers_want{false};
    bool last{false};
    std::uint64_t id{0};
    core::ByteView bytes;  // into the buffer that was decoded
};
struct Done {
    std::uint64_t id{0};
};
struct RosterWant {
    std::vector<ChainPrefix> have;
};
struct RosterEntries {
    std::vector<core::Bytes> entries;
};
struct Links {
    std::vector<core::DeviceId> devices;
};
struct RelayedPeer {
    core::DeviceId device;
    std::uint64_t age_s{0};
    core::VersionVector durable;
};
struct Relayed {
    std::vector<RelayedPeer> peers;
};
struct Rekey {};
enum class ByeReason : std::uint8_t { stopping = 0, other_link_stays = 1, refused = 2 };
struct Bye {
    ByeReason reason{ByeReason::stopping};
};
struct JoinRequest {
    std::string name;
    storage::PublicKey signing{};
    storage::PublicKey box{};
    storage::Signature proof{};  // by `signing` over the handshake hash and both keys
};
struct JoinReply {
    bool accepted{false};
    core::DeviceId device;
    core::Bytes welcome;
};
struct StateCheck {
    ShortDigest at{};
    core::Digest digest{};
};
struct Begins {
    core::VersionVector at;
};
struct Unknown {
    std::uint64_t kind{0};
};
struct StrangeDevice {};  // a short name that the roster held here does not know: not an attack, ignored

using Message =
    std::variant<Hello, Have, DigestCheck, Want, Piece, Done, RosterWant, RosterEntries, Links, Relayed,
                 Rekey, Bye, JoinRequest, JoinReply, StateCheck, Begins, Unknown, StrangeDevice>;

core::Bytes encode_message(const Message& message, const DeviceNames& names);  // one whole record

// Reads the next record. "frame.malformed" if the record or its body is not in the grammar.
core::Result<Message> decode_message(core::Reader& in, const DeviceNames& names);

}  // namespace peers
