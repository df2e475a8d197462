#include "app/node/node_host.h"

#include <chrono>
#include <deque>
#include <mutex>
#include <set>

#include "storage/keys/transport_secret.h"
#include "storage/log/attachments.h"

namespace app {

namespace {

constexpr auto slice = std::chrono::milliseconds(50);  // how long background work may hold the store
constexpr std::size_t batches_a_slice = 500;

core::Result<peers::PeerAddress> address_from(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return core::invalid("net.address", text);
    std::string host = text.substr(0, colon);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    const unsigned long port = std::strtoul(text.c_str() + colon + 1, nullptr, 10);
    if (host.empty() || port > 65535) return core::invalid("net.address", text);
    return peers::PeerAddress{host, static_cast<std::uint16_t>(port), std::nullopt};
}

core::Result<peers::NetSettings> net_settings(const NetworkSettings& network) {
    peers::NetSettings out;
    out.beacon = network.beacon;
    if (!network.listen.empty()) {
        auto address = address_from(network.listen);
        if (!address) return address.error();
        out.listen_host = address->host;
        out.listen_port = address->port;
    }
    for (const auto& text : network.peers) {
        auto address = address_from(text);
        if (!address) return address.error();
        out.peers.push_back(*address);
    }
    return out;
}

peers::Member member_of(const storage::Member& member) {
    peers::Member out;
    out.id = member.device.id;
    out.signing = member.device.sign_key;
    out.box = member.device.box_key;
    out.backup = member.device.role == storage::DeviceRole::backup;
    if (member.cut) out.revoked_after = member.cut->seq;
    out.name = member.device.name;
    return out;
}

}  // namespace

struct NodeHost::State {
    State(NodeStore& node_store, StoreThread& store_thread, HostHooks host_hooks)
        : node(node_store), thread(store_thread), hooks(std::move(host_hooks)) {}

    NodeStore& node;
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

    // ---- net thread: what the node asks for
    void carry_out(peers::Action action);
    void take(peers::StoreRun run);
    void take(const peers::ReadMissing& ask);
    void take(const peers::StoreRoster& ask);
    void take(const peers::JoinRequested& ask);

    // ---- store thread
    void store_some();
    std::deque<peers::StoreRun> next_runs();
    // On failure `at_fault` is the device whose run did not fit, if it was the run's fault and not the
    // disk's.
    // Takes `runs` in, in one block, from the front on; `stored` counts those that are in. Fewer than all
    // where somebody more urgent waits.
    core::Status append(const std::deque<peers::StoreRun>& runs, std::size_t& stored,
                        std::set<core::CaseId>& cases, std::optional<core::DeviceId>& at_fault);
    void give_back(std::deque<peers::StoreRun> runs, std::size_t from);
    void fail(const std::deque<peers::StoreRun>& runs, const core::Error& error,
              const std::optional<core::DeviceId>& at_fault);
    peers::RosterKnown known_roster();
    std::vector<peers::LogHead> sealed_heads();
};

void NodeHost::State::carry_out(peers::Action action) {
    if (auto* run = std::get_if<peers::StoreRun>(&action)) take(std::move(*run));
    if (const auto* ask = std::get_if<peers::ReadMissing>(&action)) take(*ask);
    if (const auto* ask = std::get_if<peers::StoreRoster>(&action)) take(*ask);
    if (const auto* ask = std::get_if<peers::JoinRequested>(&action)) take(*ask);
    if (std::holds_alternative<peers::Report>(action) && hooks.peers_changed) hooks.peers_changed();
}

void NodeHost::State::take(peers::StoreRun run) {
    const std::lock_guard lock(mutex);
    if (run.generation <= failed_generation) return;
    const bool urgent = run.lane == peers::Lane::live;
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
        if (!added || *added == 0) return;
        if (hooks.roster_changed) hooks.roster_changed();
        net->give(known_roster());
    });
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
        batches += backlog.front().run.batches.size();
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
    for (const auto& run : runs) {
        if (stored > 0 && run.lane == peers::Lane::backlog && thread.should_yield(Urgency::background)) break;
        const auto added = node.log().append_run(
            run.run, run.signer, [&](const storage::Batch& batch, const core::VersionVector& context) {
                if (batch.head.case_id) cases.insert(*batch.head.case_id);
                return hooks.stored ? hooks.stored(batch, context) : core::ok();
            });
        if (added) {
            ++stored;
            continue;
        }
        const bool ask_again = added.error().reason == "log.past_missing";
        if (added.error().code != core::ErrorCode::io && !ask_again) at_fault = run.run.device;
        return added.error();
    }
    return block->commit();
}

void NodeHost::State::give_back(std::deque<peers::StoreRun> runs, std::size_t from) {
    const std::lock_guard lock(mutex);
    for (std::size_t i = runs.size(); i-- > from;)
        if (runs[i].generation > failed_generation) backlog.push_front(std::move(runs[i]));
    storing = storing || !backlog.empty();
}

void NodeHost::State::fail(const std::deque<peers::StoreRun>& runs, const core::Error& error,
                           const std::optional<core::DeviceId>& at_fault) {
    std::uint64_t generation = 0;
    {
        const std::lock_guard lock(mutex);
        for (const auto& run : runs) generation = std::max(generation, run.generation);
        failed_generation = std::max(failed_generation, generation);
        std::erase_if(live, [&](const auto& run) { return run.generation <= generation; });
        std::erase_if(backlog, [&](const auto& run) { return run.generation <= generation; });
    }
    net->give(peers::StoreFailed{generation, sealed_heads(), error.reason == "log.past_missing", at_fault});
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
            net->give(peers::Stored{node.log().sealed_heads()});
            if (hooks.changed) hooks.changed({cases.begin(), cases.end()});
        }
        const bool long_enough = std::chrono::steady_clock::now() - start > slice;
        if (!long_enough && !thread.should_yield(Urgency::background)) continue;
        const std::lock_guard lock(mutex);
        if (storing)
            thread.post(live.empty() ? Urgency::background : Urgency::live, [this] { store_some(); });
        return;
    }
    node.rest();
}

peers::RosterKnown NodeHost::State::known_roster() {
    peers::RosterKnown known;
    for (const auto& [id, member] : node.roster().members()) known.members.push_back(member_of(member));
    for (const auto& entry : node.roster().entries()) {
        known.entries.push_back({storage::entry_digest(entry.body), storage::encode_entry(entry)});
    }
    auto secret = storage::open_transport(node.roster(), node.device().id, node.device().box);
    if (secret) known.transport_secrets.push_back(std::move(secret->key));
    return known;
}

std::vector<peers::LogHead> NodeHost::State::sealed_heads() {
    std::vector<peers::LogHead> heads;
    const core::VersionVector sealed = node.log().sealed_heads();
    for (const auto& [device, seq] : sealed.entries()) {
        auto chain = node.log().chain_at(device, seq);
        if (seq > 0 && chain) heads.push_back({device, seq, *chain});
    }
    return heads;
}

NodeHost::NodeHost(std::unique_ptr<State> state) : state_(std::move(state)) {}

core::Result<std::unique_ptr<NodeHost>> NodeHost::start(NodeStore& node, StoreThread& thread,
                                                        const NetworkSettings& network,
                                                        const core::Clock& clock, core::Random& random,
                                                        HostHooks hooks) {
    auto settings = net_settings(network);
    if (!settings) return settings.error();
    auto state = std::make_unique<State>(node, thread, std::move(hooks));
    State* self = state.get();
    peers::OwnIdentity identity{node.roster().site(), node.device().id, node.device().box.secret.clone()};
    state->net = std::make_unique<peers::NetNode>(
        std::move(identity), std::move(*settings), random, clock,
        [self](peers::Action action) { self->carry_out(std::move(action)); });
    const auto port = state->net->start();
    if (!port) return port.error();
    if (!network.listen.empty())
        state->listening = network.listen.substr(0, network.listen.rfind(':') + 1) + std::to_string(*port);
    thread.ask([self] {
        self->net->give(self->known_roster());
        self->net->give(peers::LogOpened{self->sealed_heads()});
    });
    return std::unique_ptr<NodeHost>(new NodeHost(std::move(state)));
}

// The last word goes behind all that was posted, in the last lane, since each of those tasks holds the state.
NodeHost::~NodeHost() {
    state_->net->stop();
    state_->thread.ask([this] { state_->closing = true; });
    state_->thread.ask([] {}, Urgency::background);
}

void NodeHost::own_stored(storage::SealedRun run) { state_->net->give(peers::LocalStored{std::move(run)}); }

void NodeHost::roster_changed() { state_->net->give(state_->known_roster()); }

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
