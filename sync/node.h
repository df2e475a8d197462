// How this device agrees with the others: a step function. Inputs and the time go in, actions come out; no
// socket, no clock, no thread, no log handle. The simulator, the fuzzers and the product run this code.
//
// The owner (one thread at a time):
//   1. constructs a Node, gives RosterKnown and LogOpened, then listens and dials;
//   2. turns what happens into inputs and carries out the actions in their order;
//   3. calls step(now, Tick{}) at the time of the newest WakeAt.
//
// Rules the owner keeps:
//   * StoreRun: append durably in the order given (live ones may overtake backlog ones), then Stored with the
//     whole durable vector. On any failure drop every StoreRun of that generation or an older one and answer
//     StoreFailed with the heads that are durable.
//   * LogOpened anew whenever the logs begin elsewhere.
//   * ReadMissing: answer with RowsRead, in an order in which the asker can take it in, empty if nothing;
//     attachments filled in (storage/log/attachments.h).
//   * LocalStored: only after the batches' own commit, with their seal.
//   * SendBytes in order per link; BytesSent when they have left. HangUp: close, and no LinkClosed is needed.
//   * StoreRoster: admit each entry (most may be known), then RosterKnown with the whole roster again.
#pragma once

#include <memory>

#include "storage/log/checked_run.h"
#include "sync/membership/session.h"

namespace peers {

using LinkId = std::uint64_t;  // one connection, chosen by the transport, never used twice

struct Moment {
    std::int64_t steady_ms{0};  // for waiting; never goes back
    core::Instant wall;         // for people; may jump
};

struct LogHead {
    core::DeviceId device;
    std::uint64_t seq{0};
    core::Digest chain{};
    bool operator==(const LogHead&) const = default;
};

// ---- what happens -------------------------------------------------------------------------------------

struct Tick {};

// From the transport.
struct LinkOpened {
    LinkId link{0};
    bool outgoing{false};
    std::optional<core::DeviceId> expected{};  // who should be at this address, if known
};
struct BytesIn {
    LinkId link{0};
    core::Bytes bytes;
};
struct BytesSent {
    LinkId link{0};
    std::size_t bytes{0};
};
struct LinkClosed {
    LinkId link{0};
};

// From the store.
struct LogOpened {
    std::vector<LogHead> heads;    // of every device, as far as sealed (the own one included)
    core::VersionVector begins{};  // up to here the logs are no longer held: a state stands for them
};
struct LocalStored {
    storage::SealedRun run;  // own batches, durable, seal.chain filled in
};
struct Stored {
    core::VersionVector durable;
};
struct StoreFailed {
    std::uint64_t generation{0};
    std::vector<LogHead> heads;
    bool past_missing{false};                // not the disk's fault: the run did not fit; ask again
    std::optional<core::DeviceId> device{};  // whose run failed, where the disk as such is well: that
                                             // device's log waits longer each time, the others go on
};
struct RowsRead {
    std::uint64_t token{0};
    std::vector<storage::SealedRun> runs;
};
// What this desk's cases look like at a state of the log, as one hash. Compared with other desks that stand
// at the same state; a difference is reported as "sync.state_differs". Hourly and after a restore.
struct StateKnown {
    core::VersionVector at;
    core::Digest digest{};
};
struct CasesErased {
    std::vector<core::CaseId> cases;  // whose parts may come hollow
};

// From the roster.
struct RosterItem {
    core::Digest digest{};
    core::Bytes bytes;  // one entry, opaque here
};
struct RosterKnown {
    std::vector<Member> members;
    std::vector<RosterItem> entries;                 // predecessors first
    std::vector<storage::Secret> transport_secrets;  // newest first; the older ones still admit who was away
};

// From the administrator's side.
struct InvitationOpened {
    std::uint64_t id{0};
    OneTimeCode code;
    std::int64_t valid_ms{10 * 60 * 1000};
};
struct InvitationClosed {
    std::uint64_t id{0};
};
struct JoinDecided {  // answer to JoinRequested
    LinkId link{0};
    bool accepted{false};
    core::DeviceId device;  // the id the new device got in the roster
    core::Bytes welcome{};  // opaque: what only the new device may open; ≤ 48 KiB
};

struct Stopping {};  // says goodbye on every link

using Input = std::variant<Tick, LinkOpened, BytesIn, BytesSent, LinkClosed, LogOpened, LocalStored, Stored,
                           StoreFailed, RowsRead, StateKnown, CasesErased, RosterKnown, InvitationOpened,
                           InvitationClosed, JoinDecided, Stopping>;

// ---- what is to be done -------------------------------------------------------------------------------

enum class Lane : std::uint8_t { live, backlog };

struct SendBytes {
    LinkId link{0};
    core::Bytes bytes;
};
struct HangUp {
    LinkId link{0};
    std::string reason;     // dotted word
    bool dial_again{true};  // false: another link to the same device stays, or there is no use in it
    std::optional<core::DeviceId> device{};  // who is at the other end, as far as known
};
struct LinkReady {  // for the dialler: this connection is the one to that device now
    LinkId link{0};
    core::DeviceId device;
};
struct StoreRun {
    std::uint64_t generation{0};
    Lane lane{Lane::backlog};  // live: everything it rests on is durable already
    storage::CheckedRun run;   // begins right after what was given before
};
struct ReadMissing {
    std::uint64_t token{0};
    core::VersionVector have;
    std::size_t bytes_max{0};
};
struct StoreRoster {
    std::vector<core::Bytes> entries;
};
// A peer says how far it holds this device's own log. If the store's history is another, this store is an
// older copy or a clone.
struct OwnHeadSeen {
    core::DeviceId peer;
    std::uint64_t seq{0};
    std::array<std::uint8_t, 8> chain{};  // the first bytes of the chain there
};
struct JoinRequested {
    LinkId link{0};
    std::uint64_t invitation{0};
    std::string name;              // as typed on the new device; shown to the administrator
    storage::PublicKey signing{};  // both proven to be held by the other side
    storage::PublicKey box{};
};
struct WakeAt {
    std::int64_t steady_ms{0};
};
struct Report {  // for the log and the status line; never holds personal data
    std::string reason;
    std::optional<core::DeviceId> device{};
    std::int64_t count{0};
};

using Action = std::variant<SendBytes, HangUp, LinkReady, StoreRun, ReadMissing, StoreRoster, OwnHeadSeen,
                            JoinRequested, WakeAt, Report>;

// ---- what can be said ---------------------------------------------------------------------------------

// Only what is proved: `durable` is what the peer itself said it has on disk, directly or (relayed) through
// another member.
struct PeerStatus {
    core::DeviceId device;
    std::string name{};
    bool backup{false};
    bool linked{false};
    bool ever_heard{false};
    bool relayed{false};
    core::Instant last_seen{};  // wall clock; meaningless unless ever_heard
    core::VersionVector durable{};
    std::uint64_t waiting_for_them{0};             // batches we hold that it does not
    std::uint64_t waiting_of_ours{0};              // of these, our own
    std::uint64_t waiting_for_us{0};               // batches it holds that we do not
    std::optional<std::int64_t> clock_ahead_ms{};  // its clock minus ours, when last heard directly
    bool turned_away{false};   // answers our calls and shuts the door, time and again: are we still a member?
    bool begins_above{false};  // linked; its log begins above what is here: it cannot serve what we lack
    bool stands_below{false};  // linked; it lacks what this log no longer holds: we cannot serve it
};
struct NodeStatus {
    std::vector<PeerStatus> peers;    // members in force, without this device
    bool own_head_compared{false};    // some member has confirmed that it knows no more of us than we do
    std::uint64_t unacknowledged{0};  // own batches that no other device holds durably
    std::uint64_t bytes_out{0};
    std::uint64_t bytes_in{0};
};

// Bounds and periods. Defaults are the product's; tests shorten them.
struct NodeLimits {
    std::int64_t handshake_ms{10'000};
    std::int64_t idle_check_ms{10'000};
    std::int64_t silent_ms{35'000};   // a link without a whole frame is dropped
    std::int64_t pull_grace_ms{150};  // how long a live batch may be on its way before it is asked for
    std::int64_t pull_timeout_ms{15'000};
    std::int64_t relay_ms{2'000};
    std::int64_t rekey_ms{3'600'000};
    std::size_t want_bytes{256 * 1024};           // what is read and packed for it in one go
    std::size_t unstored_bytes{8 * 1024 * 1024};  // handed to the store and not yet durable
    std::size_t parked_bytes{4 * 1024 * 1024};
    std::size_t in_flight_bytes{256 * 1024};  // given to the transport and not yet sent, per link
    std::size_t live_queue_bytes{2 * 1024 * 1024};
    std::size_t control_queue_bytes{4 * 1024 * 1024};  // a peer that does not read is dropped at this
    std::size_t links_unfinished{64};
};

class Node {
  public:
    Node(OwnIdentity self, core::Random& random, NodeLimits limits = {});
    ~Node();
    Node(Node&&) noexcept;
    Node& operator=(Node&&) noexcept;

    std::vector<Action> step(Moment now, Input input);
    NodeStatus status(Moment now) const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace peers
