// Desks and a backup node in one thread, under a virtual clock and a seeded network. The nodes are the
// product's own (sync/node); logs are SimLog. Connections behave as TCP does: bytes arrive in order or the
// connection ends; a partition holds them back or cuts. Beyond TCP, a hostile network may repeat, drop or
// swap chunks within a connection, which must end that connection and nothing else.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "tests/sim/few_keys.h"
#include "tests/sim/sim_cases.h"
#include "tests/sim/sim_log.h"

namespace sim {

struct WorldOptions {
    std::uint64_t seed{1};
    std::size_t nodes{5};
    bool star{false};  // all reach only node 0, the backup
    std::int64_t delay_max_ms{30};
    std::uint64_t hostile_in{0};     // one chunk in so many is repeated, dropped, swapped or changed; 0: none
    std::uint64_t store_fail_in{0};  // one write in so many fails
    std::int64_t store_delay_max_ms{5};
    bool trace{false};
    peers::NodeLimits limits{};
    bool two_versions{false};  // every other desk writes fields, sets and steps that the others do not know
    std::string canary{};      // a bug planted on purpose, by name; "": none
    // At first only node 0 knows the last node, as after an enrolment there; the roster must spread.
    bool last_is_new{false};
    bool last_joins_by_state{false};  // the last node is not there before it joins from a state snapshot
};

class World {
  public:
    explicit World(WorldOptions options);
    ~World();

    void write(std::size_t node, std::size_t batches);  // one flush: batches and their seal, then LocalStored
    void partition(const std::set<std::pair<std::size_t, std::size_t>>& blocked, bool cut);
    void heal() { partition({}, false); }
    void quiet_network();          // no more meddling, no more failing writes
    void crash(std::size_t node);  // loses what is not in its log; comes back at once
    void stop(std::size_t node);   // away until start()
    void start(std::size_t node);
    void revoke(std::size_t by, std::size_t node);            // at what `by` holds of it
    void state_known(std::size_t node, std::uint8_t digest);  // its cases, at the log as it is
    void skew_clock(std::size_t node, std::int64_t by_ms);
    void freeze_clock(std::size_t node);
    void pass_year() { years_ms_ += std::int64_t{366} * 86'400'000; }  // on all clocks that are right
    void erase(std::size_t node);          // one of the cases, by an act that this node learns first
    void drop_below(std::size_t node);     // what every other node holds, as that said durably
    void snapshot(std::size_t node);       // a desk makes a state snapshot; the newest one counts
    bool begun(std::size_t node) const;    // has ever been switched on
    void join_by_state(std::size_t node);  // a desk that has never held anything begins from it, and starts
    bool revoked(std::size_t node) const;
    std::string check_end() const;  // when level: nothing lost, hidden, left over or different
    void run_for(std::int64_t ms);
    bool run_until_level(std::int64_t ms_max);  // true once all running nodes hold the same

    bool level() const;
    std::string broken() const { return broken_; }  // the first breach of a rule; empty: none
    std::string check_status() const;               // does every status line say only what is true?
    const SimLog& log(std::size_t node) const;
    peers::NodeStatus status(std::size_t node) const;
    const core::DeviceId& device(std::size_t node) const;
    peers::Moment now(std::size_t node) const;
    std::uint64_t bytes_sent() const { return bytes_sent_; }
    std::size_t links_ready() const;
    std::size_t nodes() const { return hosts_.size(); }
    std::uint64_t events() const { return events_; }
    const std::map<std::string, std::uint64_t>& reports() const { return reports_; }
    // Called with every chunk as it is delivered; may change it.
    std::function<void(core::Bytes&)> on_chunk;

  private:
    struct Host;
    struct StateSnapshot;
    struct Connection;
    struct Event {
        std::int64_t at{0};
        std::uint64_t order{0};
        std::function<void()> run;
        bool operator<(const Event& other) const {
            return std::tie(other.at, other.order) < std::tie(at, order);  // earliest first
        }
    };

    void at(std::int64_t in_ms, std::function<void()> run);
    void boot(std::size_t node);
    void give(std::size_t node, peers::Input input);
    void act(std::size_t node, peers::Action action);
    void dial(std::size_t from);
    void connect(std::size_t from, std::size_t to);
    void send(std::size_t node, peers::LinkId link, core::Bytes bytes);
    void deliver(std::shared_ptr<Connection> connection, int side);
    void close(std::shared_ptr<Connection> connection, int by_side);
    void unlink(std::size_t node, peers::LinkId link);
    void store(std::size_t node, peers::StoreRun run);
    // As far as this node was told. The last member may still join by a state snapshot, so one may be made
    // without it; what it lacks may not be dropped. Who else was never heard of holds nothing.
    enum class Joiner : std::uint8_t { left_out, holds_nothing };
    core::VersionVector held_by_all(std::size_t node, Joiner joiner) const;
    core::Digest authentic_chain(const core::DeviceId& device, std::uint64_t seq) const;
    void wake(std::size_t node, std::int64_t at_ms);
    bool looks_for(std::size_t from, std::size_t to) const;
    bool blocked(std::size_t a, std::size_t b) const;
    bool may_have_been_longer(const core::DeviceId& device) const;
    void meddle(std::deque<core::Bytes>& chunks);
    peers::RosterKnown roster_of(std::size_t node) const;
    std::optional<core::CaseId> some_case(std::size_t node);
    forms::Change some_change(std::size_t node, const core::CaseId& id, std::uint64_t seq);
    void fold(std::size_t node, const storage::Batch& batch, const core::VersionVector& context);
    void learn(std::size_t node, const std::vector<core::Bytes>& items);
    void spoil(std::vector<storage::SealedRun>& runs);
    bool is_newer(std::size_t node) const;

    WorldOptions options_;
    tests::SeededRandom random_;
    FewKeys keys_{random_};
    core::SiteId site_;
    std::vector<std::unique_ptr<Host>> hosts_;
    std::unique_ptr<StateSnapshot> snapshot_;
    std::vector<std::shared_ptr<Connection>> connections_;
    std::vector<Event> queue_;  // a heap, the earliest on top
    std::int64_t now_ms_{0};
    std::uint64_t order_{0};
    peers::LinkId next_link_{1};
    std::set<std::pair<std::size_t, std::size_t>> blocked_;
    bool quiet_{false};  // healing: no more faults
    std::string broken_;
    Truth truth_;
    std::int64_t years_ms_{0};
    std::uint64_t bytes_sent_{0};
    std::uint64_t events_{0};
    std::map<std::string, std::uint64_t> reports_;
};

}  // namespace sim
