// A Node on real sockets: one thread that owns the Node, its connections and its timers.
//
// Threads: give(), status() and stop() from any thread; OnAction is called on the network thread and must
// only hand the value over (to the store thread, to the log) and return. What crosses is a value.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sync/membership/enrolment.h"
#include "sync/node.h"

namespace peers {

struct PeerAddress {
    std::string host;  // name, IPv4 or IPv6
    std::uint16_t port{0};
    std::optional<core::DeviceId> device{};  // if known; otherwise found out on contact
    auto operator<=>(const PeerAddress&) const = default;
};

struct NetSettings {
    std::string listen_host;         // address of the one interface to listen on; empty: only dial
    std::uint16_t listen_port{0};    // 0: any free one
    std::vector<PeerAddress> peers;  // dialled always; may name ourselves
    bool beacon{true};               // call out and listen on listen_host's network
    std::uint16_t beacon_port{47575};
    NodeLimits limits{};
};

class NetNode {
  public:
    // StoreRun, ReadMissing, StoreRoster, JoinRequested and Report; the others are carried out inside.
    using OnAction = std::function<void(Action)>;

    // `random` and `clock` must outlive the node and be safe to use on its thread.
    NetNode(OwnIdentity self, NetSettings settings, core::Random& random, const core::Clock& clock,
            OnAction on_action);
    ~NetNode();  // stop()

    // Listens and starts the thread. The port that is listened on (0 if none). Errors: io "net.address" (the
    // address is not one of this machine, or no address), "net.port_taken".
    core::Result<std::uint16_t> start();
    void give(Input input);
    void set_peers(std::vector<PeerAddress> peers);
    void set_online(bool online);  // off: as if the cable were out; for drills and practice
    NodeStatus status() const;     // at most half a second old
    void stop();                   // says goodbye, ends the thread; OnAction is not called after it returns

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

// The joining side of an enrolment, start to end; blocks for at most `timeout_ms` (the administrator on the
// other side decides in between). Errors: io "net.unreachable", timeout "enrolment.timeout", those of
// Joining.
core::Result<Joined> join_over_tcp(const PeerAddress& inviter, const OneTimeCode& code,
                                   const storage::SigningKey& signing, const storage::BoxKey& box,
                                   const std::string& device_name, core::Random& random,
                                   std::int64_t timeout_ms);

}  // namespace peers
