#include "app/practice/practice_site.h"

#include <chrono>
#include <filesystem>
#include <thread>

#include "app/practice/free_port.h"
#include "app/service/control_socket.h"

namespace app {

namespace {

using Json = nlohmann::json;

const std::vector<std::string> every_node{"A", "B", "C", "D", "N"};
constexpr const char* administrator = "admin";

// Practice passwords are no secrets: they open invented persons only and stand in the training material.
std::string password_of(const std::string& account) {
    for (const auto& clerk : PracticeSite::clerks()) {
        if (clerk.account == account) return clerk.password;
    }
    return "";
}

std::string secrets_json(const std::map<std::string, std::string>& secrets) { return Json(secrets).dump(); }

std::string fee_table(const std::string& bin) {
    const std::string installed = bin + "/../share/kakanai/practice/fees.json";
    return std::filesystem::exists(installed) ? installed : KAKANAI_PRACTICE_FEES;
}

}  // namespace

const std::vector<Clerk>& PracticeSite::clerks() {
    static const std::vector<Clerk> list{{"admin", "管理者", "administrator", "renshu-kanri"},
                                         {"sato", "佐藤", "clerk", "renshu-sato"},
                                         {"suzuki", "鈴木", "clerk", "renshu-suzuki"},
                                         {"kudo", "工藤", "clerk", "renshu-kudo"},
                                         {"abe", "阿部", "clerk", "renshu-abe"},
                                         {"kikuchi", "菊地", "supervisor", "renshu-kikuchi"},
                                         {"kansa", "監査担当", "auditor", "renshu-kansa"}};
    return list;
}

PracticeSite::PracticeSite(SitePlaces places) : places_(std::move(places)) {
    for (const auto& node : every_node) ports_[node] = free_port();
}

std::string PracticeSite::listen_address(const std::string& node) const {
    const auto host = places_.hosts.find(node);
    const std::string address = host == places_.hosts.end() ? "127.0.0.1" : host->second;
    return address + ":" + std::to_string(ports_.at(node));
}

std::vector<std::string> PracticeSite::on_host(const std::string& node,
                                               std::vector<std::string> command) const {
    const auto prefix = places_.within.find(node);
    if (prefix != places_.within.end())
        command.insert(command.begin(), prefix->second.begin(), prefix->second.end());
    return command;
}

std::string PracticeSite::dialled(const std::string& from, const std::string& to) const {
    return places_.hosts.empty() ? "127.0.0.1:" + std::to_string(cable_.at({from, to})) : listen_address(to);
}

bool PracticeSite::wait_for(const std::function<bool()>& ready, int timeout_ms) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    while (std::chrono::steady_clock::now() < end) {
        if (ready()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return ready();
}

core::Result<Json> PracticeSite::tell(const std::string& node, std::vector<std::string> words,
                                      std::vector<std::string> arguments,
                                      std::map<std::string, std::string> options,
                                      const std::map<std::string, std::string>& secrets) {
    Command command{std::move(words), std::move(options), std::move(arguments), {}};
    for (const auto& [name, text] : secrets)
        command.secrets.emplace(name, storage::Secret::copy_of(core::view(text)));
    auto reply = send_command(store_of(node), command);
    if (!reply) return reply.error();
    if (reply->exit_code != 0)
        return core::Error{core::ErrorCode::conflict, reply->reason, reply->message, reply->count};
    Json json = Json::parse(reply->json, nullptr, false);
    return json;
}

core::Status PracticeSite::sign_in(const std::string& node, const std::string& account) {
    const auto in = tell(node, {"session", "sign-in"}, {}, {},
                         {{"account", account}, {"password", password_of(account)}});
    return in ? core::ok() : core::Status(in.error());
}

// The city's own table stands beside its store; here that of the practice.
void PracticeSite::lay_fees(const std::string& node) const {
    std::error_code missing;
    std::filesystem::copy_file(fee_table(places_.bin), store_of(node) + "/fees.json",
                               std::filesystem::copy_options::skip_existing, missing);
}

core::Status PracticeSite::start(const std::string& node) {
    const std::string folder = store_of(node);
    if (node != "N") lay_fees(node);
    std::vector<std::string> command;
    if (node == "N") {
        command = {places_.bin + "/kakanai-backupd", "--store", folder};
    } else if (places_.windows) {
        command = {places_.bin + "/kakanai-desk", "--store", folder};
    } else {
        command = {places_.bin + "/kakanai-admin", "desk", "serve", "--store", folder};
    }
    auto process = ChildProcess::start(on_host(node, command),
                                       {places_.environment, places_.folder + "/" + node + ".log", false});
    if (!process) return process.error();
    processes_[node] = std::move(*process);
    const bool up = wait_for(
        [&] {
            return send_command(folder, {{"site", "status"}, {}, {}, {}}).has_value();
        },
        20'000);
    return up ? core::ok()
              : core::Status(core::Error{core::ErrorCode::timeout, "practice.node_silent", node});
}

void PracticeSite::stop_all() {
    for (auto& [node, process] : processes_) process.end();
}

core::Status PracticeSite::found() {
    const auto made = run_to_end(on_host("A", {places_.bin + "/kakanai-admin",
                                               "site",
                                               "init",
                                               "--store",
                                               store_of("A"),
                                               "--name",
                                               "寒河江市",
                                               "--desk-name",
                                               "窓口A",
                                               "--letter",
                                               "A",
                                               "--practice",
                                               "--listen",
                                               listen_address("A"),
                                               "--account-name",
                                               administrator,
                                               "--shown-name",
                                               "管理者",
                                               "--recovery-out",
                                               recovery_sheet(),
                                               "--secrets-stdin"}),
                                 secrets_json({{"password", password_of(administrator)}}));
    if (!made) return made.error();
    if (auto up = start("A"); !up) return up;
    if (auto in = sign_in("A", administrator); !in) return in;
    for (const auto& clerk : clerks()) {
        if (clerk.account == administrator) continue;
        const auto added =
            tell("A", {"account", "add"}, {clerk.account},
                 {{"shown-name", clerk.shown}, {"role", clerk.role}}, {{"new_password", clerk.password}});
        if (!added) return added.error();
    }
    return core::ok();
}

core::Status PracticeSite::admit(const std::string& node) {
    const bool backup = node == "N";
    auto invitation = tell("A", {"device", "invite"}, {},
                           {{"role", backup ? "backup" : "desk"}, {"letter", backup ? "" : node}});
    if (!invitation) return invitation.error();
    const auto joined =
        run_to_end(on_host(node, {places_.bin + "/kakanai-admin", "device", "join", listen_address("A"),
                                  "--store", store_of(node), "--name", backup ? "控え" : "窓口" + node,
                                  "--listen", listen_address(node), "--secrets-stdin"}),
                   secrets_json({{"code", (*invitation)["code"].get<std::string>()}}));
    return joined ? core::ok() : core::Status(joined.error());
}

// Every node dials every other through a cable of its own.
core::Status PracticeSite::lay_cables() {
    for (const auto& from : every_node) {
        std::string others;
        for (const auto& to : every_node) {
            if (from == to) continue;
            others += to;
            if (!places_.hosts.empty()) continue;
            auto port = cables_.stretch(ports_[to]);
            if (!port) return port.error();
            cable_[{from, to}] = *port;
        }
        if (auto done = dial(from, others); !done) return done;
    }
    return core::ok();
}

core::Status PracticeSite::dial(const std::string& from, const std::string& those) {
    std::vector<std::string> addresses;
    for (const char to : those) addresses.push_back(dialled(from, std::string(1, to)));
    if (from != "N") {
        if (auto in = sign_in(from, administrator); !in) return in;
    }
    const auto kept = tell(from, {"site", "peers"}, addresses);
    return kept ? core::ok() : core::Status(kept.error());
}

core::Status PracticeSite::build() {
    std::error_code failed;
    std::filesystem::create_directories(places_.folder, failed);
    if (auto done = found(); !done) return done;
    for (const std::string node : {"B", "C", "D", "N"}) {
        if (auto done = admit(node); !done) return done;
        if (auto done = start(node); !done) return done;
    }
    if (auto done = lay_cables(); !done) return done;
    // Links that the enrolments left do not run through the cables: all start anew.
    stop_all();
    for (const auto& node : every_node) {
        if (auto up = start(node); !up) return up;
    }
    const std::map<std::string, std::string> seats{
        {"A", "sato"}, {"B", "suzuki"}, {"C", "kudo"}, {"D", "abe"}};
    for (const auto& [desk, account] : seats) {
        core::Status in = core::ok();
        wait_for([&] { return (in = sign_in(desk, account)).has_value(); }, 10'000);
        if (!in) return in;
    }
    return wait_for([&] { return digests_equal(); }, 30'000)
               ? core::ok()
               : core::Status(core::Error{core::ErrorCode::timeout, "practice.not_level"});
}

void PracticeSite::separate(const std::string& these, const std::string& those) {
    for (const auto& [ends, port] : cable_) {
        const bool here =
            these.find(ends.first) != std::string::npos && those.find(ends.second) != std::string::npos;
        const bool there =
            those.find(ends.first) != std::string::npos && these.find(ends.second) != std::string::npos;
        if (here || there) cables_.cut(port);
    }
}

void PracticeSite::join_all() {
    for (const auto& [ends, port] : cable_) cables_.heal(port);
}

bool PracticeSite::digests_equal() {
    std::string log;
    std::string state;
    for (const auto& node : every_node) {
        auto status = tell(node, {"site", "status"});
        if (!status) return false;
        const std::string here = status->value("log_digest", "");
        if (here.empty() || (!log.empty() && here != log)) return false;
        log = here;
        if (node == "N") continue;
        const std::string folded = status->value("state_digest", "");
        if (folded.empty() || (!state.empty() && folded != state)) return false;
        state = folded;
    }
    return true;
}

}  // namespace app
