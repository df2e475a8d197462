// Where a node listens and whom it dials, as its store keeps it.
#pragma once

#include "app/node/node_host.h"

namespace app {

NetworkSettings network_settings(NodeStore& node);  // store thread
core::Status keep_peers(NodeStore& node, const std::vector<std::string>& peers);
core::Status keep_listen(NodeStore& node, const std::string& listen);

}  // namespace app
