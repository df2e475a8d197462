// The addresses of a node's settings as the network takes them. Any thread.
#pragma once

#include <string>

#include "app/node/node_host.h"

namespace app {

// "192.0.2.11:47100" or "[2001:db8::11]:47100". "net.address" with the text where it is neither.
core::Result<peers::PeerAddress> address_from(const std::string& text);
core::Result<peers::NetSettings> net_settings(const NetworkSettings& network);

}  // namespace app
