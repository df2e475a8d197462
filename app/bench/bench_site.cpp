#include "app/bench/bench_site.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "storage/keys/site_keys.h"

namespace app {

namespace {

constexpr int writes_a_turn = 64;
constexpr storage::Argon2Params cheap{1, 8 * 1024};  // nobody signs in here

std::string letter_of(std::size_t desk) { return std::string(1, static_cast<char>('A' + desk % 26)); }

}  // namespace

core::Result<std::unique_ptr<BenchSite>> BenchSite::found(const std::string& folder, std::size_t desks) {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);  // of a run that was cut off
    std::unique_ptr<BenchSite> site(new BenchSite(folder));
    auto& random = site->random_;
    for (std::size_t i = 0; i < desks; ++i) {
        site->desks_.push_back({folder + "/desk-" + std::to_string(i),
                                storage::Secret::random(storage::key_size, random),
                                storage::DeviceKey::fresh(random), nullptr});
        site->desks_.back().key.id = core::fresh_id<core::DeviceId>(random);
    }
    const auto sheet = storage::RecoverySheet::fresh(random);
    storage::SitePlan plan;
    plan.name = "bench";
    plan.practice = true;
    plan.device_name = "desk 0";
    plan.administrator.name = "bench";
    plan.params = cheap;
    const auto now = site->clock_.now();
    auto founded = storage::found_site(plan, site->desks_[0].key, sheet, core::view("bench"), now, random);
    if (!founded) return founded.error();
    site->clerk_ = founded->administrator.fact.account.id;
    auto roster = storage::Roster::fold(std::vector{founded->genesis});
    if (!roster) return roster.error();
    const auto epochs = storage::EpochKeys::open(*roster, site->desks_[0].key.id, site->desks_[0].key.box);
    for (std::size_t i = 1; i < desks; ++i) {
        const auto record = storage::device_record(site->desks_[i].key, storage::DeviceRole::desk,
                                                   "desk " + std::to_string(i), letter_of(i));
        const auto fact = storage::admit_device(record, epochs, founded->site, founded->transport);
        const auto entry = storage::sign_entry(
            roster->draft(storage::roster_kind::device_add, now, storage::to_fields(fact)),
            {{{site->clerk_}, &founded->administrator.secret.sign}});
        if (auto admitted = roster->admit(entry); !admitted) return admitted.error();
    }
    for (auto& desk : site->desks_) {
        auto made = NodeStore::create(desk.folder, desk.store_key, NodeKind::desk, desk.key, *roster, random);
        if (!made) return made.error();
    }
    return site;
}

BenchSite::~BenchSite() {
    desks_.clear();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

core::Status BenchSite::open(std::size_t desk, storage::Durability durability) {
    const EngineOptions options{desks_[desk].folder,
                                [](NodeStore&) {
                                    return NetworkSettings{"127.0.0.1:0", {}, false};
                                },
                                durability};
    auto engine = DeskEngine::open(options, desks_[desk].store_key, clock_, random_);
    if (!engine) return engine.error();
    desks_[desk].engine = std::move(*engine);
    return core::ok();
}

std::string BenchSite::store_path(std::size_t desk) const { return store_file(desks_[desk].folder); }

std::string BenchSite::reception(std::size_t desk, int number) {
    return letter_of(desk) + "-" + std::to_string(1000 + number % 1000).substr(1);
}

core::Status BenchSite::write_cases(std::size_t desk_number, const Workload& workload, int from, int to) {
    auto& engine = desk(desk_number);
    std::vector<std::future<core::Result<core::BatchId>>> answers;
    for (int at = from; at < to; at += writes_a_turn) {
        answers.clear();
        for (int i = at; i < std::min(at + writes_a_turn, to); ++i)
            answers.push_back(engine.post(workload.whole(i, clerk_, reception(desk_number, i))));
        for (auto& answer : answers)
            if (auto written = answer.get(); !written) return written.error();
    }
    return core::ok();
}

void BenchSite::link(std::size_t from, const std::vector<std::size_t>& to) {
    std::vector<std::string> addresses;
    for (const std::size_t other : to) addresses.push_back(desk(other).host().listening_on());
    desk(from).host().set_online(true);
    desk(from).host().set_peers(addresses);
}

void BenchSite::unlink(std::size_t desk_number) {
    desk(desk_number).host().set_peers({});
    desk(desk_number).host().set_online(false);
}

core::VersionVector BenchSite::heads(std::size_t desk_number) {
    auto& engine = desk(desk_number);
    // In the last lane: a question in a hurry would make a backlog give way each time.
    return engine.thread().ask([&] { return engine.node().log().sealed_heads(); }, Urgency::background);
}

bool BenchSite::wait_for(std::size_t desk_number, const core::VersionVector& wanted, double seconds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    while (std::chrono::steady_clock::now() < until) {
        const auto here = heads(desk_number);
        if (std::all_of(wanted.entries().begin(), wanted.entries().end(),
                        [&](const auto& entry) { return here.of(entry.first) >= entry.second; }))
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
}

}  // namespace app
