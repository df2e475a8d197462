#include "app/practice/vpcd_client.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace app {
namespace {

constexpr int stall_seconds = 5;  // a reader that stops in mid-message has gone

// The driver writes length and payload apart; each waits for the acknowledgement of the one before. Delayed,
// that costs 44 ms. The system falls back to delaying, so the wish is repeated around every receive.
void acknowledge_at_once(int socket) {
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

int connect_to(const addrinfo& address) {
    const int fd = ::socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC, address.ai_protocol);
    if (fd < 0) return -1;
    if (::connect(fd, address.ai_addr, address.ai_addrlen) == 0) return fd;
    ::close(fd);
    return -1;
}

}  // namespace

core::Status VpcdClient::insert() {
    remove();
    if (removed_at_) std::this_thread::sleep_until(*removed_at_ + std::chrono::milliseconds(hand_ms));
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_family = AF_UNSPEC;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(port_);
    if (getaddrinfo(host_.c_str(), port.c_str(), &hints, &found) == 0) {
        for (const addrinfo* each = found; each != nullptr && socket_ < 0; each = each->ai_next) {
            socket_ = connect_to(*each);
        }
        freeaddrinfo(found);
    }
    if (socket_ < 0) {
        return core::Error{core::ErrorCode::device, "practice.no_reader", "nothing listens on port " + port};
    }
    timeval patience{stall_seconds, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    acknowledge_at_once(socket_);
    return core::ok();
}

void VpcdClient::remove() {
    if (socket_ < 0) return;
    ::close(socket_);
    socket_ = -1;
    removed_at_ = std::chrono::steady_clock::now();
}

bool VpcdClient::serve(VirtualCard& card) {
    std::uint8_t length[2];
    if (!read_exactly(length, sizeof length)) return false;
    core::Bytes payload(static_cast<std::size_t>(length[0] << 8 | length[1]));
    if (payload.empty() || !read_exactly(payload.data(), payload.size())) return false;
    if (payload.size() == 1) {
        if (payload[0] == 0x04) return send_message(card.atr());
        if (payload[0] <= 0x02) card.reset();
        return true;
    }
    const core::Bytes answer = card.transmit(payload);
    if (!answer.empty()) return send_message(answer);
    remove();
    return false;
}

bool VpcdClient::read_exactly(std::uint8_t* into, std::size_t size) {
    while (size > 0) {
        const ssize_t got = ::recv(socket_, into, size, 0);
        acknowledge_at_once(socket_);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            remove();
            return false;
        }
        into += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

bool VpcdClient::send_message(core::ByteView payload) {
    core::Bytes message{static_cast<std::uint8_t>(payload.size() >> 8),
                        static_cast<std::uint8_t>(payload.size() & 0xFF)};
    message.insert(message.end(), payload.begin(), payload.end());
    std::size_t at = 0;
    while (at < message.size()) {
        const ssize_t sent = ::send(socket_, message.data() + at, message.size() - at, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) {
            remove();
            return false;
        }
        at += static_cast<std::size_t>(sent);
    }
    return true;
}

}  // namespace app
