#include "tests/app/site/one_desk.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>

#include "app/practice/practice_site.h"

namespace tests {

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

void flip(std::fstream& file, std::uint64_t at) {
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ 0x10);
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
}

}  // namespace

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

OneDesk::OneDesk(std::string folder) : folder_(std::move(folder)) {
    signal(SIGPIPE, SIG_IGN);
    const std::string admin = program_path("kakanai-admin");
    const auto made =
        run_program({admin, "site", "init", "--store", store(), "--name", "寒河江市", "--practice",
                     "--listen", "127.0.0.1:0", "--recovery-out", place("recovery.txt"), "--secrets-stdin"},
                    chief_secrets);
    REQUIRE_MESSAGE(made.exit_code == 0, made.err);
    serve();
    REQUIRE(tell({"session", "sign-in"}, chief_secrets).exit_code == 0);
    REQUIRE(tell({"account", "add", "sato", "--shown-name", "佐藤", "--role", "clerk"},
                 R"({"new_password": "renshu-sato"})")
                .exit_code == 0);
    const auto invited = tell({"device", "invite", "--role", "backup"});
    REQUIRE(invited.exit_code == 0);
    const Json invitation = Json::parse(invited.out);
    inviter_ = invitation["listening_on"];
    const auto joined = run_program({admin, "device", "join", inviter_, "--store", place("N"), "--name",
                                     "控え", "--listen", "127.0.0.1:0", "--secrets-stdin"},
                                    Json{{"code", invitation["code"]}}.dump());
    REQUIRE_MESSAGE(joined.exit_code == 0, joined.err);
    REQUIRE(tell({"session", "sign-in"}, clerk_secrets).exit_code == 0);
    const auto opened = tell({"case", "open", "--event", "ev_cert", "--ticket", "7"});
    REQUIRE(opened.exit_code == 0);
    case_ = Json::parse(opened.out)["case"];
    REQUIRE(tell({"case", "set", case_, "visitor_name=髙橋　健太郎"}).exit_code == 0);
    end();
}

void OneDesk::serve() {
    auto process =
        app::ChildProcess::start({program_path("kakanai-admin"), "desk", "serve", "--store", store()},
                                 {{no_print_service, no_card_service}, place("desk.log"), false});
    REQUIRE(process);
    process_ = std::move(*process);
    REQUIRE(app::PracticeSite::wait_for([&] { return fs::exists(store() + "/control.sock"); }, 20'000));
}

Outcome OneDesk::tell(std::vector<std::string> words, const std::string& secrets) const {
    words.insert(words.begin(), program_path("kakanai-admin"));
    words.insert(words.end(), {"--store", store(), "--json"});
    if (!secrets.empty()) words.push_back("--secrets-stdin");
    return run_program(std::move(words), secrets);
}

bool OneDesk::keeps_its_answers() const {
    const auto shown = tell({"case", "show", case_}, clerk_secrets);
    return shown.exit_code == 0 && says(shown.out, "髙橋　健太郎");
}

void damage(const std::string& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::uint64_t>(fs::file_size(path));
    if (size < 16'384) flip(file, size / 2);
    for (std::uint64_t at = 6000; at < size && size >= 16'384; at += 4096) flip(file, at);
    if (fs::exists(path + ".copy")) damage(path + ".copy");
}

}  // namespace tests
