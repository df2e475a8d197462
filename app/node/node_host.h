// A node at work on the network: feeds sync::Node with what sockets and store say, and carries out what it
// answers. Two threads meet here, each with its own things: the net thread owns the Node and the sockets, the
// store thread the log.
//
//   socket ──► net thread ── Node::step ──► StoreRun, ReadMissing, StoreRoster ──► store thread ──► Stored,
//   RowsRead ──► net thread
//
// Invariants: a run is answered Stored only after its commit; runs are appended in the order given, live ones
// first; background work commits and steps aside when a clerk's save or a live run waits.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/node/node_store.h"
#include "app/node/store_thread.h"
#include "sync/net/net_node.h"

namespace app {

struct NetworkSettings {
    std::string listen;
    std::vector<std::string> peers;
    bool beacon{true};  // call out on the local network
};

// All are called on the store thread unless said otherwise.
struct HostHooks {
    storage::BatchSink stored;  // within the block that stores a peer's batch
    std::function<void(const std::vector<core::CaseId>&)> changed;  // after that block's commit
    std::function<void()> roster_changed;
    std::function<void()> peers_changed;  // net thread: a link came or went
    // A new device proved the invitation's code. Decides at once: the entry that admits it, and what it alone
    // may open.
    std::function<core::Result<peers::JoinDecided>(const peers::JoinRequested&)> admit;
};

class NodeHost {
  public:
    // `node` and `thread` outlive the host. "net.listen" if the address cannot be listened on.
    static core::Result<std::unique_ptr<NodeHost>> start(NodeStore& node, StoreThread& thread,
                                                         const NetworkSettings& network,
                                                         const core::Clock& clock, core::Random& random,
                                                         HostHooks hooks);
    ~NodeHost();  // says goodbye, closes links, ends the net thread

    void own_stored(storage::SealedRun run);  // store thread, after the commit
    void roster_changed();                    // store thread, after admit()
    peers::NodeStatus status();               // any other thread
    std::string listening_on() const;         // with the port really used

    void set_peers(const std::vector<std::string>& peers);
    void set_online(bool online);  // off: as if the cable were out; for drills and benches

    void open_invitation(std::uint64_t id, peers::OneTimeCode code, std::int64_t valid_ms);
    void close_invitation(std::uint64_t id);

  private:
    struct State;
    explicit NodeHost(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace app
