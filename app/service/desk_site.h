// The administrator's side of an open desk: devices, accounts, checks. Role-bound entries are signed by the
// account that is signed in; each call asks for its permission and leaves a trace.
#pragma once

#include "app/service/command.h"
#include "app/service/local_desk_service.h"

namespace app {

class DeskSite {
  public:
    // `desk` outlives this object.
    explicit DeskSite(LocalDeskService& desk) : desk_(desk) {}
    ~DeskSite();

    static bool knows(const std::string& name);
    Reply run(Command& command);  // signs in first if the command carries a password
    void engine_replaced();       // invitations end with the engine that gave them

  private:
    Reply device_invite(Command& command);
    Reply device_rejoin(Command& command);
    Reply device_list(Command& command);
    Reply account_add(Command& command);
    Reply account_list(Command& command);
    Reply account_passwd(Command& command);
    Reply account_disable(Command& command);
    Reply site_peers(Command& command);

    core::Result<peers::JoinDecided> admit(const peers::JoinRequested& ask);
    // Signs, keeps and spreads one roster entry. Runs on the store thread.
    core::Status issue(std::uint32_t kind, storage::Fields fields, const core::AccountId& by,
                       const storage::SigningKey& key);
    core::Status issue_as_me(std::uint32_t kind, storage::Fields fields);
    core::Status trace(storage::ActKind kind);

    struct Invitation {
        storage::DeviceRole role{storage::DeviceRole::desk};
        std::string letter;
        std::string replaces;  // the letter of a desk whose identity was closed
        core::AccountId by;
        storage::AccountSecret secret;
    };
    LocalDeskService& desk_;
    std::map<std::uint64_t, Invitation> invitations_;  // store thread
    std::uint64_t next_invitation_{1};
};

}  // namespace app
