// A port of 127.0.0.1 for a program that is started later and must be found again after its restart.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>

namespace app {

// Free a moment ago and given once by this process; 0: none was free. From 10000 to 19999: below the range
// out of which the kernel gives connections theirs, and begun at another place by each process, so that sites
// which are set up at one time do not meet. One thread.
inline std::uint16_t free_port() {
    constexpr int first = 10'000, count = 10'000, of_a_process = 16;
    static int next = getpid() * of_a_process % count;
    for (int tries = 0; tries < count; ++tries) {
        const auto port = static_cast<std::uint16_t>(first + next++ % count);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const bool bound = bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        close(probe);
        if (bound) return port;
    }
    return 0;
}

}  // namespace app
