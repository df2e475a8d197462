#include "sync/net/tcp_transport.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>
#include <deque>

namespace peers {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

constexpr std::size_t unfinished_per_address = 16;
constexpr std::size_t connections_max = 256;
constexpr std::int64_t connect_ms = 5'000;
constexpr std::int64_t linger_ms = 1'000;
constexpr std::int64_t redial_first_ms = 200;
constexpr std::int64_t redial_max_ms = 3'000;  // a healed network is noticed soon; a try costs one packet
constexpr std::int64_t look_again_ms = 1'000;  // while the device is linked, or dialling makes no sense
constexpr std::int64_t hopeless_ms = 30'000;   // our own address, a revoked device
constexpr std::size_t read_size = 64 * 1024;

void set_option(tcp::socket& socket, int level, int name, int value) {
    setsockopt(socket.native_handle(), level, name, &value, sizeof value);
}

// A peer whose plug was pulled is noticed in about half a minute, also while we only wait.
void tune(tcp::socket& socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, 10);
    set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, 5);
    set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, 4);
    set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, 30'000);
}

}  // namespace

struct TcpTransport::Connection {
    explicit Connection(tcp::socket own_socket)
        : socket(std::move(own_socket)), timer(socket.get_executor()) {}
    LinkId link{0};
    tcp::socket socket;
    asio::steady_timer timer;
    asio::ip::address remote;
    std::shared_ptr<Target> target;  // whom we dialled
    std::optional<core::DeviceId> device;
    bool ready{false};
    bool closing{false};
    bool gone{false};
    bool writing{false};
    std::deque<core::Bytes> out;
    core::Bytes in;
};

struct TcpTransport::Target {
    Target(PeerAddress own_address, asio::io_context& context)
        : address(std::move(own_address)), timer(context) {}
    PeerAddress address;
    asio::steady_timer timer;
    std::int64_t backoff_ms{redial_first_ms};
    bool busy{false};     // connecting or connected
    bool removed{false};  // not wanted any more
    bool heard{false};    // from the beacon: given up after one try
};

TcpTransport::TcpTransport(asio::io_context& context, OnInput on_input)
    : context_(context), on_input_(std::move(on_input)), acceptor_(context), resolver_(context) {}

TcpTransport::~TcpTransport() = default;

core::Result<std::uint16_t> TcpTransport::listen(const std::string& host, std::uint16_t port) {
    error_code failed;
    const auto address = asio::ip::make_address(host, failed);
    if (failed) return core::Error{core::ErrorCode::io, "net.address", failed.message(), 0};
    const tcp::endpoint endpoint(address, port);
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed && address.is_v6()) acceptor_.set_option(asio::ip::v6_only(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(32, failed);
    if (failed) {
        const bool taken = failed == asio::error::address_in_use;
        return core::Error{core::ErrorCode::io, taken ? "net.port_taken" : "net.address", failed.message(),
                           port};
    }
    accept();
    return acceptor_.local_endpoint().port();
}

void TcpTransport::accept() {
    acceptor_.async_accept([this](error_code failed, tcp::socket socket) {
        if (shut_ || failed == asio::error::operation_aborted) return;
        if (!failed && online_) admit(std::move(socket));
        if (!failed) return accept();
        // Out of descriptors or the like: a pause instead of a busy loop.
        auto pause = std::make_shared<asio::steady_timer>(context_, milliseconds(200));
        pause->async_wait([this, pause](error_code) {
            if (!shut_) accept();
        });
    });
}

void TcpTransport::admit(tcp::socket socket) {
    error_code failed;
    const auto remote = socket.remote_endpoint(failed).address();
    if (failed) return;
    const auto unfinished = std::count_if(connections_.begin(), connections_.end(), [&](const auto& entry) {
        return !entry.second->ready && !entry.second->target && entry.second->remote == remote;
    });
    if (static_cast<std::size_t>(unfinished) >= unfinished_per_address ||
        connections_.size() >= connections_max)
        return;  // the socket closes
    auto connection = std::make_shared<Connection>(std::move(socket));
    connection->remote = remote;
    open(connection, false, std::nullopt);
}

// ---- dialling ----

void TcpTransport::set_peers(const std::vector<PeerAddress>& peers) {
    for (auto& target : targets_) {
        const bool wanted = target->heard || std::any_of(peers.begin(), peers.end(), [&](const auto& peer) {
                                return peer.host == target->address.host && peer.port == target->address.port;
                            });
        if (!wanted) target->removed = true;
    }
    std::erase_if(targets_, [](const auto& target) { return target->removed; });
    for (const auto& peer : peers) {
        const auto same = std::find_if(targets_.begin(), targets_.end(), [&](const auto& target) {
            return peer.host == target->address.host && peer.port == target->address.port;
        });
        if (same != targets_.end()) {
            (*same)->heard = false;
            continue;
        }
        targets_.push_back(std::make_shared<Target>(peer, context_));
        dial(targets_.back());
    }
}

void TcpTransport::heard_of(const PeerAddress& address) {
    if (shut_ || !online_ || (address.device && linked(*address.device))) return;
    for (const auto& target : targets_)
        if (target->address.host == address.host && target->address.port == address.port) return;
    auto target = std::make_shared<Target>(address, context_);
    target->heard = true;
    targets_.push_back(target);
    dial(target);
}

bool TcpTransport::linked(const core::DeviceId& device) const {
    return std::any_of(connections_.begin(), connections_.end(), [&](const auto& entry) {
        return entry.second->ready && !entry.second->closing && entry.second->device == device;
    });
}

std::size_t TcpTransport::links() const {
    return static_cast<std::size_t>(
        std::count_if(connections_.begin(), connections_.end(),
                      [](const auto& entry) { return entry.second->ready && !entry.second->closing; }));
}

void TcpTransport::dial_later(const std::shared_ptr<Target>& target) {
    target->busy = false;
    if (target->heard) {
        std::erase(targets_, target);
        return;
    }
    jitter_ = jitter_ * 6364136223846793005u + 1442695040888963407u;
    const auto spread =
        static_cast<std::int64_t>((jitter_ >> 33) % static_cast<std::uint64_t>(target->backoff_ms));
    target->timer.expires_after(milliseconds(target->backoff_ms / 2 + spread));
    target->backoff_ms = std::min(target->backoff_ms * 2, redial_max_ms);
    target->timer.async_wait([this, target](error_code failed) {
        if (!failed) dial(target);
    });
}

void TcpTransport::dial(const std::shared_ptr<Target>& target) {
    if (shut_ || target->removed || target->busy) return;
    if (!online_) return dial_later(target);
    if (target->address.device && linked(*target->address.device)) {
        target->timer.expires_after(milliseconds(look_again_ms));
        target->timer.async_wait([this, target](error_code failed) {
            if (!failed) dial(target);
        });
        return;
    }
    target->busy = true;
    resolver_.async_resolve(target->address.host, std::to_string(target->address.port),
                            [this, target](error_code failed, tcp::resolver::results_type found) {
                                if (shut_ || target->removed) return;
                                if (failed) return dial_later(target);
                                connect(target, std::move(found));
                            });
}

void TcpTransport::connect(const std::shared_ptr<Target>& target, tcp::resolver::results_type found) {
    auto connection = std::make_shared<Connection>(tcp::socket(context_));
    connection->target = target;
    connection->timer.expires_after(milliseconds(connect_ms));
    connection->timer.async_wait([connection](error_code failed) {
        error_code ignored;
        if (!failed && connection->link == 0) connection->socket.close(ignored);
    });
    asio::async_connect(connection->socket, found,
                        [this, connection](error_code failed, const tcp::endpoint& to) {
                            connection->timer.cancel();
                            if (shut_ || connection->target->removed) return;
                            if (failed || !connection->socket.is_open())
                                return dial_later(connection->target);
                            connection->remote = to.address();
                            open(connection, true, connection->target->address.device);
                        });
}

// ---- bytes ----

void TcpTransport::open(const ConnectionPtr& connection, bool outgoing,
                        std::optional<core::DeviceId> expected) {
    tune(connection->socket);
    connection->link = next_link_++;
    connection->in.resize(read_size);
    connections_[connection->link] = connection;
    on_input_(LinkOpened{connection->link, outgoing, expected});
    read(connection);
}

void TcpTransport::read(const ConnectionPtr& connection) {
    if (connection->gone) return;
    connection->socket.async_read_some(
        asio::buffer(connection->in), [this, connection](error_code failed, std::size_t size) {
            if (connection->gone) return;
            if (failed) return lost(connection);
            if (!connection->closing) {
                const auto begin = connection->in.begin();
                on_input_(
                    BytesIn{connection->link, core::Bytes(begin, begin + static_cast<std::ptrdiff_t>(size))});
            }
            read(connection);
        });
}

void TcpTransport::send(LinkId link, core::Bytes bytes) {
    const auto it = connections_.find(link);
    if (it == connections_.end() || it->second->closing) return;
    it->second->out.push_back(std::move(bytes));
    if (!it->second->writing) write(it->second);
}

void TcpTransport::write(const ConnectionPtr& connection) {
    if (connection->out.empty()) {
        connection->writing = false;
        if (connection->closing) drop(connection);
        return;
    }
    connection->writing = true;
    asio::async_write(connection->socket, asio::buffer(connection->out.front()),
                      [this, connection](error_code failed, std::size_t size) {
                          if (connection->gone) return;
                          if (failed) return lost(connection);
                          connection->out.pop_front();
                          if (!connection->closing) on_input_(BytesSent{connection->link, size});
                          if (!connection->gone) write(connection);
                      });
}

void TcpTransport::mark_ready(LinkId link, const core::DeviceId& device) {
    const auto it = connections_.find(link);
    if (it == connections_.end()) return;
    it->second->ready = true;
    it->second->device = device;
    if (it->second->target) {
        it->second->target->backoff_ms = redial_first_ms;
        it->second->target->address.device = device;
    }
}

void TcpTransport::close(const HangUp& hang_up) {
    const auto it = connections_.find(hang_up.link);
    if (it == connections_.end()) return;
    const auto connection = it->second;
    connection->closing = true;
    if (const auto& target = connection->target) {
        if (hang_up.device) target->address.device = hang_up.device;
        // The address has a new owner, or the device a new name: who it is is found out on the next contact.
        if (hang_up.reason == "link.other_device") target->address.device.reset();
        const bool linked_otherwise = hang_up.device && linked(*hang_up.device);
        if (!hang_up.dial_again) target->backoff_ms = linked_otherwise ? look_again_ms : hopeless_ms;
    }
    if (!connection->writing) return drop(connection);
    connection->timer.expires_after(milliseconds(linger_ms));
    connection->timer.async_wait([this, connection](error_code failed) {
        if (!failed) drop(connection);
    });
}

void TcpTransport::lost(const ConnectionPtr& connection) {
    const bool told = connection->closing;
    drop(connection);
    if (!told) on_input_(LinkClosed{connection->link});
}

void TcpTransport::drop(const ConnectionPtr& connection) {
    if (connection->gone) return;
    connection->gone = true;
    error_code ignored;
    connection->timer.cancel();
    connection->socket.shutdown(tcp::socket::shutdown_both, ignored);
    connection->socket.close(ignored);
    connections_.erase(connection->link);
    if (connection->target && !shut_ && !connection->target->removed) dial_later(connection->target);
}

void TcpTransport::set_online(bool online) {
    online_ = online;
    if (online_) return;
    for (const auto& [link, connection] : std::map(connections_)) lost(connection);
}

void TcpTransport::shut() {
    shut_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    resolver_.cancel();
    for (const auto& target : targets_) target->timer.cancel();
    for (const auto& [link, connection] : std::map(connections_)) close(HangUp{link, "link.stopping", false});
}

}  // namespace peers
