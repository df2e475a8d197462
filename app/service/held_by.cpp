#include "app/service/held_by.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "storage/log/log_cut.h"

namespace app {

namespace {

struct Told {
    storage::HeldBy held;
    bool heard{false};
};

// The status of the links lags behind a start; the roster does not.
std::vector<Told> told_by_members(DeskEngine& engine) {
    const auto status = engine.host().status();
    const auto roster = engine.roster();
    std::vector<Told> out;
    for (const auto& [id, member] : roster.members()) {
        if (!member.in_force() || id == engine.device()) continue;
        Told told{{id, {}}, false};
        const auto peer = std::find_if(status.peers.begin(), status.peers.end(),
                                       [&](const auto& one) { return one.device == told.held.member; });
        if (peer != status.peers.end()) told = {{id, peer->durable}, peer->ever_heard};
        out.push_back(std::move(told));
    }
    return out;
}

}  // namespace

void wait_to_hear(DeskEngine& engine, std::chrono::milliseconds at_most) {
    const auto end = std::chrono::steady_clock::now() + at_most;
    const auto all_heard = [&] {
        const auto told = told_by_members(engine);
        return std::all_of(told.begin(), told.end(), [](const Told& one) { return one.heard; });
    };
    while (!all_heard() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

std::vector<storage::HeldBy> held_by_each(DeskEngine& engine) {
    std::vector<storage::HeldBy> held;
    for (auto& told : told_by_members(engine)) held.push_back(std::move(told.held));
    return held;
}

std::vector<storage::HeldBy> held_by_others(DeskEngine& engine) {
    std::vector<storage::HeldBy> held;
    const auto begins = engine.thread().ask([&] { return storage::begins(engine.node().log()); });
    bool one_is_left_out = false;
    for (auto& told : told_by_members(engine)) {
        const bool waits =
            told.heard ? !told.held.durable.covers(begins) : !std::exchange(one_is_left_out, true);
        if (!waits) held.push_back(std::move(told.held));
    }
    return held;
}

core::Error with_names(core::Error error, const storage::Roster& roster) {
    if (error.reason != "log.cut_not_held") return error;
    std::string names;
    for (const auto& [id, member] : roster.members()) {
        if (error.detail.find(id.hex()) != std::string::npos)
            names += (names.empty() ? "" : "・") + member.device.name;
    }
    error.detail = names;
    return error;
}

}  // namespace app
