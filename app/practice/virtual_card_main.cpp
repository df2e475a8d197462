// kakanai-virtual-card: a practice card on the virtual reader, told over standard input what to do.
#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "app/practice/card_player.h"

namespace {

constexpr int default_port = 35963;

// Answers every whole line in `input`; keeps an unfinished one.
void answer_lines(app::CardPlayer& player, std::string& input) {
    for (std::size_t end = input.find('\n'); end != std::string::npos && !player.done();
         end = input.find('\n')) {
        const std::string line = input.substr(0, end);
        input.erase(0, end + 1);
        if (!line.empty()) std::cout << player.command(line) << std::endl;
    }
}

int play(app::CardPlayer& player) {
    std::string input;
    while (!player.done()) {
        pollfd waiting[2] = {{STDIN_FILENO, POLLIN, 0}, {player.socket(), POLLIN, 0}};
        const nfds_t count = player.socket() >= 0 ? 2 : 1;
        if (poll(waiting, count, -1) < 0 && errno != EINTR) return 1;
        if (count == 2 && waiting[1].revents != 0) player.serve();
        if (waiting[0].revents == 0) continue;
        char buffer[512];
        const ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
        if (got <= 0) return 0;  // whoever told us what to do has gone
        input.append(buffer, static_cast<std::size_t>(got));
        answer_lines(player, input);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App options{"Plays practice residents' cards on the virtual reader (vpcd)."};
    std::string host = "127.0.0.1";
    std::string data = app::default_residents_file();
    int port = default_port;
    options.add_option("--host", host, "where the virtual reader listens");
    options.add_option("--port", port, "its port; the second slot is one above")->check(CLI::Range(1, 65535));
    options.add_option("--residents", data, "the residents' data file");
    CLI11_PARSE(options, argc, argv);

    auto residents = app::load_residents(data);
    if (!residents) {
        std::cerr << "kakanai-virtual-card: " << residents.error().detail << "\n";
        return 1;
    }
    const std::string folder = data.substr(0, data.rfind('/') + 1) + "pictures";
    app::CardPlayer player(std::move(*residents), folder, host, static_cast<std::uint16_t>(port));
    return play(player);
}
