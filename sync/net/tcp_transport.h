// Connections: listening on one address, dialling the known ones again and again, bytes in and out.
// Lives on the network thread alone. Private to sync/net.
//
// Invariants: unfinished incoming connections are limited per remote address; an address is not dialled while
// its device is linked, however that link came about; after close(link) nothing more is told of that link.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "sync/net/io_thread.h"
#include "sync/net/net_node.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace peers {

class TcpTransport {
  public:
    using OnInput = std::function<void(Input)>;

    TcpTransport(boost::asio::io_context& context, OnInput on_input);
    ~TcpTransport();

    core::Result<std::uint16_t> listen(const std::string& host, std::uint16_t port);
    void set_peers(const std::vector<PeerAddress>& peers);
    void heard_of(const PeerAddress& address);  // by the beacon; dialled unless already linked
    std::size_t links() const;                  // that are ready
    void send(LinkId link, core::Bytes bytes);
    void close(const HangUp& hang_up);  // after what waits was sent
    void mark_ready(LinkId link, const core::DeviceId& device);
    void set_online(bool online);  // off: as if the cable were out
    void shut();                   // no more dialling or accepting; links close after what waits was sent

  private:
    struct Connection;
    struct Target;
    using ConnectionPtr = std::shared_ptr<Connection>;

    void accept();
    void admit(boost::asio::ip::tcp::socket socket);
    void dial(const std::shared_ptr<Target>& target);
    void dial_later(const std::shared_ptr<Target>& target);
    void connect(const std::shared_ptr<Target>& target, boost::asio::ip::tcp::resolver::results_type found);
    void open(const ConnectionPtr& connection, bool outgoing, std::optional<core::DeviceId> expected);
    void read(const ConnectionPtr& connection);
    void write(const ConnectionPtr& connection);
    void lost(const ConnectionPtr& connection);
    void drop(const ConnectionPtr& connection);
    bool linked(const core::DeviceId& device) const;

    boost::asio::io_context& context_;
    OnInput on_input_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ip::tcp::resolver resolver_;
    std::map<LinkId, ConnectionPtr> connections_;
    std::vector<std::shared_ptr<Target>> targets_;
    LinkId next_link_{1};
    bool shut_{false};
    bool online_{true};
    std::uint64_t jitter_{0x9e3779b97f4a7c15};  // spreads redialling; no secret
};

}  // namespace peers
