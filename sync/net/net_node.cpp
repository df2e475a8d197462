#include "sync/net/net_node.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>

#include "sync/discovery/announcement.h"
#include "sync/membership/topology.h"
#include "sync/net/tcp_transport.h"
#include "sync/net/udp_beacon.h"

namespace peers {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto snapshot_every = std::chrono::milliseconds(500);
// Inputs that follow each other closer than this wake the thread once. Less than what live batches may wait.
constexpr auto gathering = std::chrono::milliseconds(2);

std::int64_t steady_ms() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

// Everything but `snapshot_` and `given_` lives on the network thread once it runs.
class NetNode::Impl {
  public:
    Impl(OwnIdentity self, NetSettings settings, core::Random& random, const core::Clock& clock,
         OnAction on_action)
        : device_(self.device),
          settings_(std::move(settings)),
          random_(random),
          clock_(clock),
          on_action_(std::move(on_action)),
          node_(std::move(self), random, settings_.limits),
          transport_(io_.context(), [this](Input input) { step(std::move(input)); }),
          beacon_(
              io_.context(), [this] { return announcement(); },
              [this](core::ByteView bytes, std::string from) { heard(bytes, std::move(from)); }),
          wake_(io_.context()),
          gather_timer_(io_.context()),
          snapshot_timer_(io_.context()) {}

    core::Result<std::uint16_t> start() {
        if (!settings_.listen_host.empty()) {
            const auto port = transport_.listen(settings_.listen_host, settings_.listen_port);
            if (!port) return port;
            port_ = *port;
        }
        io_.post([this] {
            if (settings_.beacon && port_ != 0) beacon_.start(settings_.listen_host, settings_.beacon_port);
            keep_snapshot();
        });
        io_.start();
        running_ = true;
        return port_;
    }

    void give(Input input) {
        {
            const std::lock_guard lock(given_mutex_);
            given_.push_back(std::move(input));
            if (std::exchange(looks_again_, true)) return;
        }
        io_.post([this] { take_given(); });
    }

    void set_peers(std::vector<PeerAddress> peers) {
        io_.post([this, kept = std::move(peers)] {
            settings_.peers = kept;
            if (!stopping_ && !secrets_.empty()) transport_.set_peers(kept);
        });
    }

    void set_online(bool online) {
        io_.post([this, online] {
            if (!stopping_) transport_.set_online(online);
        });
    }

    NodeStatus status() const {
        const std::lock_guard lock(snapshot_mutex_);
        return snapshot_;
    }

    void stop() {
        if (!running_.exchange(false)) return;
        io_.post([this] {
            take_given();
            step(Stopping{});
            stopping_ = true;
            beacon_.stop();
            transport_.shut();
            wake_.cancel();
            gather_timer_.cancel();
            snapshot_timer_.cancel();
        });
        io_.finish();
    }

  private:
    Moment now() const { return {steady_ms(), clock_.now()}; }

    // Looks again soon, until nothing came meanwhile: whoever gives many in a row wakes this thread once.
    void take_given() {
        std::deque<Input> given;
        {
            const std::lock_guard lock(given_mutex_);
            given.swap(given_);
            looks_again_ = !given.empty();
        }
        if (given.empty() || stopping_) return;
        for (auto& input : given) step(std::move(input));
        gather_timer_.expires_after(gathering);
        gather_timer_.async_wait([this](error_code failed) {
            if (!failed) take_given();
        });
    }

    // Inputs that arise while actions are carried out wait their turn: step() is not entered twice.
    void step(Input input) {
        if (stopping_) return;
        inputs_.push_back(std::move(input));
        if (stepping_) return;
        stepping_ = true;
        while (!inputs_.empty()) {
            Input next = std::move(inputs_.front());
            inputs_.pop_front();
            learn(next);
            for (auto& action : node_.step(now(), std::move(next))) carry_out(std::move(action));
            if (std::exchange(roster_is_new_, false) && !secrets_.empty())
                transport_.set_peers(settings_.peers);
        }
        stepping_ = false;
    }

    void carry_out(Action action) {
        if (auto* send = std::get_if<SendBytes>(&action)) {
            transport_.send(send->link, std::move(send->bytes));
        } else if (auto* hang_up = std::get_if<HangUp>(&action)) {
            transport_.close(*hang_up);
            on_action_(Report{hang_up->reason, hang_up->device, 0});
        } else if (auto* ready = std::get_if<LinkReady>(&action)) {
            transport_.mark_ready(ready->link, ready->device);
        } else if (auto* wake = std::get_if<WakeAt>(&action)) {
            wake_at(wake->steady_ms);
        } else {
            on_action_(std::move(action));
        }
    }

    void wake_at(std::int64_t at_ms) {
        if (at_ms == wake_ms_) return;
        wake_ms_ = at_ms;
        wake_.expires_after(std::chrono::milliseconds(std::max<std::int64_t>(at_ms - steady_ms(), 0)));
        wake_.async_wait([this](error_code failed) {
            if (failed) return;
            wake_ms_ = -1;
            step(Tick{});
        });
    }

    void keep_snapshot() {
        if (stopping_) return;
        auto fresh = node_.status(now());
        {
            const std::lock_guard lock(snapshot_mutex_);
            snapshot_ = std::move(fresh);
        }
        snapshot_timer_.expires_after(snapshot_every);
        snapshot_timer_.async_wait([this](error_code failed) {
            if (!failed) keep_snapshot();
        });
    }

    // The beacon needs the roster, too.
    void learn(const Input& input) {
        const auto* roster = std::get_if<RosterKnown>(&input);
        if (!roster) return;
        members_ = Members(roster->members);
        secrets_.clear();
        for (const auto& secret : roster->transport_secrets) secrets_.push_back(secret.clone());
        roster_is_new_ = true;
    }

    core::Bytes announcement() {
        if (secrets_.empty() || port_ == 0) return {};
        return make_announcement(secrets_.front(), {device_, port_}, random_);
    }

    void heard(core::ByteView bytes, std::string from) {
        const auto announced = read_announcement(bytes, members_, secrets_);
        if (!announced ||
            !looks_for(members_, device_, announced->device, transport_.links(), steady_ms() - started_ms_))
            return;
        transport_.heard_of({std::move(from), announced->port, announced->device});
    }

    core::DeviceId device_;
    NetSettings settings_;
    core::Random& random_;
    const core::Clock& clock_;
    OnAction on_action_;
    IoThread io_;
    Node node_;
    TcpTransport transport_;
    UdpBeacon beacon_;
    asio::steady_timer wake_;
    asio::steady_timer gather_timer_;
    asio::steady_timer snapshot_timer_;
    std::mutex given_mutex_;
    std::deque<Input> given_;  // by other threads
    bool looks_again_{false};  // take_given() is posted, or its timer runs
    std::deque<Input> inputs_;
    bool stepping_{false};
    bool roster_is_new_{false};  // dialling begins once the node knows whom it may meet
    bool stopping_{false};
    std::int64_t started_ms_{steady_ms()};
    std::int64_t wake_ms_{-1};
    std::uint16_t port_{0};
    Members members_;
    std::vector<storage::Secret> secrets_;
    std::atomic<bool> running_{false};
    mutable std::mutex snapshot_mutex_;
    NodeStatus snapshot_;
};

NetNode::NetNode(OwnIdentity self, NetSettings settings, core::Random& random, const core::Clock& clock,
                 OnAction on_action)
    : impl_(std::make_shared<Impl>(std::move(self), std::move(settings), random, clock,
                                   std::move(on_action))) {}

NetNode::~NetNode() { stop(); }
core::Result<std::uint16_t> NetNode::start() { return impl_->start(); }
void NetNode::give(Input input) { impl_->give(std::move(input)); }
void NetNode::set_peers(std::vector<PeerAddress> peers) { impl_->set_peers(std::move(peers)); }
void NetNode::set_online(bool online) { impl_->set_online(online); }
NodeStatus NetNode::status() const { return impl_->status(); }
void NetNode::stop() { impl_->stop(); }

}  // namespace peers
