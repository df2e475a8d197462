// An invented site for benches: desks of the product, each over a store of its own in a folder, linked over
// loopback where the bench says so. Every device knows every other from the start.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/bench/sync_workload.h"
#include "app/service/desk_engine.h"
#include "storage/env/system_environment.h"

namespace app {

class BenchSite {
  public:
    // Makes `desks` stores below `folder`, which is made and removed with the site. Reasons of the store.
    static core::Result<std::unique_ptr<BenchSite>> found(const std::string& folder, std::size_t desks);
    ~BenchSite();
    BenchSite(const BenchSite&) = delete;
    BenchSite& operator=(const BenchSite&) = delete;

    // A desk is shut until it is opened; it listens on loopback and dials nobody.
    core::Status open(std::size_t desk, storage::Durability durability);
    void shut(std::size_t desk) { desks_[desk].engine.reset(); }
    DeskEngine& desk(std::size_t desk) { return *desks_[desk].engine; }
    const core::DeviceId& device(std::size_t desk) const { return desks_[desk].key.id; }
    core::AccountId clerk() const { return clerk_; }
    std::string store_path(std::size_t desk) const;
    const std::string& folder(std::size_t desk) const { return desks_[desk].folder; }
    const storage::Secret& store_key(std::size_t desk) const { return desks_[desk].store_key; }
    const core::Clock& clock() const { return clock_; }
    core::Random& random() { return random_; }

    // Whole cases from..to, one action each, in turns between which the desk's background work gets its own.
    core::Status write_cases(std::size_t desk, const Workload& workload, int from, int to);
    static std::string reception(std::size_t desk, int number);

    void link(std::size_t from, const std::vector<std::size_t>& to);  // dials at once
    void unlink(std::size_t desk);                                    // closes what it has, dials nobody

    // Waits until the desk holds all of these; false after `seconds`.
    bool wait_for(std::size_t desk, const core::VersionVector& heads, double seconds);
    core::VersionVector heads(std::size_t desk);

  private:
    struct Desk {
        std::string folder;
        storage::Secret store_key;
        storage::DeviceKey key;
        std::unique_ptr<DeskEngine> engine;
    };
    explicit BenchSite(std::string folder) : folder_(std::move(folder)) {}

    std::string folder_;
    storage::SystemClock clock_;
    storage::SystemRandom random_;
    core::AccountId clerk_;
    std::vector<Desk> desks_;
};

}  // namespace app
