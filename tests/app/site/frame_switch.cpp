#include "tests/app/site/frame_switch.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "app/practice/child_process.h"

namespace tests {

namespace {

constexpr const char* prefix = "kakanai-";
constexpr std::size_t frame_max = 2048;
constexpr std::size_t on_way_max = 20'000;
constexpr std::size_t address_size = 6;

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

core::Error refused(const std::string& why) {
    return {core::ErrorCode::not_permitted, "namespace.not_permitted", why};
}

core::Status ip(std::vector<std::string> words) {
    words.insert(words.begin(), "/usr/sbin/ip");
    const auto done = app::run_to_end(words);
    return done ? core::ok() : core::Status(refused(words[1] + " " + words[2] + ": " + done.error().detail));
}

// A thread's namespace is its own, so a short-lived one opens the device there.
core::Result<int> open_tap(const std::string& space) {
    core::Result<int> out = refused("tap");
    std::thread([&] {
        const int where = open(("/run/netns/" + space).c_str(), O_RDONLY | O_CLOEXEC);
        if (where < 0 || setns(where, CLONE_NEWNET) != 0) {
            out = refused(std::string("setns: ") + std::strerror(errno));
        } else if (const int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK); fd >= 0) {
            ifreq ask{};
            std::strncpy(ask.ifr_name, "eth0", IFNAMSIZ - 1);
            ask.ifr_flags = IFF_TAP | IFF_NO_PI;
            if (ioctl(fd, TUNSETIFF, &ask) == 0) {
                out = fd;
            } else {
                out = refused(std::string("tap: ") + std::strerror(errno));
                close(fd);
            }
        } else {
            out = refused(std::string("/dev/net/tun: ") + std::strerror(errno));
        }
        if (where >= 0) close(where);
    }).join();
    return out;
}

// Of programs that were killed before they could clean up: "kakanai-PID-NAME" of a process that is no more.
void remove_left_over() {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator("/run/netns", none)) {
        const std::string space = entry.path().filename();
        if (!space.starts_with(prefix)) continue;
        const int pid = std::atoi(space.c_str() + std::strlen(prefix));
        if (pid > 0 && kill(pid, 0) != 0 && errno == ESRCH) (void)ip({"netns", "del", space});
    }
}

}  // namespace

FrameSwitch::FrameSwitch() { remove_left_over(); }

FrameSwitch::~FrameSwitch() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    for (const auto& host : hosts_) {
        if (host.fd >= 0) close(host.fd);
        (void)ip({"netns", "del", host.space});
    }
}

core::Status FrameSwitch::add_host(const std::string& name, int number) {
    Host host{name, prefix + std::to_string(getpid()) + "-" + name, number, -1};
    if (auto made = ip({"netns", "add", host.space}); !made) return made;
    hosts_.push_back(host);
    auto fd = open_tap(host.space);
    if (!fd) return fd.error();
    hosts_.back().fd = *fd;
    for (const char* device : {"lo", "eth0"})
        if (auto up = ip({"-n", host.space, "link", "set", device, "up"}); !up) return up;
    return ip({"-n", host.space, "addr", "add", address(name) + "/24", "dev", "eth0"});
}

std::string FrameSwitch::address(const std::string& name) const {
    for (const auto& host : hosts_)
        if (host.name == name) return "10.77.0." + std::to_string(host.number);
    return {};
}

std::vector<std::string> FrameSwitch::within(const std::string& name) const {
    for (const auto& host : hosts_)
        if (host.name == name) return {"/usr/sbin/ip", "netns", "exec", host.space};
    return {};
}

void FrameSwitch::start(std::uint64_t seed) {
    chance_.seed(seed);
    thread_ = std::thread([this] { run(); });
}

void FrameSwitch::set_weather(Weather weather) {
    const std::lock_guard lock(mutex_);
    weather_ = weather;
}

void FrameSwitch::cut(const std::set<std::pair<std::string, std::string>>& pairs) {
    const auto place = [this](const std::string& name) {
        return static_cast<std::size_t>(
            std::find_if(hosts_.begin(), hosts_.end(), [&](const Host& host) { return host.name == name; }) -
            hosts_.begin());
    };
    const std::lock_guard lock(mutex_);
    cut_.clear();
    for (const auto& [a, b] : pairs) {
        cut_.emplace(place(a), place(b));
        cut_.emplace(place(b), place(a));
    }
}

// To the host whose address this is, or to all where it is not known yet.
void FrameSwitch::take(std::size_t from, const std::vector<std::uint8_t>& frame) {
    if (frame.size() < 2 * address_size) return;
    const std::vector<std::uint8_t> to(frame.begin(), frame.begin() + address_size);
    const std::vector<std::uint8_t> of(frame.begin() + address_size, frame.begin() + 2 * address_size);
    if (std::none_of(learned_.begin(), learned_.end(), [&](const auto& known) { return known.first == of; }))
        learned_.emplace_back(of, from);
    const auto known =
        std::find_if(learned_.begin(), learned_.end(), [&](const auto& entry) { return entry.first == to; });
    const std::lock_guard lock(mutex_);
    for (std::size_t host = 0; host < hosts_.size(); ++host) {
        if (host == from || (known != learned_.end() && known->second != host)) continue;
        if (cut_.contains({from, host}) || on_way_.size() >= on_way_max) continue;
        if (static_cast<int>(chance_() % 100) < weather_.loss_percent) {
            ++lost_;
            continue;
        }
        const bool early = static_cast<int>(chance_() % 100) < weather_.early_percent;
        on_way_.push_back({now_ms() + (early ? weather_.delay_ms / 3 : weather_.delay_ms), host, frame});
        ++carried_;
    }
}

void FrameSwitch::run() {
    std::vector<pollfd> waits;
    for (const auto& host : hosts_) waits.push_back({host.fd, POLLIN, 0});
    std::vector<std::uint8_t> frame(frame_max);
    while (!stopping_) {
        (void)poll(waits.data(), waits.size(), on_way_.empty() ? 20 : 1);
        for (std::size_t host = 0; host < waits.size(); ++host) {
            for (int burst = 0; burst < 64; ++burst) {
                const auto size = read(waits[host].fd, frame.data(), frame.size());
                if (size <= 0) break;
                take(host, {frame.begin(), frame.begin() + size});
            }
        }
        const std::int64_t now = now_ms();
        std::erase_if(on_way_, [&](const OnWay& one) {
            if (one.at_ms > now) return false;
            (void)!write(hosts_[one.to].fd, one.frame.data(), one.frame.size());
            return true;
        });
    }
}

}  // namespace tests
