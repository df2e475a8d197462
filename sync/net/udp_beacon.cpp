#include "sync/net/udp_beacon.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <boost/asio/ip/multicast.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <chrono>
#include <cstring>

namespace peers {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

constexpr auto group_v4 = "239.192.75.75";
constexpr auto group_v6 = "ff12::4b4b";  // of this link only, not assigned by anybody
constexpr int quick_calls = 6;           // after the start, so that a site comes up together
constexpr auto quick_pause = std::chrono::seconds(3);
constexpr auto pause = std::chrono::seconds(30);

// Number of the interface that has this address; 0: none.
unsigned interface_of(const asio::ip::address_v6& own) {
    if (own.scope_id() != 0) return static_cast<unsigned>(own.scope_id());
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return 0;
    unsigned number = 0;
    for (const auto* entry = list; entry != nullptr && number == 0; entry = entry->ifa_next) {
        if (entry->ifa_addr == nullptr || entry->ifa_addr->sa_family != AF_INET6) continue;
        sockaddr_in6 address{};
        std::memcpy(&address, entry->ifa_addr, sizeof address);
        const auto bytes = own.to_bytes();
        if (std::memcmp(&address.sin6_addr, bytes.data(), bytes.size()) == 0)
            number = if_nametoindex(entry->ifa_name);
    }
    freeifaddrs(list);
    return number;
}

}  // namespace

UdpBeacon::UdpBeacon(asio::io_context& context, Make make, Heard heard)
    : socket_(context), timer_(context), make_(std::move(make)), heard_(std::move(heard)) {}

bool UdpBeacon::start(const std::string& interface_address, std::uint16_t port) {
    error_code failed;
    const auto own = asio::ip::make_address(interface_address, failed);
    if (!failed) failed = own.is_v4() ? open(own.to_v4(), port) : open(own.to_v6(), port);
    if (failed) {
        error_code ignored;
        socket_.close(ignored);
        return false;
    }
    hear();
    call();
    return true;
}

error_code UdpBeacon::open(const asio::ip::address_v4& own, std::uint16_t port) {
    error_code failed;
    const auto group = asio::ip::make_address_v4(group_v4);
    group_ = udp::endpoint(group, port);
    socket_.open(udp::v4(), failed);
    if (!failed) socket_.set_option(udp::socket::reuse_address(true), failed);
    if (!failed) socket_.bind(group_, failed);
    if (!failed) socket_.set_option(asio::ip::multicast::join_group(group, own), failed);
    if (!failed) socket_.set_option(asio::ip::multicast::outbound_interface(own), failed);
    if (!failed) socket_.set_option(asio::ip::multicast::hops(1), failed);
    return failed;
}

error_code UdpBeacon::open(const asio::ip::address_v6& own, std::uint16_t port) {
    error_code failed;
    const unsigned interface = interface_of(own);
    if (interface == 0) return asio::error::address_family_not_supported;
    auto group = asio::ip::make_address_v6(group_v6);
    group.scope_id(interface);
    group_ = udp::endpoint(group, port);
    socket_.open(udp::v6(), failed);
    if (!failed) socket_.set_option(asio::ip::v6_only(true), failed);
    if (!failed) socket_.set_option(udp::socket::reuse_address(true), failed);
    if (!failed) socket_.bind(group_, failed);
    if (!failed) socket_.set_option(asio::ip::multicast::join_group(group, interface), failed);
    if (!failed) socket_.set_option(asio::ip::multicast::outbound_interface(interface), failed);
    if (!failed) socket_.set_option(asio::ip::multicast::hops(1), failed);
    return failed;
}

void UdpBeacon::stop() {
    stopped_ = true;
    error_code ignored;
    timer_.cancel();
    socket_.close(ignored);
}

void UdpBeacon::hear() {
    socket_.async_receive_from(asio::buffer(in_), from_, [this](error_code failed, std::size_t size) {
        if (stopped_ || failed == asio::error::operation_aborted) return;
        if (!failed) heard_(core::ByteView(in_).first(size), from_.address().to_string());
        hear();
    });
}

void UdpBeacon::call() {
    const auto bytes = std::make_shared<core::Bytes>(make_());
    if (!bytes->empty())
        socket_.async_send_to(asio::buffer(*bytes), group_, [bytes](error_code, std::size_t) {});
    timer_.expires_after(++calls_ < quick_calls ? quick_pause : pause);
    timer_.async_wait([this](error_code failed) {
        if (!failed && !stopped_) call();
    });
}

}  // namespace peers
