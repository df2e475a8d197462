#include "sync/net/udp_beacon.h"

#include <boost/asio/ip/multicast.hpp>
#include <chrono>

namespace peers {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

constexpr auto group_address = "239.192.75.75";
constexpr int quick_calls = 6;  // after the start, so that a site comes up together
constexpr auto quick_pause = std::chrono::seconds(3);
constexpr auto pause = std::chrono::seconds(30);

}  // namespace

UdpBeacon::UdpBeacon(asio::io_context& context, Make make, Heard heard)
    : socket_(context), timer_(context), make_(std::move(make)), heard_(std::move(heard)) {}

bool UdpBeacon::start(const std::string& interface_address, std::uint16_t port) {
    error_code failed;
    const auto own = asio::ip::make_address_v4(interface_address, failed);
    if (failed) return false;
    const auto group = asio::ip::make_address_v4(group_address);
    group_ = udp::endpoint(group, port);
    socket_.open(udp::v4(), failed);
    if (!failed) socket_.set_option(udp::socket::reuse_address(true), failed);
    if (!failed) socket_.bind(group_, failed);
    if (!failed) socket_.set_option(asio::ip::multicast::join_group(group, own), failed);
    if (!failed) socket_.set_option(asio::ip::multicast::outbound_interface(own), failed);
    if (!failed) socket_.set_option(asio::ip::multicast::hops(1), failed);
    if (failed) {
        error_code ignored;
        socket_.close(ignored);
        return false;
    }
    hear();
    call();
    return true;
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
