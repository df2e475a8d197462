// Batches taken out of a log and not lost: what a revoked device wrote beyond its cut, and what a closed
// identity wrote that others do not have. They stand here whole, keys and pictures included, until they are
// written anew, and for the record afterwards.
//
// Used by the writer thread; calls that write want an open WriteBlock.
#pragma once

#include <string>
#include <vector>

#include "storage/log/batch.h"
#include "storage/sqlite/statement.h"

namespace storage {

// On disk; never changed.
namespace aside_why {
inline constexpr std::string_view beyond_cut = "revoked";
inline constexpr std::string_view imported = "revoked.imported";  // written anew since
}  // namespace aside_why

struct AsideBatch {
    std::int64_t id{0};
    std::string why;
    core::Instant at;
    core::VersionVector context;  // the author's whole vector before the batch
    Batch batch;
};

class SetAside {
  public:
    explicit SetAside(Connection& connection) : connection_(connection) {}

    core::Status add(const AsideBatch& aside, const std::optional<Seal>& seal);  // no effect if it is there
    core::Result<std::vector<AsideBatch>> of(const core::DeviceId& device, std::string_view why);  // by seq
    core::Result<std::int64_t> count(const core::DeviceId& device, std::string_view why);
    core::Status change(std::int64_t id, std::string_view why);
    core::Status erase(const core::CaseId& id);  // all of a case, whatever class

  private:
    Connection& connection_;
};

}  // namespace storage
