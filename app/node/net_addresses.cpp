#include "app/node/net_addresses.h"

namespace app {

core::Result<peers::PeerAddress> address_from(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return core::invalid("net.address", text);
    std::string host = text.substr(0, colon);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    const unsigned long port = std::strtoul(text.c_str() + colon + 1, nullptr, 10);
    if (host.empty() || port > 65535) return core::invalid("net.address", text);
    return peers::PeerAddress{host, static_cast<std::uint16_t>(port), std::nullopt};
}

core::Result<peers::NetSettings> net_settings(const NetworkSettings& network) {
    peers::NetSettings out;
    out.beacon = network.beacon;
    if (!network.listen.empty()) {
        auto address = address_from(network.listen);
        if (!address) return address.error();
        out.listen_host = address->host;
        out.listen_port = address->port;
    }
    for (const auto& text : network.peers) {
        auto address = address_from(text);
        if (!address) return address.error();
        out.peers.push_back(*address);
    }
    return out;
}

}  // namespace app
