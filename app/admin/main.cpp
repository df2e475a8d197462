// kakanai-admin: the command line. A command goes to the process that owns the store, or, where the store is
// free, is carried out here. Exit 0 done, 1 refused or failed with one sentence on stderr, 2 wrong usage.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "app/admin/arguments.h"
#include "app/admin/free_commands.h"
#include "app/admin/scratch_commands.h"
#include "app/admin/setup_commands.h"
#include "app/service/control_socket.h"
#include "app/service/open_desk.h"
#include "app/service/sentences.h"

namespace {

using namespace app;

Reply on_store(const std::string& folder, Command& command) {
    auto answer = send_command(folder, command);
    if (answer) return std::move(*answer);
    if (answer.error().reason != "control.absent") return refused(answer.error());
    auto desk = OpenDesk::create(folder);
    if (!desk) return refused(desk.error());
    return (*desk)->run(command);
}

// A desk without a window: holds the store, syncs and answers commands until it is told to end.
Reply serve(const std::string& folder) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before any thread starts, so that all inherit it
    auto desk = OpenDesk::create(folder);
    if (!desk) return refused(desk.error());
    if (auto listening = (*desk)->listen(); !listening) return refused(listening.error());
    int signal = 0;
    sigwait(&ends, &signal);
    return {0, "{}", "", "", 0};
}

Reply carry_out(Arguments& arguments) {
    if (arguments.spec->where == Where::free_standing)
        return run_free_command(arguments.command, arguments.store);
    if (arguments.store.empty()) return usage("保存データのフォルダーを --store で指定してください。");
    if (arguments.command.name() == "desk serve") return serve(arguments.store);
    if (arguments.spec->where == Where::setup) return run_setup_command(arguments.store, arguments.command);
    if (arguments.spec->where == Where::scratch)
        return run_scratch_sql(arguments.store, arguments.command, arguments.json);
    return on_store(arguments.store, arguments.command);
}

}  // namespace

int main(int argc, char** argv) {
    storage::harden_process();
    int exit_code = 0;
    auto arguments = parse_arguments(argc, argv, exit_code);
    if (!arguments) return exit_code;
    if (arguments->secrets_stdin) {
        auto secrets = read_secrets(STDIN_FILENO);
        if (!secrets) {
            std::fprintf(stderr, "%s\n", sentence(secrets.error()).c_str());
            return 1;
        }
        arguments->command.secrets = std::move(*secrets);
    }
    const Reply reply = carry_out(*arguments);
    if (reply.exit_code != 0) {
        std::fprintf(stderr, "%s\n", reply.message.c_str());
        if (!reply.json.empty()) std::printf("%s\n", reply.json.c_str());
        return reply.exit_code;
    }
    if (arguments->json || reply.message.empty()) {
        std::printf("%s\n", reply.json.c_str());
    } else {
        std::printf("%s\n", reply.message.c_str());
    }
    return 0;
}
