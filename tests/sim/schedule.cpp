#include "tests/sim/schedule.h"

#include "tests/sim/sim_world.h"

namespace sim {
namespace {

constexpr std::int64_t heal_within_ms = 180'000;
constexpr std::int64_t hour_ms = 3'600'000;

class Schedule {
  public:
    explicit Schedule(const ScheduleOptions& options)
        : options_(options),
          random_(options.seed * 0x9e3779b97f4a7c15u + 1),
          world_(shape(options, random_)) {}

    ScheduleResult run() {
        for (std::size_t i = 0; i < options_.events && result_.failure.empty(); ++i) {
            one_event();
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
        world.trace = options.trace;
        return world;
    }

    std::uint64_t own_batches(std::size_t node) const {
        return world_.log(node).heads().of(world_.device(node));
    }
    std::size_t any() { return random_.below(nodes_); }

    void one_event() {
        const auto dice = random_.below(100);
        if (dice < 60) {
            world_.write(any(), 1 + random_.below(random_.below(10) == 0 ? 100 : 3));
        } else if (dice < 72) {
            split();
        } else if (dice < 84) {
            world_.heal();
        } else if (dice < 90) {
            world_.crash(any());
        } else if (dice < 93) {
            world_.stop(any());
        } else if (dice < 97) {
            for (std::size_t node = 0; node < nodes_; ++node) world_.start(node);
        } else {
            const auto years = static_cast<std::int64_t>(random_.below(20)) - 10;
            world_.skew_clock(any(), random_.below(2) == 0 ? 0 : years * 365 * 24 * hour_ms);
        }
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
        for (std::size_t node = 0; node < nodes_; ++node)
            for (const auto& peer : world_.status(node).peers)
                if (peer.waiting_for_them != 0 || peer.waiting_for_us != 0)
                    result_.failure =
                        "level, but node " + std::to_string(node) + " does not know it of " + peer.name;
        check_rules();
    }

    ScheduleOptions options_;
    tests::SeededRandom random_;
    World world_;
    std::size_t nodes_{world_.nodes()};
    ScheduleResult result_;
};

}  // namespace

ScheduleResult run_schedule(const ScheduleOptions& options) { return Schedule(options).run(); }

}  // namespace sim
