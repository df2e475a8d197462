// A snapshot as commands answer it, at a desk and at the backup node alike.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "storage/log/snapshot.h"

namespace app {

nlohmann::json to_json(const storage::SnapshotInfo& info);
nlohmann::json to_json(const std::vector<storage::SnapshotInfo>& all);

}  // namespace app
