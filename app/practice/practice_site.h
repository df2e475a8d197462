// A whole site on one machine: four desks and a backup node as processes of their own, each pair joined by a
// cable that can be pulled. Made with the product's own commands; nothing here reaches into a store.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "app/practice/child_process.h"
#include "app/practice/wire_cutter.h"
#include "app/service/command.h"

namespace app {

struct Clerk {
    std::string account;
    std::string shown;
    std::string role;
    std::string password;
};

struct SitePlaces {
    std::string bin;                       // folder of kakanai-admin, kakanai-desk …
    std::string folder;                    // where the stores go
    bool windows{false};                   // kakanai-desk under a display; else desks without a window
    std::vector<std::string> environment;  // of the desks: display, card reader
    // Where each node has a host of its own: its address, and what its commands begin with. Empty: all are
    // on the loopback address, joined by cables.
    std::map<std::string, std::string> hosts{};
    std::map<std::string, std::vector<std::string>> within{};
};

class PracticeSite {
  public:
    explicit PracticeSite(SitePlaces places);

    core::Status build();  // init, invitations, accounts, cables; all five running and linked afterwards
    core::Status start(const std::string& node);  // "A" … "D", "N"
    void kill_now(const std::string& node) { processes_[node].kill_now(); }
    void stop_all();

    // Pulls every cable between the two groups.
    void separate(const std::string& these, const std::string& those);
    void join_all();
    // From now on this node dials those only, through their cables; the administrator's sign-in at a desk
    // ends whoever's stood there.
    core::Status dial(const std::string& from, const std::string& those);

    // One command at a node; the answer's JSON, or the refusal with its sentence as detail.
    core::Result<nlohmann::json> tell(const std::string& node, std::vector<std::string> words,
                                      std::vector<std::string> arguments = {},
                                      std::map<std::string, std::string> options = {},
                                      const std::map<std::string, std::string>& secrets = {});
    core::Status sign_in(const std::string& node, const std::string& account);
    // Until `ready` or the time is over.
    static bool wait_for(const std::function<bool()>& ready, int timeout_ms);
    bool digests_equal();  // log digest on all five, state digest on the desks
    std::string store_of(const std::string& node) const { return places_.folder + "/" + node; }
    std::string recovery_sheet() const { return places_.folder + "/recovery.txt"; }
    std::uint64_t wire_bytes() const { return cables_.bytes(); }
    const SitePlaces& places() const { return places_; }
    static const std::vector<Clerk>& clerks();

  private:
    void lay_fees(const std::string& node) const;
    core::Status found();
    core::Status admit(const std::string& node);
    core::Status lay_cables();
    std::vector<std::string> on_host(const std::string& node, std::vector<std::string> command) const;
    std::string dialled(const std::string& from, const std::string& to) const;
    std::string listen_address(const std::string& node) const;

    SitePlaces places_;
    WireCutter cables_;
    std::map<std::string, std::uint16_t> ports_;
    std::map<std::pair<std::string, std::string>, std::uint16_t> cable_;  // from dialler to listener
    std::map<std::string, ChildProcess> processes_;
};

}  // namespace app
