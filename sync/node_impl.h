// Inside of Node: the state behind step(). Private to sync/node*.cpp.
//
// Invariants
//   * At most one ready link per device; no payload but an enrolment's is acted on before its session is
//     confirmed.
//   * At most one pull at a time; its answer is bounded by want_bytes.
//   * What is sent as ours or others' was durable here before (LocalStored, Stored, RowsRead).
//   * Actions of one step leave in the order in which they were made; frames are sealed last.
#pragma once

#include <algorithm>
#include <map>

#include "sync/node.h"
#include "sync/replication/intake.h"
#include "sync/replication/outbox.h"

namespace peers {

// What stands for a digest on the wire: its first bytes.
inline ChainPrefix prefix_of(const core::Digest& digest) {
    ChainPrefix prefix{};
    std::copy_n(digest.begin(), prefix.size(), prefix.begin());
    return prefix;
}

class Node::Impl {
  public:
    Impl(OwnIdentity self, core::Random& random, NodeLimits limits);
    std::vector<Action> step(Moment now, Input input);
    NodeStatus status(Moment now) const;

  private:
    struct Link {
        Link(LinkId own_id, Session own_session) : id(own_id), session(std::move(own_session)) {}
        LinkId id;
        Session session;
        Outbox outbox;
        bool outgoing{false};
        bool ready{false};  // finished, and the one link to its device
        bool enrolling{false};
        bool closing{false};
        std::uint64_t invitation{0};
        std::int64_t opened_ms{0};
        std::int64_t heard_ms{0};
        std::int64_t check_due_ms{0};
        std::int64_t relay_due_ms{0};
        std::int64_t rekey_due_ms{0};
        std::size_t in_flight{0};
        core::Bytes live_in, backlog_in;  // runs in pieces, not whole yet
        core::VersionVector have;         // what it said is durable there
        core::VersionVector sent;         // have, and what was sent after
        core::VersionVector told;         // what we said is durable here
        core::VersionVector begins;       // where its logs begin
        bool have_told{false};            // it said all that it has
        std::set<core::DeviceId> neighbours;
        std::optional<std::int64_t> behind_since_ms;  // it holds what we lack
        std::int64_t pull_not_before_ms{0};
        std::set<core::DeviceId> refused;  // devices whose runs from here did not hold
        std::uint64_t reading{0};          // token of the read for its want; 0: none
        std::uint64_t reading_want{0};
        bool vectors_sent{false};  // since the last idle check
        bool roster_asked{false};
        bool roster_news{false};  // it told of a roster unlike ours while an answer was on its way
        struct Told {
            core::VersionVector durable;
            std::int64_t heard_ms{0};
            std::int64_t told_ms{0};
        };
        std::map<core::DeviceId, Told> relayed;  // what it was told of others
    };
    struct Known {  // what is known of another member, by itself or through others
        bool relayed{false};
        std::int64_t heard_ms{0};
        core::Instant seen;
        core::VersionVector durable;
        std::optional<std::int64_t> clock_ahead_ms;
    };
    struct Pull {
        LinkId link{0};
        std::uint64_t id{0};
        std::int64_t progress_ms{0};
        bool got_something{false};
    };
    struct Forward {  // a live run that goes on once it is durable here
        core::DeviceId device;
        std::uint64_t first{0}, last{0};
        std::shared_ptr<const core::Bytes> bytes;
        LinkId from{0};
    };
    struct Held {  // a device whose runs the store could not take
        std::int64_t until_ms{0};
        std::int64_t pause_ms{0};
    };
    struct Invitation {
        std::uint64_t id{0};
        std::int64_t until_ms{0};
    };

    // node_links.cpp: connections, handshake, enrolment, roster
    void on(Tick);
    void on(LinkOpened input);
    void on(BytesIn input);
    void on(BytesSent input);
    void on(LinkClosed input);
    void on(RosterKnown input);
    void on(InvitationOpened input);
    void on(InvitationClosed input);
    void on(JoinDecided input);
    void on(Stopping);
    SessionContext context() const;
    void after_feed(Link& link);
    bool settle_duplicate(Link& link);
    void make_ready(Link& link);
    void hang_up(Link& link, std::string reason, bool dial_again = true);
    void forget(LinkId id);
    void sweep(Link& link);
    void take_payload(Link& link, const core::Bytes& payload);
    void take_message(Link& link, const Message& message);
    void take(Link& link, const Hello& m);
    void take(Link& link, const RosterWant& m);
    void take(Link& link, const RosterEntries& m);
    void take(Link& link, const JoinRequest& m);
    void take(Link& link, const Bye& m);
    void say_hello(Link& link);
    void ask_roster(Link& link);
    void send_roster(Link& link, const std::set<ChainPrefix>& known);
    void tell_links();
    ShortDigest roster_digest() const;

    // node_replication.cpp: what moves between logs
    void on(LogOpened input);
    void on(LocalStored input);
    void on(Stored input);
    void on(StoreFailed input);
    void on(RowsRead input);
    void on(CasesErased input);
    void on(StateKnown input);
    void take(Link& link, const Have& m);
    void take(Link& link, const DigestCheck& m);
    void take(Link& link, const Want& m);
    void take(Link& link, const Piece& m);
    void take(Link& link, const Done& m);
    void take(Link& link, const StateCheck& m);
    void take(Link& link, const Begins& m);
    void say_begins(Link& link);
    void say_state(Link& link);
    bool held_back(const core::DeviceId& device) const;
    void take_run(Link& link, core::Bytes bytes, bool live);
    void give_out(std::vector<StoreRun> ready);
    void push(Link& link, const core::DeviceId& device, std::uint64_t first, std::uint64_t last,
              const std::shared_ptr<const core::Bytes>& bytes);
    void forward_durable();
    void tell_have(Link& link);
    void say_vectors(Link& link);
    void say_digest(Link& link);
    ShortDigest digest() const;
    bool lacks_something_of(const Link& link) const;
    bool can_serve_us(const Link& link) const;
    void note_behind(Link& link, bool at_once);
    bool room_to_pull() const;
    void plan_pull();
    void end_pull();
    core::VersionVector asked_vector(const Link& link) const;

    // node_status.cpp: what is known of the others
    void take(Link& link, const Links& m);
    void take(Link& link, const Relayed& m);
    void heard(Link& link);
    void note_clock(Link& link, std::int64_t their_clock_ms);
    void relay(Link& link);
    PeerStatus peer_status(const Member& member) const;

    void report(std::string reason, std::optional<core::DeviceId> device = {}, std::int64_t count = 0);
    void report_once(const std::string& reason, const core::DeviceId& device, std::int64_t count = 0);
    void say(Link& link, const Message& message);
    void flush(Link& link);
    void plan_wake();
    Link* find_link(LinkId id);
    Link* link_to(const core::DeviceId& device);
    template <class Fn>
    void for_ready(Fn fn) {
        for (auto& [id, link] : links_)
            if (link.ready && !link.closing) fn(link);
    }

    OwnIdentity self_;
    core::Random* random_;
    NodeLimits limits_;
    Members members_;
    std::vector<storage::Secret> transport_secrets_;
    std::vector<RosterItem> roster_;
    std::vector<OneTimeCode> codes_;       // of open invitations
    std::vector<Invitation> invitations_;  // beside codes_
    std::map<LinkId, Link> links_;
    std::vector<LinkId> gone_;  // to be forgotten at the end of the step
    Intake intake_;
    std::uint64_t generation_{1};
    std::map<core::DeviceId, Known> known_;
    std::map<core::DeviceId, int> turned_away_;  // calls in a row on which it hung up in the handshake
    std::optional<Pull> pull_;
    std::uint64_t next_token_{1};
    std::map<core::DeviceId, Held> held_;
    std::optional<StateCheck> state_;  // our newest
    std::deque<Forward> forwards_;
    std::size_t forward_bytes_{0};
    std::set<std::pair<std::string, core::DeviceId>> reported_;  // what report_once said
    core::VersionVector begins_;                                 // where our logs begin
    bool log_open_{false};
    bool own_head_compared_{false};
    std::uint64_t bytes_in_{0}, bytes_out_{0};
    Moment now_;
    std::vector<Action> actions_;
};

}  // namespace peers
