// What the simulated world keeps of each node and connection. Private to tests/sim/sim_*.cpp.
#pragma once

#include <deque>

#include "tests/sim/sim_world.h"

namespace sim {

constexpr std::uint8_t erase_item = 0xFE;  // first byte of a roster item that says: this case is erased

struct ByBytes {  // members sort before revocations, erasures come last
    bool operator()(const core::Bytes& a, const core::Bytes& b) const {
        for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
            if (a[i] != b[i]) return a[i] < b[i];
        return a.size() < b.size();
    }
};

struct World::StateSnapshot {
    SimLog log;  // where the maker stood
    CaseBook book;
};

struct World::Connection {
    std::size_t host[2];  // who dialled, who listened
    peers::LinkId link[2];
    bool alive{true};
    std::deque<core::Bytes> on_way[2];  // towards host[side]
    bool delivery_planned[2]{false, false};
};

struct World::Host {
    core::DeviceId device;
    storage::SigningKey signing;
    storage::BoxKey box;
    std::unique_ptr<SimLog> log;
    CaseBook book;                      // what a desk folds from it; empty on the backup node
    CaseBook base;                      // the same up to where its log begins
    std::unique_ptr<peers::Node> node;  // nothing while away
    std::uint64_t life{0};              // counts starts, so that events of an earlier life are void
    std::uint64_t generation{1};        // of the runs that the node gives now
    std::int64_t store_busy_until{0};
    std::int64_t wake_at{-1};
    std::int64_t booted_ms{0};
    bool begun{false};  // was ever switched on
    std::int64_t clock_skew_ms{0};
    std::optional<core::Instant> frozen;  // a clock that stands still
    bool revoked{false};
    std::uint64_t acknowledged{0};          // own batches that were called saved
    std::set<core::Bytes, ByBytes> roster;  // survives a crash; members sort before revocations
    core::VersionVector told;               // the context its last batch knew
    core::Hlc hlc;
    std::vector<core::Digest> chains;  // by seq, at each seal it made
    std::uint64_t run_seq{0};
    std::set<core::DeviceId> linked;
    std::map<peers::LinkId, core::DeviceId> link_device;
};

}  // namespace sim
