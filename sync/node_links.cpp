// Connections: handshake, the one link per device, enrolment, roster.
#include <algorithm>

#include "sync/membership/enrolment.h"
#include "sync/node_impl.h"

namespace peers {
namespace {

constexpr std::int64_t fresh_ms = 12'000;  // a link heard within this time is alive
constexpr std::size_t roster_message_bytes = 48 * 1024;

}  // namespace

SessionContext Node::Impl::context() const {
    return {&self_, &members_, &transport_secrets_, &codes_, random_};
}

void Node::Impl::on(Tick) {
    for (std::size_t i = invitations_.size(); i-- > 0;) {
        if (now_.steady_ms < invitations_[i].until_ms) continue;
        report("enrolment.expired");
        on(InvitationClosed{invitations_[i].id});
    }
    if (pull_ && now_.steady_ms >= pull_->progress_ms + limits_.pull_timeout_ms) {
        if (auto* link = find_link(pull_->link))
            link->pull_not_before_ms = now_.steady_ms + limits_.pull_timeout_ms;
        end_pull();
    }
    for (auto& [id, link] : links_)
        if (!link.closing) sweep(link);
}

void Node::Impl::sweep(Link& link) {
    if (!link.ready && !link.enrolling && now_.steady_ms >= link.opened_ms + limits_.handshake_ms)
        return hang_up(link, "link.handshake_timeout");
    if (link.ready && now_.steady_ms >= link.heard_ms + limits_.silent_ms)
        return hang_up(link, "link.silent");
    if (link.outbox.control_bytes() > limits_.control_queue_bytes) return hang_up(link, "link.stalled");
    if (!link.ready) return;
    if (now_.steady_ms >= link.check_due_ms) {
        link.check_due_ms = now_.steady_ms + limits_.idle_check_ms;
        link.vectors_sent = link.roster_asked = false;
        say_digest(link);
    }
    if (now_.steady_ms >= link.relay_due_ms) {
        link.relay_due_ms = now_.steady_ms + limits_.relay_ms;
        relay(link);
    }
}

void Node::Impl::on(LinkOpened input) {
    const auto unfinished = static_cast<std::size_t>(
        std::count_if(links_.begin(), links_.end(), [](const auto& entry) { return !entry.second.ready; }));
    if (links_.contains(input.link)) return;
    if (transport_secrets_.empty()) {  // before the roster is known nobody can be told apart
        actions_.push_back(HangUp{input.link, "link.not_ready", true, input.expected});
        return;
    }
    if (unfinished >= limits_.links_unfinished) {
        actions_.push_back(HangUp{input.link, "link.too_many", true, input.expected});
        return;
    }
    auto session = input.outgoing ? Session::call(context(), input.expected) : Session::listen(context());
    auto& link = links_.emplace(input.link, Link(input.link, std::move(session))).first->second;
    link.outgoing = input.outgoing;
    link.opened_ms = link.heard_ms = now_.steady_ms;
}

void Node::Impl::on(BytesIn input) {
    auto* link = find_link(input.link);
    if (!link) return;
    bytes_in_ += input.bytes.size();
    link->session.feed(input.bytes);
    while (!link->closing) {
        const auto payload = link->session.next();
        if (!payload) {
            const bool again =
                payload.error().reason != "link.self" && payload.error().reason != "link.revoked";
            return hang_up(*link, payload.error().reason, again);
        }
        after_feed(*link);
        if (!payload->has_value()) return;
        // A whole frame, not bytes: a length changed on the way would keep a dead link waiting for its end.
        link->heard_ms = now_.steady_ms;
        if (!link->closing) take_payload(*link, **payload);
    }
}

void Node::Impl::on(BytesSent input) {
    if (auto* link = find_link(input.link)) link->in_flight -= std::min(link->in_flight, input.bytes);
}

void Node::Impl::on(LinkClosed input) {
    if (auto* link = find_link(input.link)) {
        link->closing = true;
        if (link->ready && link->session.peer()) report("link.lost", link->session.peer());
        const bool before_the_end = link->outgoing && !link->ready && !link->session.confirmed();
        if (before_the_end && link->session.peer()) ++turned_away_[*link->session.peer()];
        gone_.push_back(input.link);
    }
}

void Node::Impl::after_feed(Link& link) {
    if (link.ready || link.enrolling || !link.session.confirmed()) return;
    if (link.session.purpose() == Purpose::enrolment) {
        link.enrolling = true;
        if (link.session.invitation() < invitations_.size())
            link.invitation = invitations_[link.session.invitation()].id;
        return;
    }
    if (settle_duplicate(link)) make_ready(link);
}

// Of two links between one pair the one opened by the smaller device id stays; of two opened by the same side
// the newer. A link that has been silent gives way. True if `link` stays.
bool Node::Impl::settle_duplicate(Link& link) {
    auto* other = link_to(*link.session.peer());
    if (!other) return true;
    const bool we_are_smaller = self_.device < *link.session.peer();
    const bool other_by_smaller = other->outgoing == we_are_smaller;
    const bool same_opener = other->outgoing == link.outgoing;
    const bool other_alive = now_.steady_ms < other->heard_ms + fresh_ms;
    if (!same_opener && other_by_smaller && other_alive) {
        say(link, Bye{ByeReason::other_link_stays});
        hang_up(link, "link.duplicate", false);
        return false;
    }
    say(*other, Bye{ByeReason::other_link_stays});
    hang_up(*other, "link.duplicate", false);
    return true;
}

void Node::Impl::make_ready(Link& link) {
    link.ready = true;
    turned_away_.erase(*link.session.peer());
    link.heard_ms = now_.steady_ms;
    link.check_due_ms = now_.steady_ms + limits_.idle_check_ms;
    link.relay_due_ms = now_.steady_ms + limits_.relay_ms;
    link.rekey_due_ms = now_.steady_ms + limits_.rekey_ms;
    actions_.push_back(LinkReady{link.id, *link.session.peer()});
    report("link.ready", link.session.peer());
    say_hello(link);
    say_digest(link);
    say_state(link);
    tell_links();
}

void Node::Impl::hang_up(Link& link, std::string reason, bool dial_again) {
    if (link.closing) return;
    flush(link);
    link.closing = true;
    actions_.push_back(HangUp{link.id, std::move(reason), dial_again, link.session.peer()});
    gone_.push_back(link.id);
}

void Node::Impl::forget(LinkId id) {
    const auto it = links_.find(id);
    if (it == links_.end()) return;
    const bool was_ready = it->second.ready;
    if (pull_ && pull_->link == id) end_pull();
    links_.erase(it);
    if (was_ready) tell_links();
}

void Node::Impl::take_payload(Link& link, const core::Bytes& payload) {
    core::Reader in(payload);
    while (in.left() > 0 && !link.closing) {
        const auto message = decode_message(in, members_.names());
        if (!message) return hang_up(link, message.error().reason);
        take_message(link, *message);
    }
}

void Node::Impl::take_message(Link& link, const Message& message) {
    if (link.enrolling) {
        if (const auto* request = std::get_if<JoinRequest>(&message)) take(link, *request);
        return;
    }
    if (!link.ready) return;
    heard(link);
    std::visit(
        [&](const auto& m) {
            using Body = std::decay_t<decltype(m)>;
            if constexpr (std::is_same_v<Body, Rekey>) {
                link.session.rekey_receiving();
            } else if constexpr (!std::is_same_v<Body, JoinRequest> && !std::is_same_v<Body, JoinReply> &&
                                 !std::is_same_v<Body, Unknown> && !std::is_same_v<Body, StrangeDevice>) {
                take(link, m);
            }
        },
        message);
}

void Node::Impl::take(Link& link, const Bye& m) {
    if (m.reason == ByeReason::stopping) return;  // the stream's end follows
    hang_up(link, "link.bye", false);
}

// ---- roster ----

ShortDigest Node::Impl::roster_digest() const {
    std::vector<core::Digest> all;
    for (const auto& item : roster_) all.push_back(item.digest);
    std::sort(all.begin(), all.end());
    storage::Hasher hasher;
    hasher.add(core::view("kakanai roster digest"));
    for (const auto& digest : all) hasher.add(digest);
    const auto full = hasher.finish();
    ShortDigest out{};
    std::copy_n(full.begin(), out.size(), out.begin());
    return out;
}

void Node::Impl::say_hello(Link& link) {
    say(link, Hello{protocol_minor, 0, now_.wall.unix_ms, roster_digest()});
}

void Node::Impl::take(Link& link, const Hello& m) {
    note_clock(link, m.clock_ms);
    if (m.roster == roster_digest()) return;
    link.roster_news = link.roster_asked;
    if (!link.roster_asked) ask_roster(link);
}

void Node::Impl::ask_roster(Link& link) {
    link.roster_asked = true;
    RosterWant want;
    for (const auto& item : roster_) want.have.push_back(prefix_of(item.digest));
    say(link, want);
}

void Node::Impl::take(Link& link, const RosterWant& m) {
    send_roster(link, std::set<ChainPrefix>(m.have.begin(), m.have.end()));
}

void Node::Impl::send_roster(Link& link, const std::set<ChainPrefix>& known) {
    RosterEntries message;
    std::size_t bytes = 0;
    for (const auto& item : roster_) {
        if (known.contains(prefix_of(item.digest))) continue;
        if (bytes + item.bytes.size() > roster_message_bytes && !message.entries.empty()) {
            say(link, message);
            message.entries.clear();
            bytes = 0;
        }
        bytes += item.bytes.size();
        message.entries.push_back(item.bytes);
    }
    if (!message.entries.empty()) say(link, message);
}

void Node::Impl::take(Link&, const RosterEntries& m) {
    if (!m.entries.empty()) actions_.push_back(StoreRoster{m.entries});
}

void Node::Impl::on(RosterKnown input) {
    const auto before = roster_digest();
    members_ = Members(std::move(input.members));
    roster_ = std::move(input.entries);
    transport_secrets_ = std::move(input.transport_secrets);
    const bool changed = roster_digest() != before;
    for_ready([&](Link& link) {
        if (!members_.may_link(*link.session.peer())) {
            // It hears why before the door is shut: an honest program closes its identity then.
            if (changed) send_roster(link, {});
            return hang_up(link, "link.revoked", false);
        }
        if (!changed) return;
        say_hello(link);
        link.roster_asked = link.vectors_sent = false;
        if (std::exchange(link.roster_news, false)) ask_roster(link);
        say_vectors(link);  // a device new to us may stand in the answer
    });
    std::vector<StoreRun> ready;
    intake_.retry_parked(members_, ready);
    give_out(std::move(ready));
}

// ---- enrolment, the inviting side ----

void Node::Impl::on(InvitationOpened input) {
    codes_.push_back(std::move(input.code));
    invitations_.push_back({input.id, now_.steady_ms + input.valid_ms});
}

void Node::Impl::on(InvitationClosed input) {
    for (std::size_t i = invitations_.size(); i-- > 0;) {
        if (invitations_[i].id != input.id) continue;
        invitations_.erase(invitations_.begin() + static_cast<std::ptrdiff_t>(i));
        codes_.erase(codes_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    for (auto& [id, link] : links_)
        if (link.enrolling && link.invitation == input.id) hang_up(link, "enrolment.closed", false);
}

void Node::Impl::take(Link& link, const JoinRequest& m) {
    const auto proof = join_proof_message(link.session.handshake_hash(), m);
    const bool box_proven = link.session.remote_box() == m.box;
    if (!box_proven || !storage::verify(m.signing, proof, m.proof))
        return hang_up(link, "enrolment.proof", false);
    actions_.push_back(JoinRequested{link.id, link.invitation, m.name, m.signing, m.box});
}

void Node::Impl::on(JoinDecided input) {
    auto* link = find_link(input.link);
    if (!link || !link->enrolling) return;
    if (input.accepted) send_roster(*link, {});
    say(*link, JoinReply{input.accepted, input.device, std::move(input.welcome)});
    const auto invitation = link->invitation;
    link->enrolling = false;  // the reply leaves; the new device closes, or the handshake's time runs out
    link->opened_ms = now_.steady_ms;
    if (input.accepted) on(InvitationClosed{invitation});
}

void Node::Impl::on(Stopping) {
    for (auto& [id, link] : links_) {
        if (link.ready) say(link, Bye{ByeReason::stopping});
        hang_up(link, "link.stopping", false);
    }
}

// ---- who is linked with whom ----

void Node::Impl::tell_links() {
    Links message;
    for_ready([&](Link& link) { message.devices.push_back(*link.session.peer()); });
    for_ready([&](Link& link) { say(link, message); });
}

}  // namespace peers
