// The joining side of an enrolment over one connection of its own.
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

#include "sync/net/io_thread.h"
#include "sync/net/net_node.h"

namespace peers {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class JoinClient {
  public:
    JoinClient(Joining& joining, std::int64_t timeout_ms)
        : joining_(joining), socket_(context_), deadline_(std::chrono::steady_clock::now()) {
        deadline_ += std::chrono::milliseconds(timeout_ms);
    }

    core::Status run(const PeerAddress& inviter) {
        tcp::resolver resolver(context_);
        error_code failed;
        const auto found = resolver.resolve(inviter.host, std::to_string(inviter.port), failed);
        if (failed) return core::Error{core::ErrorCode::io, "net.unreachable", failed.message(), 0};
        asio::async_connect(socket_, found, [this](error_code wrong, const tcp::endpoint&) {
            failed_ = wrong;
            if (!wrong) exchange();
        });
        context_.run_until(deadline_);
        if (joining_.finished()) return core::ok();
        if (!outcome_) return outcome_;
        if (failed_) return core::Error{core::ErrorCode::io, "net.unreachable", failed_.message(), 0};
        return core::Error{core::ErrorCode::timeout, "enrolment.timeout", {}, 0};
    }

  private:
    void exchange() {
        write();
        read();
    }

    void write() {
        auto bytes = std::make_shared<core::Bytes>(joining_.take_output());
        if (bytes->empty()) return;
        asio::async_write(socket_, asio::buffer(*bytes), [bytes](error_code, std::size_t) {});
    }

    void read() {
        socket_.async_read_some(asio::buffer(in_), [this](error_code wrong, std::size_t size) {
            failed_ = wrong;
            if (wrong) return;
            outcome_ = joining_.feed(core::ByteView(in_).first(size));
            if (!outcome_ || joining_.finished()) return;
            write();
            read();
        });
    }

    Joining& joining_;
    asio::io_context context_;
    tcp::socket socket_;
    std::chrono::steady_clock::time_point deadline_;
    std::array<std::uint8_t, 16 * 1024> in_{};
    core::Status outcome_{core::ok()};
    error_code failed_;
};

}  // namespace

core::Result<Joined> join_over_tcp(const PeerAddress& inviter, const OneTimeCode& code,
                                   const storage::SigningKey& signing, const storage::BoxKey& box,
                                   const std::string& device_name, core::Random& random,
                                   std::int64_t timeout_ms) {
    Joining joining(code, signing, box, device_name, random);
    JoinClient client(joining, timeout_ms);
    if (auto done = client.run(inviter); !done) return done.error();
    return joining.take_result();
}

}  // namespace peers
