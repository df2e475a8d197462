// The secret that all members share: it keys the preface of a connection and the beacon, and is renewed when
// a device is revoked. The backup node has it too, so nothing here leads to a case.
#pragma once

#include "storage/keys/key_check.h"
#include "storage/roster/roster.h"

namespace storage {

struct TransportSecret {
    std::uint64_t number{0};
    Secret key;  // 32 bytes
    static TransportSecret fresh(std::uint64_t number, core::Random& random) {
        return {number, Secret::random(key_size, random)};
    }
};

// The current one, from this device's box. "transport.not_granted", "transport.wrong_key".
core::Result<TransportSecret> open_transport(const Roster& roster, const core::DeviceId& device,
                                             const BoxKey& mine);
// All that this device was ever given, newest first: an older one still admits a member that was away.
std::vector<TransportSecret> open_transports(const Roster& roster, const core::DeviceId& device,
                                             const BoxKey& mine);
// With the recovery sheet's box key.
core::Result<TransportSecret> open_transport_with_recovery(const Roster& roster, const BoxKey& recovery);

// For all of `members` and for the recovery sheet.
TransportRecord transport_record(const core::SiteId& site, const TransportSecret& secret,
                                 const std::vector<DeviceRecord>& members, const PublicKey& recovery_box_key);
TransportGrant transport_grant(const core::SiteId& site, const TransportSecret& secret, const PublicKey& to);

// The next secret for everybody in force, ready for a roster entry of kind transport.
TransportSecret next_transport(const Roster& roster, core::Random& random);
TransportFact transport_fact(const Roster& roster, const TransportSecret& secret);

}  // namespace storage
