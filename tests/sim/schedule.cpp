#include "tests/sim/schedule.h"

#include <algorithm>
#include <cstdio>

#include "tests/sim/sim_world.h"

namespace sim {
namespace {

constexpr std::int64_t heal_within_ms = 180'000;
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::uint64_t golden = 0x9e3779b97f4a7c15u;

class Schedule {
  public:
    explicit Schedule(const ScheduleOptions& options)
        : options_(options), random_(options.seed * golden + 1), world_(shape(options, random_)) {}

    ScheduleResult run() {
        for (std::size_t i = 0; i < options_.events && result_.failure.empty(); ++i) {
            if (options_.left_out.contains(i)) continue;
            random_ = tests::SeededRandom((options_.seed + 1) * golden + i);
            one_event(i);
            if (cuts_) event_of_cuts(i);
            world_.run_for(static_cast<std::int64_t>(random_.below(random_.below(6) == 0 ? 4000 : 120)));
            check_rules();
        }
        if (result_.failure.empty()) heal_and_check();
        for (std::size_t node = 0; node < nodes_; ++node) result_.batches += own_batches(node);
        result_.steps = world_.events();
        result_.bytes = world_.bytes_sent();
        return result_;
    }

  private:
    static WorldOptions shape(const ScheduleOptions& options, tests::SeededRandom& random) {
        WorldOptions world;
        world.seed = options.seed;
        world.nodes = 2 + random.below(5);
        world.star = random.below(3) == 0;
        world.delay_max_ms = random.below(4) == 0 ? 400 : 30;
        world.hostile_in = random.below(3) == 0 ? 150 : 0;
        world.store_fail_in = random.below(4) == 0 ? 60 : 0;
        world.store_delay_max_ms = random.below(5) == 0 ? 200 : 5;
        world.two_versions = random.below(3) == 0;
        world.last_is_new = random.below(6) == 0;
        world.trace = options.trace;
        world.canary = options.canary;
        world.last_joins_by_state = has_cuts(options);
        return world;
    }

    // In every third schedule logs are cut short and a desk joins by a state snapshot. Drawn apart, so that
    // the other schedules stay as they were.
    static bool has_cuts(const ScheduleOptions& options) {
        return tests::SeededRandom((options.seed + 2) * golden).below(3) == 0;
    }

    void event_of_cuts(std::size_t number) {
        tests::SeededRandom random((options_.seed + 3) * golden + number);
        const auto dice = random.below(100);
        const auto node = static_cast<std::size_t>(random.below(nodes_));
        if (dice < 4) {
            say(number, "drops what all hold", node);
            world_.drop_below(node);
        } else if (dice < 12) {
            say(number, "makes a state snapshot", node);
            world_.snapshot(node);
        } else if (dice < 20) {
            say(number, "joins by a state snapshot, if it is not there yet", nodes_ - 1);
            world_.join_by_state(nodes_ - 1);
        }
    }

    std::uint64_t own_batches(std::size_t node) const {
        return world_.log(node).heads().of(world_.device(node));
    }
    std::size_t any() { return random_.below(nodes_); }
    void say(std::size_t number, const char* what, std::size_t node, std::uint64_t more = 0) const {
        if (options_.trace)
            std::printf("event %zu: %s, node %zu, %llu\n", number, what, node,
                        static_cast<unsigned long long>(more));
    }

    void one_event(std::size_t number) {
        const auto dice = random_.below(1000);
        const std::size_t node = any();
        if (dice < 600) {
            const auto batches = 1 + random_.below(random_.below(10) == 0 ? 40 : 3);
            say(number, "writes", node, batches);
            world_.write(node, batches);
        } else if (dice < 710) {
            say(number, "the network splits", node);
            split();
        } else if (dice < 830) {
            say(number, "the network heals", node);
            world_.heal();
        } else if (dice < 885) {
            say(number, "dies and comes back", node);
            world_.crash(node);
        } else if (dice < 910) {
            say(number, "goes away", node);
            world_.stop(node);
        } else if (dice < 950) {
            say(number, "all who were away come back", node);
            for (std::size_t other = 0; other < nodes_; ++other) world_.start(other);
        } else if (dice < 978) {
            const auto years = static_cast<std::int64_t>(random_.below(20)) - 10;
            say(number, "its clock jumps", node);
            world_.skew_clock(node, random_.below(2) == 0 ? 0 : years * 365 * 24 * hour_ms);
        } else if (dice < 984) {
            say(number, "its clock stands still", node);
            world_.freeze_clock(node);
        } else if (dice < 988) {
            say(number, "a year passes while it is away", node);
            world_.stop(node);
            world_.pass_year();
        } else if (dice < 997) {
            say(number, "learns of an erasure", node);
            world_.erase(node);
        } else {
            revoke(number, node);
        }
    }

    // At most one, so that somebody is left; by a desk that has begun: one that was never switched on signs
    // nothing.
    void revoke(std::size_t number, std::size_t node) {
        const std::size_t by = any();
        if (nodes_ < 3 || node == 0 || by == 0 || by == node || any_revoked_ || !world_.begun(by)) return;
        say(number, "is revoked", node, by);
        any_revoked_ = true;
        world_.revoke(by, node);
    }

    void split() {
        std::set<std::pair<std::size_t, std::size_t>> blocked;
        for (std::size_t a = 0; a < nodes_; ++a)
            for (std::size_t b = a + 1; b < nodes_; ++b)
                if (random_.below(2) == 0) blocked.insert({a, b});
        world_.partition(blocked, random_.below(2) == 0);
    }

    void check_rules() {
        if (!world_.broken().empty()) result_.failure = world_.broken();
        if (result_.failure.empty()) result_.failure = world_.check_status();
    }

    void heal_and_check() {
        world_.quiet_network();
        world_.heal();
        for (std::size_t node = 0; node < nodes_; ++node) world_.start(node);
        const bool level = world_.run_until_level(heal_within_ms);
        check_rules();
        if (!result_.failure.empty()) return;
        if (!level) {
            result_.failure = "not level after healing";
            return;
        }
        world_.run_for(60'000);
        for (std::size_t node = 0; node < nodes_; ++node) {
            if (world_.revoked(node)) continue;
            for (const auto& peer : world_.status(node).peers)
                if (peer.waiting_for_them != 0 || peer.waiting_for_us != 0)
                    result_.failure =
                        "level, but node " + std::to_string(node) + " does not know it of " + peer.name;
        }
        check_rules();
        if (result_.failure.empty()) result_.failure = world_.check_end();
    }

    ScheduleOptions options_;
    tests::SeededRandom random_;
    World world_;
    std::size_t nodes_{world_.nodes()};
    bool any_revoked_{false};
    bool cuts_{has_cuts(options_)};
    ScheduleResult result_;
};

}  // namespace

ScheduleResult run_schedule(const ScheduleOptions& options) { return Schedule(options).run(); }

ScheduleOptions shrink(ScheduleOptions failing, std::size_t tries) {
    failing.trace = false;
    for (std::size_t chunk = failing.events / 2; chunk > 0 && tries > 0; chunk /= 2) {
        for (std::size_t from = 0; from < failing.events && tries > 0; from += chunk) {
            ScheduleOptions less = failing;
            for (std::size_t i = from; i < std::min(from + chunk, failing.events); ++i)
                less.left_out.insert(i);
            if (less.left_out.size() == failing.left_out.size()) continue;
            --tries;
            if (!run_schedule(less).failure.empty()) failing = std::move(less);
        }
    }
    return failing;
}

const std::vector<std::pair<std::string, std::string>>& canaries() {
    static const std::vector<std::pair<std::string, std::string>> all{
        {"durable", "a store answers before anything is stored"},
        {"forgotten", "a desk leaves a batch out of its cases"},
        {"late", "what comes for an erased case stays whole"},
        {"revoked", "a node does not cut a revoked log back"},
        {"flipped", "parts are not compared with their heads, and a disk rots"},
        {"causality", "a batch is taken in before its past"},
        {"repeated", "a run that is here already is taken in again"},
        {"stranger", "what a revoked device wrote beyond its end is believed"},
        {"hollow", "a hollow part is believed without an act"},
        {"hidden", "a write removes what its author had not seen"},
        {"arrival", "of two concurrent values the one that came later stands alone"},
        {"clock", "a peer whose clock is wrong is hung up on"},
        {"begun", "a desk that joins by a state snapshot begins with its log alone"},
        {"base", "a desk that drops part of its log keeps no base of its cases"},
        {"deaf", "a backlog is never asked for again after a failed write"},
    };
    return all;
}

}  // namespace sim
