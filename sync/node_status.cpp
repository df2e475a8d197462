// What is known of the others, and who is told of it.
#include <algorithm>

#include "sync/node_impl.h"

namespace peers {
namespace {

constexpr int turned_away_often = 3;  // once or twice is a program that just ended

// Beyond the end of a revoked log there is nothing to wait for, whoever once held it.
std::uint64_t lacking(const core::VersionVector& of, const core::VersionVector& beside,
                      const Members& members) {
    std::uint64_t count = 0;
    for (const auto& [device, seq] : of.entries()) {
        if (seq <= beside.of(device)) continue;
        const Member* member = members.find(device);
        const std::uint64_t end = member != nullptr ? member->revoked_after.value_or(seq) : seq;
        const std::uint64_t there = std::min(seq, end);
        count += there - std::min(there, beside.of(device));
    }
    return count;
}

}  // namespace

void Node::Impl::heard(Link& link) {
    auto& known = known_[*link.session.peer()];
    known.relayed = false;
    known.heard_ms = now_.steady_ms;
    known.seen = now_.wall;
    known.durable.merge(link.have);
}

void Node::Impl::note_clock(Link& link, std::int64_t their_clock_ms) {
    known_[*link.session.peer()].clock_ahead_ms = their_clock_ms - now_.wall.unix_ms;
}

void Node::Impl::take(Link& link, const Links& m) {
    link.neighbours = std::set<core::DeviceId>(m.devices.begin(), m.devices.end());
}

// Ages are rounded up at each hop, so what goes round in a ring only grows older.
void Node::Impl::take(Link&, const Relayed& m) {
    for (const auto& peer : m.peers) {
        if (peer.device == self_.device || !members_.find(peer.device) || link_to(peer.device)) continue;
        const std::int64_t age_ms =
            static_cast<std::int64_t>(std::min<std::uint64_t>(peer.age_s, 1u << 30)) * 1000;
        const auto [it, fresh] = known_.try_emplace(peer.device);
        auto& known = it->second;
        known.durable.merge(peer.durable);
        if (!fresh && now_.steady_ms - age_ms <= known.heard_ms) continue;
        known.relayed = true;
        known.heard_ms = now_.steady_ms - age_ms;
        known.seen = core::Instant{now_.wall.unix_ms - age_ms};
    }
}

// Each link is told of the members it has no link to: at once what became durable there, now and then that
// they are alive.
void Node::Impl::relay(Link& link) {
    Relayed message;
    for (const auto& [device, known] : known_) {
        if (device == *link.session.peer() || link.neighbours.contains(device) || !members_.find(device))
            continue;
        auto& told = link.relayed[device];
        const bool same = told.durable == known.durable;
        const bool age_due = now_.steady_ms >= told.told_ms + 3 * limits_.idle_check_ms;
        if (same && (!age_due || told.heard_ms == known.heard_ms)) continue;
        const std::int64_t age_s = std::max<std::int64_t>((now_.steady_ms - known.heard_ms) / 1000 + 1, 1);
        message.peers.push_back(
            {device, static_cast<std::uint64_t>(age_s), same ? core::VersionVector{} : known.durable});
        told = {known.durable, known.heard_ms, now_.steady_ms};
    }
    if (!message.peers.empty()) say(link, message);
}

PeerStatus Node::Impl::peer_status(const Member& member) const {
    PeerStatus status;
    status.device = member.id;
    status.name = member.name;
    status.backup = member.backup;
    status.linked = std::any_of(links_.begin(), links_.end(), [&](const auto& entry) {
        return entry.second.ready && !entry.second.closing && entry.second.session.peer() == member.id;
    });
    if (const auto it = known_.find(member.id); it != known_.end()) {
        status.ever_heard = true;
        status.relayed = it->second.relayed;
        status.last_seen = it->second.seen;
        status.durable = it->second.durable;
        status.clock_ahead_ms = it->second.clock_ahead_ms;
    }
    const auto refusals = turned_away_.find(member.id);
    status.turned_away = refusals != turned_away_.end() && refusals->second >= turned_away_often;
    const auto& ours = intake_.durable();
    for (const auto& [id, link] : links_) {
        if (!link.ready || link.closing || link.session.peer() != member.id) continue;
        status.begins_above = !can_serve_us(link);
        status.stands_below = link.have_told && !link.have.covers(begins_);
    }
    status.waiting_for_them = lacking(ours, status.durable, members_);
    const std::uint64_t own = ours.of(self_.device);
    status.waiting_of_ours = own - std::min(own, status.durable.of(self_.device));
    status.waiting_for_us = lacking(status.durable, ours, members_);
    return status;
}

NodeStatus Node::Impl::status(Moment) const {
    NodeStatus status;
    std::uint64_t best = 0;
    for (const auto& member : members_.all()) {
        if (member.id == self_.device || member.revoked_after) continue;
        status.peers.push_back(peer_status(member));
        best = std::max(best, status.peers.back().durable.of(self_.device));
    }
    const std::uint64_t own = intake_.durable().of(self_.device);
    status.unacknowledged = own - std::min(own, best);
    status.own_head_compared = own_head_compared_;
    status.bytes_in = bytes_in_;
    status.bytes_out = bytes_out_;
    return status;
}

}  // namespace peers
