// Two members of an invented site and what their sessions need, the same at each start of a fuzzer.
#pragma once

#include "sync/membership/session.h"
#include "tests/support/seeded_random.h"

namespace fuzz {

struct SessionPair {
    tests::SeededRandom random{7};
    core::SiteId site{{1}};
    storage::BoxKey box[2]{storage::BoxKey::fresh(random), storage::BoxKey::fresh(random)};
    peers::OwnIdentity self[2]{{site, core::DeviceId{{1}}, box[0].secret.clone()},
                               {site, core::DeviceId{{2}}, box[1].secret.clone()}};
    peers::Members members{{{core::DeviceId{{1}}, {}, box[0].public_key, false, std::nullopt, ""},
                            {core::DeviceId{{2}}, {}, box[1].public_key, false, std::nullopt, ""}}};
    std::vector<storage::Secret> secrets;
    std::vector<peers::OneTimeCode> invitations;

    SessionPair() {
        secrets.push_back(storage::Secret::copy_of(core::Bytes(32, 3)));
        invitations.push_back(peers::OneTimeCode::fresh(random));
    }
    peers::SessionContext context(int side) {
        return {&self[side], &members, &secrets, &invitations, &random};
    }
};

// Goes through what the session was fed; the payloads that came out of it.
inline std::size_t payloads_of(peers::Session& session) {
    for (std::size_t count = 0;; ++count) {
        const auto payload = session.next();
        if (!payload || !payload->has_value()) return count;
    }
}

}  // namespace fuzz
