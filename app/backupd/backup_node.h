// The backup node at work: its store, its peers, and the few questions it answers on its socket.
#pragma once

#include <memory>
#include <string>

#include "app/node/node_host.h"
#include "app/service/control_socket.h"
#include "storage/env/system_environment.h"

namespace app {

class BackupNode {
  public:
    // Reasons of key_from_file, NodeStore::open, NodeHost::start, ControlServer::start.
    static core::Result<std::unique_ptr<BackupNode>> open(const std::string& folder);
    ~BackupNode();

  private:
    explicit BackupNode(std::string folder) : folder_(std::move(folder)) {}
    core::Status start();  // opens the store and meets the peers
    void stop();
    Reply answer(Command& command);  // the socket's thread
    Reply status();
    Reply heads();
    Reply export_roster(const std::string& file);
    Reply admit(const std::string& file);
    Reply set_peers(const std::vector<std::string>& addresses);
    Reply check_store();
    Reply verify();
    Reply rekey();
    Reply snapshot(Command& command);
    Reply erasures();

    std::string folder_;
    storage::SystemClock clock_;
    storage::SystemRandom random_;
    storage::SystemFileSystem files_;
    std::unique_ptr<NodeStore> node_;
    StoreThread thread_;
    std::unique_ptr<NodeHost> host_;
    std::unique_ptr<ControlServer> server_;  // ends first
};

}  // namespace app
