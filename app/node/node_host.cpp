#include "app/node/node_host.h"

#include <chrono>
#include <deque>
#include <mutex>
#include <set>

#include "app/node/closed_identity.h"
#include "app/node/net_addresses.h"
#include "app/node/roster_known.h"
#include "storage/log/attachments.h"
#include "storage/log/log_cut.h"

namespace app {

namespace {

constexpr auto slice = std::chrono::milliseconds(50);         // how long background work may hold the store
constexpr std::size_t batches_a_slice = 500;                  // one transaction
constexpr auto hurried_block = std::chrono::milliseconds(4);  // the same while somebody may wait for its end
constexpr auto chores_every = std::chrono::seconds(60);
constexpr int minutes_between_states = 60;

}  // namespace

struct NodeHost::State {
    State(NodeStore& node_store, StoreThread& store_thread, const core::Clock& wall, HostHooks host_hooks)
        : node(node_store), clock(wall), thread(store_thread), hooks(std::move(host_hooks)) {}

    NodeStore& node;
    const core::Clock& clock;
    StoreThread& thread;
    HostHooks hooks;
    std::string listening;
    std::unique_ptr<peers::NetNode> net;
    bool closing{false};  // store thread: what is still posted does nothing and posts nothing

    std::mutex mutex;  // guards what the net thread hands to the store thread
    std::deque<peers::StoreRun> live;
    std::deque<peers::StoreRun> backlog;
    bool storing{false};  // a task for them is posted
    std::uint64_t failed_generation{0};
    std::uint64_t generation{1};  // of the runs that the node gives now
    int minutes{0};               // since the state was told
    std::uint64_t confirmed{0};   // of the closed identity's log: so far the others' is ours

    // ---- net thread: what the node asks for
    void carry_out(peers::Action action);
    void take(peers::StoreRun run);
    void take(const peers::ReadMissing& ask);
    void take(const peers::StoreRoster& ask);
    void take(const peers::JoinRequested& ask);
    void take(const peers::OwnHeadSeen& seen);

    // ---- store thread
    void store_some();
    std::deque<peers::StoreRun> next_runs();
    // Takes `runs` in, in one block, from the front on; `stored` counts those that are in: fewer than all
    // where somebody more urgent waits or may wait. On failure `at_fault` is the device whose run was at
    // fault.
    core::Status append(const std::deque<peers::StoreRun>& runs, std::size_t& stored,
                        std::set<core::CaseId>& cases, std::optional<core::DeviceId>& at_fault);
    void give_back(std::deque<peers::StoreRun> runs, std::size_t from);
    void fail(const std::deque<peers::StoreRun>& runs, const core::Error& error,
              const std::optional<core::DeviceId>& at_fault);
    peers::RosterKnown known_roster() { return roster_known(node); }
    void take_items(const std::vector<core::Bytes>& items);
    Clocks clocks();
    void erase_what_is_due();
    void tell_what_may_be_hollow();
    void cut_back_revoked();
    void close_identity();
    void close_if_revoked();
    core::Result<bool> cut_back(const core::DeviceId& device, std::uint64_t seq,
                                std::set<core::CaseId>& cases);
    void forget_runs();
    void chores();
    bool returning() const { return node.closed_identity() && *node.closed_identity() != node.device().id; }
    core::Status note_closed_log(const storage::SealedRun& run, const core::Status& appended);
    void settle_identity(std::uint64_t last_common);
    void settle_if_whole();
    void settle_if_known();
    core::VersionVector durable();
    std::vector<peers::LogHead> sealed_heads();
    peers::LogOpened opened_log();
};

void NodeHost::State::carry_out(peers::Action action) {
    if (auto* run = std::get_if<peers::StoreRun>(&action)) take(std::move(*run));
    if (const auto* ask = std::get_if<peers::ReadMissing>(&action)) take(*ask);
    if (const auto* ask = std::get_if<peers::StoreRoster>(&action)) take(*ask);
    if (const auto* ask = std::get_if<peers::JoinRequested>(&action)) take(*ask);
    if (const auto* seen = std::get_if<peers::OwnHeadSeen>(&action)) take(*seen);
    if (std::holds_alternative<peers::Report>(action) && hooks.peers_changed) hooks.peers_changed();
}

void NodeHost::State::take(peers::StoreRun run) {
    const std::lock_guard lock(mutex);
    if (run.generation <= failed_generation) return;
    const bool urgent = run.lane == peers::Lane::live;
    if (urgent) thread.somebody_waits();
    (urgent ? live : backlog).push_back(std::move(run));
    if (storing && !urgent) return;
    storing = true;
    thread.post(urgent ? Urgency::live : Urgency::background, [this] { store_some(); });
}

void NodeHost::State::take(const peers::ReadMissing& ask) {
    thread.post(Urgency::background, [this, ask] {
        auto runs = node.log().read_missing(ask.have, ask.bytes_max);
        const bool whole = runs && storage::fill_attachments(node.database().writer(), *runs);
        net->give(peers::RowsRead{ask.token, whole ? std::move(*runs) : std::vector<storage::SealedRun>{}});
    });
}

void NodeHost::State::take(const peers::StoreRoster& ask) {
    thread.post(Urgency::live, [this, ask] {
        std::vector<storage::RosterEntry> entries;
        for (const auto& bytes : ask.entries) {
            auto entry = storage::decode_entry(bytes);
            if (entry) entries.push_back(std::move(*entry));
        }
        const auto added = node.admit(entries);
        if (added && *added > 0) {
            if (hooks.roster_changed) hooks.roster_changed();
            net->give(known_roster());
            cut_back_revoked();
            close_if_revoked();
        }
        take_items(ask.entries);
    });
}

// ---- erasure: acts and marks beside the roster ----

void NodeHost::State::take_items(const std::vector<core::Bytes>& items) {
    const Clocks both = clocks();
    bool news = false;
    for (const auto& item : items) {
        const auto taken = ErasureWork(node).take_item(item, both);
        news = news || (taken && *taken);
    }
    if (!news) return;
    erase_what_is_due();
    net->give(known_roster());
}

// A linked peer's clock is a second opinion even where nobody has written for a while.
Clocks NodeHost::State::clocks() {
    core::Instant from_peers;
    const core::Instant now = clock.now();
    for (const auto& peer : net->status().peers) {
        if (peer.linked && peer.clock_ahead_ms)
            from_peers = std::max(from_peers, core::Instant{now.unix_ms + *peer.clock_ahead_ms});
    }
    const auto both = ErasureWork(node).clocks(now, from_peers);
    return both ? *both : Clocks{now, {}};
}

void NodeHost::State::erase_what_is_due() {
    const auto gone = ErasureWork(node).carry_out_ready(clocks(), hooks.erasing);
    if (!gone || gone->empty()) return;
    tell_what_may_be_hollow();
    net->give(known_roster());
    if (hooks.erased) hooks.erased(*gone);
    if (hooks.changed) hooks.changed(*gone);
}

void NodeHost::State::tell_what_may_be_hollow() {
    auto cases = ErasureWork(node).may_come_hollow();
    if (cases && !cases->empty()) net->give(peers::CasesErased{std::move(*cases)});
}

// ---- revocation: a log that is longer here than the roster says ----

core::Result<bool> NodeHost::State::cut_back(const core::DeviceId& device, std::uint64_t seq,
                                             std::set<core::CaseId>& cases) {
    auto block = node.gate().begin();
    if (!block) return block.error();
    auto cut = node.log().cut_back(device, seq, clock.now());
    if (!cut) return cut.error();
    if (cut->places.empty()) return false;
    if (hooks.cut_back) {
        if (auto folded = hooks.cut_back(*cut); !folded) return folded.error();
    }
    if (auto durable = block->commit(); !durable) return durable.error();
    cases.insert(cut->cases.begin(), cut->cases.end());
    return true;
}

void NodeHost::State::cut_back_revoked() {
    std::set<core::CaseId> cases;
    bool any = false;
    for (const auto& [id, member] : node.roster().members()) {
        // An own closed log is taken back by app/service, which issues its work anew first.
        if (!member.cut || id == node.device().id || id == node.closed_identity()) continue;
        const auto cut = cut_back(id, member.cut->seq, cases);
        any = any || (cut && *cut);
    }
    if (!any) return;
    forget_runs();
    if (hooks.changed) hooks.changed({cases.begin(), cases.end()});
}

// The node starts over from what is durable now; runs that are still on their way are void.
void NodeHost::State::forget_runs() {
    std::uint64_t before = 0;
    {
        const std::lock_guard lock(mutex);
        before = failed_generation = generation;
        ++generation;
        live.clear();
        backlog.clear();
    }
    net->give(peers::StoreFailed{before, sealed_heads(), true, std::nullopt});
}

void NodeHost::State::chores() {
    erase_what_is_due();
    if (!hooks.state_digest || ++minutes < minutes_between_states) return;
    minutes = 0;
    if (const auto digest = hooks.state_digest()) net->give(peers::StateKnown{node.log().heads(), *digest});
}

void NodeHost::State::take(const peers::JoinRequested& ask) {
    thread.post(Urgency::clerk, [this, ask] {
        auto decided = hooks.admit ? hooks.admit(ask)
                                   : core::Result<peers::JoinDecided>(core::denied("enrolment.declined"));
        if (decided) net->give(known_roster());
        net->give(decided ? std::move(*decided) : peers::JoinDecided{ask.link, false, {}, {}});
    });
}

// Live runs first; of the backlog as much as one slice takes.
std::deque<peers::StoreRun> NodeHost::State::next_runs() {
    const std::lock_guard lock(mutex);
    std::deque<peers::StoreRun> runs;
    runs.swap(live);
    std::size_t batches = runs.empty() ? 0 : batches_a_slice;
    while (batches < batches_a_slice && !backlog.empty()) {
        batches += backlog.front().run->batches.size();
        runs.push_back(std::move(backlog.front()));
        backlog.pop_front();
    }
    if (live.empty() && backlog.empty()) storing = false;
    return runs;
}

core::Status NodeHost::State::append(const std::deque<peers::StoreRun>& runs, std::size_t& stored,
                                     std::set<core::CaseId>& cases, std::optional<core::DeviceId>& at_fault) {
    auto block = node.gate().begin();
    if (!block) return block.error();
    const bool hurried = thread.somebody_waited_lately();
    const auto start = std::chrono::steady_clock::now();
    bool acts = false;
    for (const auto& run : runs) {
        const bool enough = (hurried && std::chrono::steady_clock::now() - start > hurried_block) ||
                            thread.should_yield(Urgency::background);
        if (enough && stored > 0 && run.lane == peers::Lane::backlog) break;
        const auto added = node.log().append_run(
            run.run, [&](const storage::Batch& batch, const core::VersionVector& context) -> core::Status {
                if (batch.head.case_id) cases.insert(*batch.head.case_id);
                if (!batch.head.extensions.empty()) {
                    const auto kept = ErasureWork(node).take(batch, clocks());
                    if (!kept) return kept.error();
                    acts = acts || *kept;
                }
                return hooks.stored ? hooks.stored(batch, context) : core::ok();
            });
        const auto fits = note_closed_log(*run.run, added ? core::ok() : core::Status(added.error()));
        if (added && fits) {
            ++stored;
            continue;
        }
        if (!fits) return fits;
        const bool ask_again = added.error().reason == "log.past_missing";
        if (added.error().code != core::ErrorCode::io && !ask_again) at_fault = run.run->device;
        return added.error();
    }
    auto durable = block->commit();
    if (durable && acts) thread.post(Urgency::background, [this] { net->give(known_roster()); });
    return durable;
}

void NodeHost::State::give_back(std::deque<peers::StoreRun> runs, std::size_t from) {
    const std::lock_guard lock(mutex);
    for (std::size_t i = runs.size(); i-- > from;)
        if (runs[i].generation > failed_generation) backlog.push_front(std::move(runs[i]));
    storing = storing || !backlog.empty();
}

void NodeHost::State::fail(const std::deque<peers::StoreRun>& runs, const core::Error& error,
                           const std::optional<core::DeviceId>& at_fault) {
    std::uint64_t newest = 0;
    {
        const std::lock_guard lock(mutex);
        for (const auto& run : runs) newest = std::max(newest, run.generation);
        failed_generation = std::max(failed_generation, newest);
        generation = failed_generation + 1;
        std::erase_if(live, [&](const auto& run) { return run.generation <= newest; });
        std::erase_if(backlog, [&](const auto& run) { return run.generation <= newest; });
    }
    net->give(peers::StoreFailed{newest, sealed_heads(), error.reason == "log.past_missing", at_fault});
}

void NodeHost::State::store_some() {
    if (closing) return;
    const auto start = std::chrono::steady_clock::now();
    for (;;) {
        auto runs = next_runs();
        if (runs.empty()) break;
        std::set<core::CaseId> cases;
        std::optional<core::DeviceId> at_fault;
        std::size_t stored = 0;
        if (auto done = append(runs, stored, cases, at_fault); !done) {
            fail(runs, done.error(), at_fault);
        } else {
            give_back(std::move(runs), stored);
            net->give(peers::Stored{durable()});
            settle_if_whole();
            if (hooks.changed) hooks.changed({cases.begin(), cases.end()});
        }
        const bool long_enough = std::chrono::steady_clock::now() - start > slice;
        if (!long_enough && !thread.should_yield(Urgency::background)) continue;
        const std::lock_guard lock(mutex);
        if (storing)
            thread.post(live.empty() ? Urgency::background : Urgency::live, [this] { store_some(); });
        return;
    }
    node.rest(thread.somebody_waited_lately());
}

// ---- an identity that was closed

void NodeHost::State::take(const peers::OwnHeadSeen& seen) {
    thread.post(Urgency::live, [this, seen] {
        const auto same = same_history(node.log(), node.device().id, seen.seq, seen.chain);
        if (same && !*same) close_identity();
    });
}

void NodeHost::State::close_identity() {
    if (node.closed_identity()) return;
    if (auto closed = node.close_identity(); !closed) return;  // noticed again at the next contact or start
    net->set_online(false);
    if (hooks.identity_closed) hooks.identity_closed();
}

// An administrator gave another holder of this key a new id, or took this device out.
void NodeHost::State::close_if_revoked() {
    const auto* mine = node.roster().member(node.device().id);
    if (mine != nullptr && mine->cut) close_identity();
}

// Else the closed log comes back from the others, from its beginning. Where it parts from what this store
// holds, what stands beyond is issued anew, and the run is asked for again.
core::Status NodeHost::State::note_closed_log(const storage::SealedRun& run, const core::Status& appended) {
    if (!returning() || run.device != *node.closed_identity()) return core::ok();
    if (appended) {
        confirmed = std::max(confirmed, run.seal.seq);
        return core::ok();
    }
    if (appended.error().code == core::ErrorCode::io) return appended;
    auto common = last_common(node.log(), run);
    if (!common) return common.error();
    thread.post(Urgency::live, [this, at = *common] { settle_identity(at); });
    return core::Error{core::ErrorCode::conflict, "log.past_missing"};
}

void NodeHost::State::settle_if_whole() {
    if (!returning()) return;
    const auto* member = node.roster().member(*node.closed_identity());
    if (member == nullptr || !member->cut || confirmed < member->cut->seq) return;
    settle_identity(member->cut->seq);
}

// Where the log stood when the roster ended it, with the chain that stands here, too, all up to there is the
// others' as well: nobody is to be asked for it, who may not even keep it any more.
void NodeHost::State::settle_if_known() {
    if (!returning()) return;
    const auto& closed = *node.closed_identity();
    const auto* member = node.roster().member(closed);
    if (member == nullptr || !member->cut) return;
    const auto chain = node.log().chain_at(closed, member->cut->seq);
    if (!chain || *chain != member->cut->chain) return;
    confirmed = member->cut->seq;
    settle_identity(confirmed);
}

void NodeHost::State::settle_identity(std::uint64_t common) {
    if (!returning() || !hooks.issue_anew) return;
    if (auto done = hooks.issue_anew(common); !done) return;  // tried again with the next run
    net->give(opened_log());
    net->give(peers::Stored{durable()});
}

// What the others may know to be here: of a closed log only what was compared.
core::VersionVector NodeHost::State::durable() {
    core::VersionVector sealed = node.log().sealed_heads();
    if (returning()) {
        const auto& closed = *node.closed_identity();
        sealed.set(closed, std::min(sealed.of(closed), confirmed));
    }
    return sealed;
}

std::vector<peers::LogHead> NodeHost::State::sealed_heads() {
    std::vector<peers::LogHead> heads;
    const core::VersionVector sealed = durable();
    for (const auto& [device, seq] : sealed.entries()) {
        auto chain = node.log().chain_at(device, seq);
        if (seq > 0 && chain) heads.push_back({device, seq, *chain});
    }
    return heads;
}

peers::LogOpened NodeHost::State::opened_log() { return {sealed_heads(), storage::begins(node.log())}; }

NodeHost::NodeHost(std::unique_ptr<State> state) : state_(std::move(state)) {}

core::Result<std::unique_ptr<NodeHost>> NodeHost::start(NodeStore& node, StoreThread& thread,
                                                        const NetworkSettings& network,
                                                        const core::Clock& clock, core::Random& random,
                                                        HostHooks hooks) {
    // Under a closed identity nobody is called and nobody is listened to.
    const bool alone = node.closed_identity() && *node.closed_identity() == node.device().id;
    auto settings = net_settings(alone ? NetworkSettings{"", {}, false} : network);
    if (!settings) return settings.error();
    auto state = std::make_unique<State>(node, thread, clock, std::move(hooks));
    State* self = state.get();
    peers::OwnIdentity identity{node.roster().site(), node.device().id, node.device().box.secret.clone()};
    state->net = std::make_unique<peers::NetNode>(
        std::move(identity), std::move(*settings), random, clock,
        [self](peers::Action action) { self->carry_out(std::move(action)); });
    const auto port = state->net->start();
    if (!port) return port.error();
    if (!network.listen.empty() && !alone)
        state->listening = network.listen.substr(0, network.listen.rfind(':') + 1) + std::to_string(*port);
    thread.ask([self] {
        self->net->give(self->known_roster());
        self->cut_back_revoked();
        self->settle_if_known();
        self->tell_what_may_be_hollow();
        self->net->give(self->opened_log());
    });
    thread.every(chores_every, [self] { self->chores(); });
    return std::unique_ptr<NodeHost>(new NodeHost(std::move(state)));
}

// The last word goes behind all that was posted, in the last lane, since each of those tasks holds the state.
NodeHost::~NodeHost() {
    state_->thread.every({}, nullptr);
    state_->net->stop();
    state_->thread.ask([this] { state_->closing = true; });
    state_->thread.ask([] {}, Urgency::background);
}

void NodeHost::own_stored(storage::SealedRun run) { state_->net->give(peers::LocalStored{std::move(run)}); }

void NodeHost::roster_changed() {
    state_->net->give(state_->known_roster());
    state_->cut_back_revoked();
}

void NodeHost::acts_changed() {
    state_->erase_what_is_due();
    roster_changed();
}

Clocks NodeHost::clocks() { return state_->clocks(); }

peers::NodeStatus NodeHost::status() { return state_->net->status(); }

std::string NodeHost::listening_on() const { return state_->listening; }

void NodeHost::set_peers(const std::vector<std::string>& peers) {
    std::vector<peers::PeerAddress> addresses;
    for (const auto& text : peers) {
        if (auto address = address_from(text)) addresses.push_back(*address);
    }
    state_->net->set_peers(std::move(addresses));
}

void NodeHost::set_online(bool online) { state_->net->set_online(online); }

void NodeHost::open_invitation(std::uint64_t id, peers::OneTimeCode code, std::int64_t valid_ms) {
    state_->net->give(peers::InvitationOpened{id, std::move(code), valid_ms});
}

void NodeHost::close_invitation(std::uint64_t id) { state_->net->give(peers::InvitationClosed{id}); }

}  // namespace app
