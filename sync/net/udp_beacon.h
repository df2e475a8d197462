// Calls this device's announcement into the local network and hears those of others: multicast with a reach
// of one hop, on the configured interface only, IPv4 or IPv6 as its address is. Lives on the network thread.
// Private to sync/net.
#pragma once

#include <functional>

#include "sync/net/io_thread.h"

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>

#include "forms/core/bytes.h"

namespace peers {

class UdpBeacon {
  public:
    using Make = std::function<core::Bytes()>;  // the next announcement; may be empty
    using Heard = std::function<void(core::ByteView bytes, std::string from)>;  // untrusted

    UdpBeacon(boost::asio::io_context& context, Make make, Heard heard);

    // False where no interface has this address or the system refuses; configured addresses remain.
    bool start(const std::string& interface_address, std::uint16_t port);
    void stop();

  private:
    boost::system::error_code open(const boost::asio::ip::address_v4& own, std::uint16_t port);
    boost::system::error_code open(const boost::asio::ip::address_v6& own, std::uint16_t port);
    void hear();
    void call();

    boost::asio::ip::udp::socket socket_;
    boost::asio::steady_timer timer_;
    boost::asio::ip::udp::endpoint group_;
    boost::asio::ip::udp::endpoint from_;
    std::array<std::uint8_t, 256> in_{};
    Make make_;
    Heard heard_;
    int calls_{0};
    bool stopped_{false};
};

}  // namespace peers
