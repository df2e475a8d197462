#include "app/node/network_settings.h"

#include <sstream>

namespace app {

namespace {

constexpr std::string_view listen_name = "net.listen";  // "192.0.2.11:47100"; "" = no listener
constexpr std::string_view peers_name = "net.peers";    // addresses, one a line

}  // namespace

NetworkSettings network_settings(NodeStore& node) {
    NetworkSettings out;
    if (auto text = node.settings().text(listen_name)) out.listen = *text;
    out.beacon = !out.listen.starts_with("127.");  // nobody else to be found on a loopback address
    auto peers = node.settings().text(peers_name);
    std::istringstream lines(peers ? *peers : std::string());
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty()) out.peers.push_back(line);
    }
    return out;
}

core::Status keep_peers(NodeStore& node, const std::vector<std::string>& peers) {
    std::string lines;
    for (const auto& address : peers) lines += address + "\n";
    return node.settings().set_text(peers_name, lines);
}

core::Status keep_listen(NodeStore& node, const std::string& listen) {
    return node.settings().set_text(listen_name, listen);
}

}  // namespace app
