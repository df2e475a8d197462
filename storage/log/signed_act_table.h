// Signed acts and erase marks as this node keeps them: bytes by digest, in no order. What an act means and
// whether its signatures hold is storage/accounts'; what is done about it is app/node's.
//
// Used by the writer thread; calls that write want an open WriteBlock.
#pragma once

#include <optional>
#include <vector>

#include "storage/log/batch.h"
#include "storage/sqlite/statement.h"

namespace storage {

struct KeptAct {
    Digest digest{};
    Bytes bytes;
    std::optional<core::Instant> seen;  // this node's clock when the act was first complete
    core::Instant seen_elsewhere;       // the others' newest stamp then
    std::optional<core::BatchId> batch;
    std::optional<core::Instant> done;  // carried out here
};

struct KeptMark {
    Digest act{};
    core::DeviceId device;
    core::Instant at;  // by that device's clock
    Signature signature{};
};

class SignedActTable {
  public:
    explicit SignedActTable(Connection& connection) : connection_(connection) {}

    core::Result<std::vector<KeptAct>> acts();
    core::Result<std::optional<KeptAct>> find(const Digest& digest);
    core::Status put(const KeptAct& act);  // replaces the one of this digest
    core::Result<std::vector<KeptMark>> marks();
    core::Result<bool> add_mark(const KeptMark& mark);  // false: there was one

  private:
    Connection& connection_;
};

}  // namespace storage
