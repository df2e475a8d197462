#include "tests/sim/sim_host.h"

#include <algorithm>
#include <cstdio>

#include "sync/membership/topology.h"

namespace sim {
namespace {
constexpr std::int64_t epoch_ms = 1'790'000'000'000;  // some working day
}

World::World(WorldOptions options) : options_(options), random_(options.seed) {
    site_ = core::fresh_id<core::SiteId>(random_);
    for (std::size_t i = 0; i < options_.nodes; ++i) {
        auto host = std::make_unique<Host>();
        host->device = core::fresh_id<core::DeviceId>(random_);
        core::Digest passed_over;  // so that seeds which failed before still stand for the same schedule
        for (int key = 0; key < 2; ++key) random_.fill(passed_over);
        host->signing = storage::SigningKey::from_seed(few_key("signing", i));
        host->box = storage::BoxKey::from_secret(few_key("box", i));
        host->log = std::make_unique<SimLog>(site_);
        host->log->keeps_late_content = options_.canary == "late";
        hosts_.push_back(std::move(host));
    }
    for (std::size_t i = 0; i < hosts_.size(); ++i)
        for (std::size_t n = 0; n < hosts_.size(); ++n) {
            const bool unknown = options_.last_is_new && n + 1 == hosts_.size() && i != 0 && i != n;
            if (!unknown) hosts_[i]->roster.insert(core::Bytes{static_cast<std::uint8_t>(n)});
        }
    const bool last_waits = options_.last_joins_by_state && hosts_.size() > 2;
    for (std::size_t i = 0; i < hosts_.size() - (last_waits ? 1 : 0); ++i) boot(i);
}

World::~World() = default;

void World::at(std::int64_t in_ms, std::function<void()> run) {
    queue_.push_back({now_ms_ + std::max<std::int64_t>(in_ms, 0), order_++, std::move(run)});
    std::push_heap(queue_.begin(), queue_.end());
}

// Entries of the simulated roster: (member n) or (member n is revoked after seq).
peers::RosterKnown World::roster_of(std::size_t node) const {
    peers::RosterKnown known;
    for (const auto& entry : hosts_[node]->roster) {
        known.entries.push_back({storage::hash(entry), entry});
        if (entry.front() == erase_item) continue;
        core::Reader in(entry);
        const auto n = static_cast<std::size_t>(in.varint());
        const auto& member = *hosts_[n];
        const std::uint64_t after = in.varint();
        if (entry.size() == 1)
            known.members.push_back({member.device, member.signing.public_key, member.box.public_key, n == 0,
                                     std::nullopt, "node " + std::to_string(n)});
        for (auto& earlier : known.members)
            if (entry.size() > 1 && earlier.id == member.device) earlier.revoked_after = after;
    }
    known.transport_secrets.push_back(storage::Secret::copy_of(storage::hash(core::view("transport"))));
    return known;
}

void World::revoke(std::size_t by, std::size_t node) {
    core::Writer entry;
    entry.varint(node).varint(hosts_[by]->log->heads().of(hosts_[node]->device));
    hosts_[node]->revoked = true;
    learn(by, {entry.take()});
}

void World::boot(std::size_t node) {
    auto& host = *hosts_[node];
    ++host.life;
    host.store_busy_until = now_ms_;
    host.generation = 1;
    host.wake_at = -1;
    host.booted_ms = now_ms_;
    host.begun = true;
    host.linked.clear();
    host.link_device.clear();
    host.run_seq = 0;
    peers::OwnIdentity self{site_, host.device, host.box.secret.clone()};
    host.node = std::make_unique<peers::Node>(std::move(self), keys_, options_.limits);
    give(node, roster_of(node));
    if (!host.log->erasures().empty())
        give(node, peers::CasesErased{{host.log->erasures().begin(), host.log->erasures().end()}});
    give(node, peers::LogOpened{host.log->log_heads(), host.log->begins()});
    dial(node);
}

peers::Moment World::now(std::size_t node) const {
    const auto& host = *hosts_[node];
    if (host.frozen) return {now_ms_, *host.frozen};
    return {now_ms_, core::Instant{epoch_ms + years_ms_ + now_ms_ + host.clock_skew_ms}};
}

void World::give(std::size_t node, peers::Input input) {
    auto& host = *hosts_[node];
    if (!host.node) return;
    ++events_;
    const auto life = host.life;
    for (auto& action : host.node->step(now(node), std::move(input)))
        if (host.life == life) act(node, std::move(action));
}

void World::act(std::size_t node, peers::Action action) {
    auto& host = *hosts_[node];
    if (auto* send_bytes = std::get_if<peers::SendBytes>(&action)) {
        send(node, send_bytes->link, std::move(send_bytes->bytes));
    } else if (auto* hang_up = std::get_if<peers::HangUp>(&action)) {
        ++reports_[hang_up->reason];
        if (options_.trace)
            std::printf("%8lld node %zu hangs up %s\n", static_cast<long long>(now_ms_), node,
                        hang_up->reason.c_str());
        for (const auto& connection : std::vector(connections_))
            for (int side : {0, 1})
                if (connection->alive && connection->host[side] == node &&
                    connection->link[side] == hang_up->link)
                    close(connection, side);
    } else if (auto* ready = std::get_if<peers::LinkReady>(&action)) {
        host.linked.insert(ready->device);
        host.link_device[ready->link] = ready->device;
    } else if (auto* run = std::get_if<peers::StoreRun>(&action)) {
        store(node, std::move(*run));
    } else if (auto* read = std::get_if<peers::ReadMissing>(&action)) {
        at(1,
           [this, node, life = host.life, token = read->token, have = read->have, bytes = read->bytes_max] {
               if (hosts_[node]->life != life) return;
               auto runs = hosts_[node]->log->read_missing(have, bytes);
               if (options_.canary == "flipped" && !quiet_) spoil(runs);
               give(node, peers::RowsRead{token, std::move(runs)});
           });
    } else if (auto* entries = std::get_if<peers::StoreRoster>(&action)) {
        at(2, [this, node, life = host.life, given = entries->entries] {
            if (hosts_[node]->life != life) return;
            learn(node, given);
        });
    } else if (auto* wake_at = std::get_if<peers::WakeAt>(&action)) {
        wake(node, wake_at->steady_ms);
    } else if (auto* report = std::get_if<peers::Report>(&action)) {
        ++reports_[report->reason];
        if (options_.trace)
            std::printf("%8lld node %zu reports %s\n", static_cast<long long>(now_ms_), node,
                        report->reason.c_str());
    }
}

void World::wake(std::size_t node, std::int64_t at_ms) {
    auto& host = *hosts_[node];
    if (host.wake_at == at_ms) return;
    host.wake_at = at_ms;
    at(at_ms - now_ms_, [this, node, life = host.life, at_ms] {
        if (hosts_[node]->life == life && hosts_[node]->wake_at == at_ms) give(node, peers::Tick{});
    });
}

// The store works in order, and answers after its delay: done, or failed with what is there.
void World::store(std::size_t node, peers::StoreRun run) {
    auto& host = *hosts_[node];
    host.store_busy_until =
        std::max(host.store_busy_until, now_ms_) +
        static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(options_.store_delay_max_ms) + 1));
    at(host.store_busy_until - now_ms_, [this, node, life = host.life, given = std::move(run)] {
        auto& owner = *hosts_[node];
        if (owner.life != life || given.generation < owner.generation) return;
        if (options_.store_fail_in > 0 && random_.below(options_.store_fail_in) == 0) {
            owner.generation = given.generation + 1;
            if (options_.canary == "deaf") return;
            give(node, peers::StoreFailed{given.generation, owner.log->log_heads(), false});
            return;
        }
        // Believed before the revocation was heard of: the store refuses it, as the real one does.
        if (owner.log->beyond_end(*given.run) && options_.canary != "stranger") {
            owner.generation = given.generation + 1;
            give(node,
                 peers::StoreFailed{given.generation, owner.log->log_heads(), false, given.run->device});
            return;
        }
        if (options_.canary == "durable" && random_.below(40) == 0) {  // answered, and nothing was stored
            auto heads = owner.log->heads();
            heads.raise(given.run->device, given.run->seal.seq);
            return give(node, peers::Stored{heads});
        }
        const auto wrong =
            owner.log->append(*given.run, authentic_chain(given.run->device, given.run->seal.seq),
                              [&](const storage::Batch& batch, const core::VersionVector& context) {
                                  fold(node, batch, context);
                              });
        if (!wrong.empty() && broken_.empty())
            broken_ = "node " + std::to_string(node) + " was given " + wrong;
        give(node, peers::Stored{owner.log->heads()});
    });
}

// What the author itself wrote: the truth that no key is needed for. Zero where it sealed nothing.
core::Digest World::authentic_chain(const core::DeviceId& device, std::uint64_t seq) const {
    for (const auto& host : hosts_)
        if (host->device == device && seq >= 1 && seq <= host->chains.size()) return host->chains[seq - 1];
    return {};
}

// ---- network ----

bool World::blocked(std::size_t a, std::size_t b) const {
    return blocked_.contains({std::min(a, b), std::max(a, b)});
}

// Every second each node looks whom it is not linked with.
void World::dial(std::size_t from) {
    at(200 + static_cast<std::int64_t>(random_.below(1000)), [this, from, life = hosts_[from]->life] {
        if (hosts_[from]->life != life || !hosts_[from]->node) return;
        for (std::size_t to = 0; to < hosts_.size(); ++to) {
            const bool reachable = to != from && (!options_.star || to == 0) && looks_for(from, to);
            const bool under_way =
                std::any_of(connections_.begin(), connections_.end(), [&](const auto& open) {
                    return open->alive && open->host[0] == from && open->host[1] == to;
                });
            if (reachable && !under_way && hosts_[to]->node && !blocked(from, to) &&
                !hosts_[from]->linked.contains(hosts_[to]->device))
                connect(from, to);
        }
        dial(from);
    });
}

// At a large site only for some of the others, as the product does.
bool World::looks_for(std::size_t from, std::size_t to) const {
    if (options_.star || hosts_.size() <= peers::mesh_max) return true;
    const peers::Members members(roster_of(from).members);
    return peers::looks_for(members, hosts_[from]->device, hosts_[to]->device, hosts_[from]->linked.size(),
                            now_ms_ - hosts_[from]->booted_ms);
}

void World::connect(std::size_t from, std::size_t to) {
    auto connection = std::make_shared<Connection>();
    connection->host[0] = from;
    connection->host[1] = to;
    connection->link[0] = next_link_++;
    connection->link[1] = next_link_++;
    connections_.push_back(connection);
    const bool knows = random_.below(2) == 0;
    give(from, peers::LinkOpened{connection->link[0], true,
                                 knows ? std::optional(hosts_[to]->device) : std::nullopt});
    give(to, peers::LinkOpened{connection->link[1], false, std::nullopt});
}

void World::send(std::size_t node, peers::LinkId link, core::Bytes bytes) {
    bytes_sent_ += bytes.size();
    for (const auto& connection : connections_) {
        for (int side : {0, 1}) {
            if (!connection->alive || connection->host[side] != node || connection->link[side] != link)
                continue;
            const auto size = bytes.size();
            at(1, [this, node, link, size, life = hosts_[node]->life] {
                if (hosts_[node]->life == life) give(node, peers::BytesSent{link, size});
            });
            connection->on_way[1 - side].push_back(std::move(bytes));
            meddle(connection->on_way[1 - side]);
            deliver(connection, 1 - side);
            return;
        }
    }
}

void World::meddle(std::deque<core::Bytes>& chunks) {
    if (options_.hostile_in == 0 || chunks.empty() || random_.below(options_.hostile_in) != 0) return;
    auto& last = chunks.back();
    switch (random_.below(4)) {
        case 0:
            chunks.push_back(core::Bytes(last));
            break;
        case 1:
            chunks.pop_back();
            break;
        case 2:
            std::swap(chunks.front(), chunks.back());
            break;
        default:
            if (!last.empty())
                last[random_.below(last.size())] ^= static_cast<std::uint8_t>(1 + random_.below(255));
    }
}

void World::deliver(std::shared_ptr<Connection> connection, int side) {
    if (connection->delivery_planned[side]) return;
    connection->delivery_planned[side] = true;
    const auto delay =
        static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(options_.delay_max_ms) + 1));
    at(delay, [this, connection, side] {
        connection->delivery_planned[side] = false;
        auto& chunks = connection->on_way[side];
        if (!connection->alive || chunks.empty()) return;
        if (blocked(connection->host[0], connection->host[1])) return;  // held back until it heals
        auto bytes = std::move(chunks.front());
        chunks.pop_front();
        // A stream keeps no borders: two chunks may come as one, one as two.
        if (!chunks.empty() && random_.below(3) == 0) {
            bytes.insert(bytes.end(), chunks.front().begin(), chunks.front().end());
            chunks.pop_front();
        } else if (bytes.size() > 1 && random_.below(5) == 0) {
            const auto cut = static_cast<std::ptrdiff_t>(1 + random_.below(bytes.size() - 1));
            chunks.push_front(core::Bytes(bytes.begin() + cut, bytes.end()));
            bytes.resize(static_cast<std::size_t>(cut));
        }
        if (on_chunk) on_chunk(bytes);
        give(connection->host[side], peers::BytesIn{connection->link[side], std::move(bytes)});
        if (!chunks.empty()) deliver(connection, side);
    });
}

void World::unlink(std::size_t node, peers::LinkId link) {
    auto& host = *hosts_[node];
    const auto it = host.link_device.find(link);
    if (it == host.link_device.end()) return;
    const auto device = it->second;
    host.link_device.erase(it);
    const bool another = std::any_of(host.link_device.begin(), host.link_device.end(),
                                     [&](const auto& entry) { return entry.second == device; });
    if (!another) host.linked.erase(device);
}

void World::close(std::shared_ptr<Connection> connection, int by_side) {
    if (!connection->alive) return;
    // What was sent before the end still arrives, as on a stream that is closed in order.
    connection->alive = false;
    for (int side : {0, 1}) {
        const std::size_t node = connection->host[side];
        const auto link = connection->link[side];
        unlink(node, link);
        if (side == by_side) continue;
        at(static_cast<std::int64_t>(random_.below(5)),
           [this, connection, side, node, link, life = hosts_[node]->life] {
               if (hosts_[node]->life != life) return;
               if (!blocked(connection->host[0], connection->host[1]))
                   for (auto& chunk : std::exchange(connection->on_way[side], {}))
                       give(node, peers::BytesIn{link, std::move(chunk)});
               give(node, peers::LinkClosed{link});
               unlink(node, link);  // the last bytes may have made it ready
           });
    }
    std::erase(connections_, connection);
}

void World::partition(const std::set<std::pair<std::size_t, std::size_t>>& now_blocked, bool cut) {
    blocked_.clear();
    for (const auto& [a, b] : now_blocked) blocked_.insert({std::min(a, b), std::max(a, b)});
    for (const auto& connection : std::vector(connections_)) {
        if (cut && blocked(connection->host[0], connection->host[1])) {
            const int side = static_cast<int>(random_.below(2));
            at(0, [this, connection, side] {
                give(connection->host[side], peers::LinkClosed{connection->link[side]});
                close(connection, side);
            });
        }
        for (int side : {0, 1})
            if (!connection->on_way[side].empty()) deliver(connection, side);
    }
}

void World::quiet_network() {
    options_.hostile_in = options_.store_fail_in = 0;
    quiet_ = true;
}

void World::crash(std::size_t node) {
    stop(node);
    start(node);
}

void World::stop(std::size_t node) {
    hosts_[node]->node.reset();
    ++hosts_[node]->life;
    for (const auto& connection : std::vector(connections_))
        for (int side : {0, 1})
            if (connection->host[side] == node) close(connection, side);
}

void World::start(std::size_t node) {
    if (!hosts_[node]->node) boot(node);
}

void World::state_known(std::size_t node, std::uint8_t digest) {
    give(node, peers::StateKnown{hosts_[node]->log->heads(), core::Digest{digest}});
}

void World::skew_clock(std::size_t node, std::int64_t by_ms) {
    hosts_[node]->frozen.reset();
    hosts_[node]->clock_skew_ms = by_ms;
}
void World::freeze_clock(std::size_t node) { hosts_[node]->frozen = now(node).wall; }

// ---- running and looking ----

void World::run_for(std::int64_t ms) {
    const std::int64_t until = now_ms_ + ms;
    while (!queue_.empty() && queue_.front().at <= until && broken_.empty()) {
        std::pop_heap(queue_.begin(), queue_.end());
        auto event = std::move(queue_.back());
        queue_.pop_back();
        now_ms_ = std::max(now_ms_, event.at);
        event.run();
    }
    now_ms_ = until;
}

bool World::run_until_level(std::int64_t ms_max) {
    for (std::int64_t spent = 0; spent < ms_max && broken_.empty(); spent += 250) {
        if (level()) return true;
        run_for(250);
    }
    return level();
}

bool World::level() const {
    const SimLog* first = nullptr;
    for (const auto& host : hosts_) {
        if (!host->node || host->revoked) continue;
        if (!first) first = host->log.get();
        if (host->log->log_heads() != first->log_heads()) return false;
    }
    return true;
}

// A log that was cut back may once have been longer somewhere.
bool World::may_have_been_longer(const core::DeviceId& device) const {
    return std::any_of(hosts_.begin(), hosts_.end(),
                       [&](const auto& host) { return host->revoked && host->device == device; });
}

std::string World::check_status() const {
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        if (!hosts_[i]->node || hosts_[i]->revoked) continue;
        for (const auto& peer : status(i).peers) {
            const auto it = std::find_if(hosts_.begin(), hosts_.end(),
                                         [&](const auto& host) { return host->device == peer.device; });
            for (const auto& [device, seq] : peer.durable.entries())
                if ((*it)->log->heads().of(device) < seq && !may_have_been_longer(device))
                    return "node " + std::to_string(i) + " says more of " + peer.name +
                           " than that has on disk";
        }
    }
    return {};
}

const SimLog& World::log(std::size_t node) const { return *hosts_[node]->log; }
peers::NodeStatus World::status(std::size_t node) const { return hosts_[node]->node->status(now(node)); }
bool World::revoked(std::size_t node) const { return hosts_[node]->revoked; }
const core::DeviceId& World::device(std::size_t node) const { return hosts_[node]->device; }

std::size_t World::links_ready() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < hosts_.size(); ++i)
        if (hosts_[i]->node)
            for (const auto& peer : status(i).peers) count += peer.linked ? 1 : 0;
    return count;
}

}  // namespace sim
