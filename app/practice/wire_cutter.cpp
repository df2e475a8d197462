#include "app/practice/wire_cutter.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace app {

namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

}  // namespace

WireCutter::WireCutter() : thread_([this] { run(); }) {}

WireCutter::~WireCutter() {
    stopping_ = true;
    thread_.join();
    for (const auto& stretch : stretches_) close(stretch.listener);
    for (const auto& pair : pairs_) {
        close(pair.near);
        close(pair.far);
    }
}

core::Result<std::uint16_t> WireCutter::stretch(std::uint16_t target) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 16) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        close(listener);
        return core::Error{core::ErrorCode::io, "net.port_taken"};
    }
    const std::lock_guard lock(mutex_);
    stretches_.push_back({ntohs(address.sin_port), target, listener, true});
    return stretches_.back().port;
}

void WireCutter::cut(std::uint16_t port) {
    const std::lock_guard lock(mutex_);
    for (auto& stretch : stretches_) {
        if (stretch.port == port) stretch.whole = false;
    }
    std::erase_if(pairs_, [&](const Pair& pair) {
        if (pair.port != port) return false;
        close(pair.near);
        close(pair.far);
        return true;
    });
}

void WireCutter::heal(std::uint16_t port) {
    const std::lock_guard lock(mutex_);
    for (auto& stretch : stretches_) {
        if (stretch.port == port) stretch.whole = true;
    }
}

void WireCutter::accept_on(const Stretch& stretch) {
    const int near = accept4(stretch.listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (near < 0) return;
    const sockaddr_in address = loopback(stretch.target);
    const int far = stretch.whole ? socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    if (far < 0 || connect(far, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(near);
        if (far >= 0) close(far);
        return;
    }
    pairs_.push_back({stretch.port, near, far});
}

bool WireCutter::carry(int from, int to) {
    char buffer[65536];
    const ssize_t got = recv(from, buffer, sizeof buffer, MSG_DONTWAIT);
    // What was heard may be of a cable that is gone, whose number this one has taken over: nothing to carry
    // yet.
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
    if (got <= 0) return false;
    bytes_ += static_cast<std::uint64_t>(got);
    for (ssize_t at = 0; at < got;) {
        const ssize_t put = send(to, buffer + at, static_cast<std::size_t>(got - at), MSG_NOSIGNAL);
        if (put <= 0) return false;
        at += put;
    }
    return true;
}

void WireCutter::run() {
    while (!stopping_) {
        std::vector<pollfd> waits;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& stretch : stretches_) waits.push_back({stretch.listener, POLLIN, 0});
            for (const auto& pair : pairs_) {
                waits.push_back({pair.near, POLLIN, 0});
                waits.push_back({pair.far, POLLIN, 0});
            }
        }
        if (poll(waits.data(), waits.size(), 20) <= 0) continue;
        const std::lock_guard lock(mutex_);
        const auto ready = [&](int fd) {
            return std::any_of(waits.begin(), waits.end(),
                               [&](const pollfd& wait) { return wait.fd == fd && wait.revents != 0; });
        };
        for (const auto& stretch : stretches_) {
            if (ready(stretch.listener)) accept_on(stretch);
        }
        std::erase_if(pairs_, [&](const Pair& pair) {
            const bool alive = (!ready(pair.near) || carry(pair.near, pair.far)) &&
                               (!ready(pair.far) || carry(pair.far, pair.near));
            if (!alive) {
                close(pair.near);
                close(pair.far);
            }
            return !alive;
        });
    }
}

}  // namespace app
