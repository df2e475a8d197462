// The roster as the network's Node is told of it: members, entries with the signed acts and marks that travel
// beside them, and the transport secrets that this device can open. Store thread.
#pragma once

#include "app/node/node_store.h"
#include "sync/node.h"

namespace app {

peers::RosterKnown roster_known(NodeStore& node);

}  // namespace app
