// What a node does once it notices that its store is an older copy, a clone, or was restored: another copy
// wrote under the same device id. The old identity is closed for good; nothing more is sent under it. The
// desk works on by itself, still writing under the old id, which nobody takes any more. An administrator's
// roster entry gives the device a new id; when the old log as the others know it has come back, what this
// store wrote beyond the place where the two part is set aside and issued anew (app/service/issue_anew.h).
//
//   in force   --others know more or different-->  closed   --device rejoin-->  returning   --issued anew-->
//   in force
//
// Kept in the store: setting "identity.closed" (the old id), and while returning secret "device.key.closed".
#pragma once

#include "storage/keys/device_key.h"
#include "storage/log/batch_log.h"
#include "storage/log/node_state.h"
#include "storage/roster/roster.h"

namespace app {

class ClosedIdentity {
  public:
    explicit ClosedIdentity(storage::Connection& connection) : settings_(connection), secrets_(connection) {}

    core::Result<std::optional<core::DeviceId>> id();       // nothing: in force
    core::Result<std::optional<storage::DeviceKey>> key();  // nothing unless returning
    core::Status close(const core::DeviceId& mine);
    // The roster has given a new id; holds from the next opening on. Within a block.
    core::Status replace(const storage::DeviceKey& old, const storage::DeviceKey& fresh);
    core::Status settle();  // within the block that issues anew

  private:
    storage::SettingTable settings_;
    storage::SecretTable secrets_;
};

inline constexpr std::string_view device_key_name = "device.key";

// Whether a peer that holds `device`'s log up to `seq`, where its chain begins with `chain_start`, has the
// same history as this log.
core::Result<bool> same_history(storage::BatchLog& log, const core::DeviceId& device, std::uint64_t seq,
                                core::ByteView chain_start);

// How much of the start of `run` stands in the log as well: the last seq that both have.
core::Result<std::uint64_t> last_common(storage::BatchLog& log, const storage::SealedRun& run);

}  // namespace app
