#include "app/service/closed_desk.h"

namespace app {

void ClosedDesk::close() {
    cases.reset();
    keys.reset();
    node.reset();
}

core::Result<ClosedDesk> ClosedDesk::open(const std::string& folder, const storage::Secret& store_key,
                                          core::Random& random) {
    ClosedDesk desk;
    auto node = NodeStore::open(folder, store_key, NodeKind::desk, random);
    if (!node) return node.error();
    desk.node = std::move(*node);
    desk.keys = std::make_unique<CaseKeys>(*desk.node, random);
    auto digest_key = desk.keys->digest_key();
    if (!digest_key) return digest_key.error();
    desk.cases = std::make_unique<storage::CaseStore>(desk.node->log(), *desk.keys, std::move(*digest_key));
    return desk;
}

}  // namespace app
