#include "app/node/snapshot_view.h"

#include <nlohmann/json.hpp>

namespace app {

nlohmann::json to_json(const storage::SnapshotInfo& info) {
    return {{"number", info.number},     {"created_ms", info.created.unix_ms},
            {"maker", info.maker.hex()}, {"batches", info.batches},
            {"bytes", info.bytes},       {"segments", info.segments},
            {"lacking", info.lacking}};
}

nlohmann::json to_json(const std::vector<storage::SnapshotInfo>& all) {
    auto out = nlohmann::json::array();
    for (const auto& info : all) out.push_back(to_json(info));
    return out;
}

}  // namespace app
