#include "app/bench/idle_check.h"

#include <deque>
#include <memory>

#include "storage/env/system_environment.h"
#include "storage/keys/device_key.h"
#include "sync/node.h"

namespace app {

namespace {

constexpr std::int64_t check_ms = peers::NodeLimits{}.idle_check_ms;
constexpr int checks = 6;

struct Side {
    std::unique_ptr<peers::Node> node;
    std::deque<peers::Input> waiting;
    std::int64_t wake_ms{0};
    bool ready{false};
};

class Pair {
  public:
    explicit Pair(std::size_t devices) {
        const auto site = core::fresh_id<core::SiteId>(random_);
        std::vector<storage::DeviceKey> keys;
        for (std::size_t i = 0; i < devices; ++i) {
            keys.push_back(storage::DeviceKey::fresh(random_));
            keys.back().id = core::fresh_id<core::DeviceId>(random_);
        }
        const auto secret = storage::Secret::random(storage::key_size, random_);
        for (std::size_t i = 0; i < 2; ++i) {
            peers::OwnIdentity self{site, keys[i].id, keys[i].box.secret.clone()};
            sides_[i].node = std::make_unique<peers::Node>(std::move(self), random_);
            peers::RosterKnown roster;
            peers::LogOpened log;
            for (const auto& key : keys) {
                peers::Member member;
                member.id = key.id;
                member.signing = key.sign.public_key;
                member.box = key.box.public_key;
                roster.members.push_back(member);
                log.heads.push_back({key.id, 5000, storage::hash(key.id.bytes)});
            }
            roster.transport_secrets.push_back(secret.clone());
            sides_[i].waiting.emplace_back(std::move(roster));
            sides_[i].waiting.emplace_back(std::move(log));
            sides_[i].waiting.emplace_back(peers::LinkOpened{1, i == 0, std::nullopt});
        }
    }

    void run_until(std::int64_t until_ms) {
        settle();
        while (std::min(sides_[0].wake_ms, sides_[1].wake_ms) <= until_ms) {
            now_ms_ = std::max(now_ms_ + 1, std::min(sides_[0].wake_ms, sides_[1].wake_ms));
            for (auto& side : sides_)
                if (side.wake_ms <= now_ms_) side.waiting.emplace_back(peers::Tick{});
            settle();
        }
        now_ms_ = until_ms;
    }
    bool ready() const { return sides_[0].ready && sides_[1].ready; }
    std::uint64_t bytes() const { return bytes_; }

  private:
    void settle() {
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t i = 0; i < 2; ++i) {
                if (sides_[i].waiting.empty()) continue;
                moved = true;
                step(i);
            }
        }
    }
    void step(std::size_t i) {
        peers::Input input = std::move(sides_[i].waiting.front());
        sides_[i].waiting.pop_front();
        const peers::Moment now{now_ms_, {1'790'000'000'000 + now_ms_}};
        for (auto& action : sides_[i].node->step(now, std::move(input))) {
            if (auto* send = std::get_if<peers::SendBytes>(&action)) {
                bytes_ += send->bytes.size();
                sides_[i].waiting.emplace_back(peers::BytesSent{1, send->bytes.size()});
                sides_[1 - i].waiting.emplace_back(peers::BytesIn{1, std::move(send->bytes)});
            }
            if (const auto* wake = std::get_if<peers::WakeAt>(&action)) sides_[i].wake_ms = wake->steady_ms;
            if (std::holds_alternative<peers::LinkReady>(action)) sides_[i].ready = true;
        }
    }

    storage::SystemRandom random_;
    Side sides_[2];
    std::int64_t now_ms_{0};
    std::uint64_t bytes_{0};
};

}  // namespace

core::Result<double> idle_check_bytes(std::size_t devices) {
    Pair pair(devices);
    pair.run_until(2 * check_ms);
    if (!pair.ready()) return core::Error{core::ErrorCode::timeout, "bench.not_level", "idle check"};
    const auto before = pair.bytes();
    pair.run_until((2 + checks) * check_ms);
    return static_cast<double>(pair.bytes() - before) / checks;
}

}  // namespace app
