// What moves between logs: live batches pushed at once, a backlog pulled from one peer at a time.
#include <algorithm>

#include "sync/node_impl.h"
#include "sync/wire/run_codec.h"

namespace peers {
namespace {

constexpr std::size_t forward_bytes_max = 1024 * 1024;
constexpr std::size_t refused_max = 3;  // authors whose runs did not hold, before a link is dropped
constexpr std::int64_t empty_answer_pause_ms = 2'000;
constexpr std::int64_t held_pause_max_ms = 120'000;
constexpr std::uint64_t everything = std::uint64_t{1} << 62;  // one more, and signed, it still fits

}  // namespace

// ---- from the store ----

void Node::Impl::on(LogOpened input) {
    intake_.reset(input.heads);
    begins_ = std::move(input.begins);
    log_open_ = true;
    for_ready([&](Link& link) { say_digest(link); });
}

void Node::Impl::on(LocalStored input) {
    if (input.run.batches.empty() || input.run.device != self_.device) return;
    intake_.add_local(input.run);
    std::shared_ptr<const core::Bytes> bytes;  // made for the first link, shared by all
    const std::uint64_t first = input.run.batches.front().head.seq;
    for_ready([&](Link& link) {
        if (!bytes) bytes = std::make_shared<const core::Bytes>(encode_run(input.run, members_.names()));
        push(link, self_.device, first, input.run.seal.seq, bytes);
        tell_have(link);  // where the push said it already, nothing is left to tell
    });
    std::vector<StoreRun> ready;
    intake_.retry_parked(members_, ready);
    give_out(std::move(ready));
}

void Node::Impl::on(Stored input) {
    intake_.set_durable(input.durable);
    forward_durable();
    for_ready([&](Link& link) { tell_have(link); });
}

void Node::Impl::on(StoreFailed input) {
    if (input.generation < generation_) return;
    generation_ = input.generation + 1;
    intake_.reset(input.heads);
    forwards_.clear();
    forward_bytes_ = 0;
    report(input.past_missing ? "sync.past_missing" : "sync.store_failed", input.device);
    if (input.device) {
        auto& held = held_[*input.device];
        held.pause_ms = std::clamp(held.pause_ms * 2, empty_answer_pause_ms, held_pause_max_ms);
        held.until_ms = now_.steady_ms + held.pause_ms;
    }
    for_ready([&](Link& link) {
        link.pull_not_before_ms = now_.steady_ms + empty_answer_pause_ms;
        note_behind(link, true);
    });
}

bool Node::Impl::held_back(const core::DeviceId& device) const {
    const auto it = held_.find(device);
    return it != held_.end() && now_.steady_ms < it->second.until_ms;
}

void Node::Impl::on(RowsRead input) {
    for (auto& [id, link] : links_) {
        if (link.reading != input.token || link.closing) continue;
        link.reading = 0;
        for (const auto& run : input.runs) {
            if (run.batches.empty()) continue;
            const auto bytes = std::make_shared<const core::Bytes>(encode_run(run, members_.names()));
            link.outbox.add_run(Outbox::Queue::backlog, bytes, link.reading_want);
            if (link.sent.of(run.device) + 1 >= run.batches.front().head.seq)
                link.sent.raise(run.device, run.seal.seq);
        }
        link.outbox.add(Outbox::Queue::backlog, encode_message(Done{link.reading_want}, members_.names()));
        return;
    }
}

// What was refused as hollow before the act came may now be asked for again.
void Node::Impl::on(CasesErased input) {
    intake_.add_erased(input.cases);
    for_ready([&](Link& link) {
        link.refused.clear();
        note_behind(link, true);
    });
}

// ---- the state of the cases, between desks ----

void Node::Impl::on(StateKnown input) {
    storage::Hasher hasher;
    hasher.add(core::view("kakanai state at"));
    core::Writer at;
    for (const auto& [device, seq] : input.at.entries())
        if (seq > 0) at.raw(device.bytes).u64(seq);
    const auto full = hasher.add(at.bytes()).finish();
    state_ = StateCheck{{}, input.digest};
    std::copy_n(full.begin(), state_->at.size(), state_->at.begin());
    for_ready([&](Link& link) { say_state(link); });
}

void Node::Impl::say_state(Link& link) {
    const auto* member = members_.find(*link.session.peer());
    if (state_ && member && !member->backup) say(link, *state_);
}

void Node::Impl::take(Link& link, const StateCheck& m) {
    if (!state_ || m.at != state_->at) return;
    report(m.digest == state_->digest ? "sync.state_equal" : "sync.state_differs", link.session.peer());
}

// ---- saying what is here ----

ShortDigest Node::Impl::digest() const {
    storage::Hasher hasher;
    hasher.add(core::view("kakanai level 1")).add(roster_digest());
    core::Writer heads;
    for (const auto& head : intake_.durable_heads())
        heads.raw(head.device.bytes).u64(head.seq).raw(head.chain);
    const auto full = hasher.add(heads.bytes()).finish();
    ShortDigest out{};
    std::copy_n(full.begin(), out.size(), out.begin());
    return out;
}

void Node::Impl::say_digest(Link& link) {
    if (log_open_) say(link, DigestCheck{digest(), now_.wall.unix_ms});
}

void Node::Impl::say_vectors(Link& link) {
    if (link.vectors_sent || !log_open_) return;
    link.vectors_sent = true;
    say_begins(link);
    Have have{true, {}};
    for (const auto& head : intake_.durable_heads())
        have.entries.push_back({head.device, head.seq, prefix_of(head.chain)});
    link.told = intake_.durable();
    say(link, have);
}

// So that nobody asks here for what has gone.
void Node::Impl::say_begins(Link& link) {
    if (!begins_.entries().empty()) say(link, Begins{begins_});
}

void Node::Impl::take(Link& link, const Begins& m) {
    link.begins = m.at;
    note_behind(link, false);
}

void Node::Impl::tell_have(Link& link) {
    Have have;
    for (const auto& [device, seq] : intake_.durable().entries())
        if (link.told.of(device) < seq) have.entries.push_back({device, seq, {}});
    if (have.entries.empty()) return;
    link.told = intake_.durable();
    say(link, have);
}

void Node::Impl::take(Link& link, const DigestCheck& m) {
    note_clock(link, m.clock_ms);
    if (!log_open_) return;
    if (m.all == digest()) {
        own_head_compared_ = true;
        link.have.merge(intake_.durable());
        link.sent.merge(intake_.durable());
        heard(link);
        return;
    }
    say_hello(link);
    say_vectors(link);
}

void Node::Impl::take(Link& link, const Have& m) {
    if (!log_open_) return;
    if (m.full) link.have = known_[*link.session.peer()].durable = {};  // the whole truth, not an addition
    link.have_told = link.have_told || m.full;
    for (const auto& entry : m.entries) {
        link.have.raise(entry.device, entry.seq);
        link.sent.raise(entry.device, entry.seq);
        const std::uint64_t ours = intake_.durable().of(entry.device);
        if (m.full && entry.device == self_.device && entry.seq > 0)
            actions_.push_back(OwnHeadSeen{*link.session.peer(), entry.seq, entry.chain});
        if (entry.device == self_.device && entry.seq > ours)
            report_once("sync.own_log_behind", *link.session.peer(),
                        static_cast<std::int64_t>(entry.seq - ours));
        const bool same_length = m.full && entry.seq > 0 && entry.seq == ours;
        if (same_length && entry.chain != prefix_of(intake_.durable_chain(entry.device)))
            report_once("sync.fork_suspected", entry.device, static_cast<std::int64_t>(entry.seq));
    }
    if (m.full) {
        own_head_compared_ =
            own_head_compared_ || link.have.of(self_.device) <= intake_.durable().of(self_.device);
        say_vectors(link);
    }
    heard(link);
    note_behind(link, m.full);
}

// ---- live ----

// Only where it continues what the other side has; else it asks once it reads our heads.
void Node::Impl::push(Link& link, const core::DeviceId& device, std::uint64_t first, std::uint64_t last,
                      const std::shared_ptr<const core::Bytes>& bytes) {
    const std::uint64_t there = link.sent.of(device);
    if (there >= last || there + 1 < first) return;
    if (link.outbox.live_bytes() + bytes->size() > limits_.live_queue_bytes) return;
    link.outbox.add_run(Outbox::Queue::live, bytes, 0);
    link.sent.raise(device, last);
    link.told.raise(device, last);  // what is sent is durable here
}

void Node::Impl::forward_durable() {
    for (auto it = forwards_.begin(); it != forwards_.end();) {
        if (intake_.durable().of(it->device) < it->last) {
            ++it;
            continue;
        }
        for_ready([&](Link& link) {
            const bool has_it_directly =
                link.neighbours.contains(it->device) || link.session.peer() == it->device;
            if (link.id != it->from && !has_it_directly)
                push(link, it->device, it->first, it->last, it->bytes);
        });
        forward_bytes_ -= it->bytes->size();
        it = forwards_.erase(it);
    }
}

void Node::Impl::take(Link& link, const Piece& m) {
    auto& buffer = m.answers_want ? link.backlog_in : link.live_in;
    if (m.answers_want && (!pull_ || pull_->link != link.id || pull_->id != m.id)) return;
    if (buffer.size() + m.bytes.size() > run_size_max) return hang_up(link, "link.size");
    buffer.insert(buffer.end(), m.bytes.begin(), m.bytes.end());
    if (m.answers_want) pull_->progress_ms = now_.steady_ms;
    if (m.last) take_run(link, std::exchange(buffer, {}), !m.answers_want);
}

void Node::Impl::take_run(Link& link, core::Bytes bytes, bool live) {
    if (!log_open_) return;
    auto run = decode_run(bytes, members_.names());
    if (!run) {  // also a device that the roster here does not know yet: the roster comes first
        report("sync.run_malformed", link.session.peer());
        return;
    }
    const auto device = run->device;
    const std::uint64_t first = run->batches.front().head.seq, last = run->seal.seq;
    const std::size_t size = bytes.size();
    std::vector<StoreRun> ready;
    const Verdict verdict = intake_.offer(std::move(*run), size, members_, ready);
    const bool progress = verdict == Verdict::taken || verdict == Verdict::known;  // known: live was quicker
    if (pull_ && pull_->link == link.id && !live) pull_->got_something |= progress;
    const bool believed =
        verdict == Verdict::taken || verdict == Verdict::parked || verdict == Verdict::known;
    if (believed) {
        link.have.raise(device, last);
        heard(link);
    }
    if (live && believed && verdict != Verdict::known && size <= forward_bytes_max) {
        while (forward_bytes_ + size > forward_bytes_max) {  // who misses it will ask
            forward_bytes_ -= forwards_.front().bytes->size();
            forwards_.pop_front();
        }
        forward_bytes_ += size;
        forwards_.push_back(
            {device, first, last, std::make_shared<const core::Bytes>(std::move(bytes)), link.id});
    }
    if (verdict == Verdict::forged || verdict == Verdict::hollow || verdict == Verdict::revoked) {
        report(verdict == Verdict::forged ? "sync.run_refused" : "sync.run_not_allowed", device);
        link.refused.insert(device);
        if (link.refused.size() >= refused_max) hang_up(link, "link.refused");
    }
    if (!live)  // asked for, so nobody at the other end waits for it, whatever it rests on
        for (auto& one : ready) one.lane = Lane::backlog;
    give_out(std::move(ready));
    note_behind(link, false);
}

void Node::Impl::give_out(std::vector<StoreRun> ready) {
    for (auto& run : ready) {
        run.generation = generation_;
        actions_.push_back(std::move(run));
    }
}

// ---- backlog ----

// Where one log that it would have to begin with has gone there, it can give us nothing.
bool Node::Impl::can_serve_us(const Link& link) const {
    return link.begins.entries().empty() || asked_vector(link).covers(link.begins);
}

bool Node::Impl::lacks_something_of(const Link& link) const {
    return can_serve_us(link) &&
           std::any_of(link.have.entries().begin(), link.have.entries().end(), [&](const auto& entry) {
               const std::uint64_t here = intake_.emitted().of(entry.first);
               if (entry.second <= here || entry.first == self_.device) return false;
               const Member* author = members_.find(entry.first);
               return author != nullptr && author->revoked_after.value_or(entry.second) > here &&
                      !link.refused.contains(entry.first) && !held_back(entry.first);
           });
}

void Node::Impl::note_behind(Link& link, bool at_once) {
    if (!lacks_something_of(link)) {
        link.behind_since_ms.reset();
    } else if (!link.behind_since_ms || at_once) {
        link.behind_since_ms = now_.steady_ms - (at_once ? limits_.pull_grace_ms : 0);
    }
}

// What we hold or have on its way to the store, and for authors we would refuse or cannot store: everything.
core::VersionVector Node::Impl::asked_vector(const Link& link) const {
    core::VersionVector have = intake_.emitted();
    for (const auto& device : link.refused) have.set(device, everything);
    for (const auto& [device, held] : held_)
        if (held_back(device)) have.set(device, everything);
    return have;
}

bool Node::Impl::room_to_pull() const {
    return log_open_ && intake_.unstored_bytes() + limits_.want_bytes <= limits_.unstored_bytes;
}

void Node::Impl::plan_pull() {
    if (pull_ || !room_to_pull()) return;
    Link* best = nullptr;
    for_ready([&](Link& link) {
        note_behind(link, false);
        if (!link.behind_since_ms || now_.steady_ms < *link.behind_since_ms + limits_.pull_grace_ms ||
            now_.steady_ms < link.pull_not_before_ms)
            return;
        if (!best || *link.behind_since_ms < *best->behind_since_ms) best = &link;
    });
    if (!best) return;
    pull_ = Pull{best->id, next_token_++, now_.steady_ms, false};
    best->backlog_in.clear();
    say(*best, Want{pull_->id, limits_.want_bytes, asked_vector(*best)});
}

void Node::Impl::end_pull() {
    if (auto* link = find_link(pull_->link)) {
        link->backlog_in = {};
        if (!pull_->got_something)
            link->pull_not_before_ms =
                std::max(link->pull_not_before_ms, now_.steady_ms + empty_answer_pause_ms);
    }
    pull_.reset();
}

void Node::Impl::take(Link& link, const Done& m) {
    if (pull_ && pull_->link == link.id && pull_->id == m.id) end_pull();
}

void Node::Impl::take(Link& link, const Want& m) {
    if (link.reading != 0 || !log_open_) return;  // one at a time is all that an asker may have open
    if (!m.have.covers(begins_)) {
        say_begins(link);
        return say(link, Done{m.id});
    }
    link.reading = next_token_++;
    link.reading_want = m.id;
    const auto bytes_max = static_cast<std::size_t>(std::min<std::uint64_t>(m.bytes_max, limits_.want_bytes));
    actions_.push_back(ReadMissing{link.reading, m.have, bytes_max});
}

}  // namespace peers
