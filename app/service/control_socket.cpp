#include "app/service/control_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <nlohmann/json.hpp>

namespace app {

namespace {

constexpr std::size_t request_max = 1 << 20;
constexpr std::size_t reply_max = 64 << 20;

core::Error broken() { return {core::ErrorCode::io, "control.broken"}; }

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }

  private:
    int fd_;
};

bool write_all(int fd, core::ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t put = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return true;
}

bool read_all(int fd, std::span<std::uint8_t> into) {
    std::size_t at = 0;
    while (at < into.size()) {
        const ssize_t got = recv(fd, into.data() + at, into.size() - at, 0);
        if (got <= 0) return false;
        at += static_cast<std::size_t>(got);
    }
    return true;
}

bool write_message(int fd, core::ByteView body) {
    core::Writer size;
    size.u32(static_cast<std::uint32_t>(body.size()));
    return write_all(fd, size.bytes()) && write_all(fd, body);
}

core::Result<storage::Secret> read_message(int fd, std::size_t limit) {
    std::array<std::uint8_t, 4> head{};
    if (!read_all(fd, head)) return broken();
    const std::uint32_t size = core::Reader(head).u32();
    if (size == 0 || size > limit) return broken();
    storage::Secret body(size);  // may hold secrets: locked and wiped
    if (!read_all(fd, body.bytes())) return broken();
    return body;
}

storage::Secret encode(const Command& command) {
    const nlohmann::json json{
        {"words", command.words}, {"options", command.options}, {"arguments", command.arguments}};
    core::Writer out;
    out.blob(json.dump()).varint(command.secrets.size());
    core::Bytes bytes = out.take();
    std::size_t size = bytes.size();
    for (const auto& [name, secret] : command.secrets) size += name.size() + secret.size() + 20;
    storage::Secret whole(size);
    std::copy(bytes.begin(), bytes.end(), whole.bytes().begin());
    std::size_t at = bytes.size();
    const auto put = [&](core::ByteView part) {
        core::Writer length;
        length.varint(part.size());
        std::copy(length.bytes().begin(), length.bytes().end(),
                  whole.bytes().begin() + static_cast<std::ptrdiff_t>(at));
        at += length.size();
        std::copy(part.begin(), part.end(), whole.bytes().begin() + static_cast<std::ptrdiff_t>(at));
        at += part.size();
    };
    for (const auto& [name, secret] : command.secrets) {
        put(core::view(name));
        put(secret.view());
    }
    return storage::Secret::copy_of(whole.view().first(at));
}

core::Result<Command> decode_command(core::ByteView body) {
    core::Reader in(body);
    const auto json = nlohmann::json::parse(in.string(request_max), nullptr, false);
    Command command;
    const std::uint64_t secrets = in.varint();
    for (std::uint64_t i = 0; in.ok() && i < secrets; ++i) {
        const std::string name = in.string(256);
        command.secrets.insert_or_assign(name, storage::Secret::copy_of(in.blob(secrets_size_max)));
    }
    if (!in.done() || !json.is_object()) return broken();
    try {
        command.words = json.at("words").get<std::vector<std::string>>();
        command.options = json.at("options").get<std::map<std::string, std::string>>();
        command.arguments = json.at("arguments").get<std::vector<std::string>>();
    } catch (const nlohmann::json::exception&) {
        return broken();
    }
    return command;
}

core::Bytes encode(const Reply& reply) {
    core::Writer out;
    out.u8(static_cast<std::uint8_t>(reply.exit_code))
        .blob(reply.json)
        .blob(reply.message)
        .blob(reply.reason);
    out.zigzag(reply.count);
    return out.take();
}

core::Result<Reply> decode_reply(core::ByteView body) {
    core::Reader in(body);
    Reply reply;
    reply.exit_code = in.u8();
    reply.json = in.string(reply_max);
    reply.message = in.string(reply_max);
    reply.reason = in.string(1024);
    reply.count = in.zigzag();
    if (!in.done()) return broken();
    return reply;
}

bool fill(sockaddr_un& address, const std::string& path) {
    address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return false;
    std::copy(path.begin(), path.end(), address.sun_path);
    return true;
}

int connect_to(const std::string& path) {
    sockaddr_un address{};
    if (!fill(address, path)) return -1;
    Descriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (fd.get() < 0 || connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return -1;
    return fd.release();
}

bool same_user(int fd) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

}  // namespace

core::Result<std::unique_ptr<ControlServer>> ControlServer::start(const std::string& store_folder,
                                                                  CommandHandler handler) {
    const std::string path = store_folder + "/" + control_socket_name;
    if (Descriptor other(connect_to(path)); other.get() >= 0) {
        return core::Error{core::ErrorCode::conflict, "store.busy", "another process answers"};
    }
    unlink(path.c_str());
    sockaddr_un address{};
    Descriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (fd.get() < 0 || !fill(address, path))
        return core::Error{core::ErrorCode::io, "control.no_socket", "path too long"};
    const mode_t before = umask(0177);
    const int bound = bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    umask(before);
    if (bound != 0 || listen(fd.get(), 16) != 0)
        return core::Error{core::ErrorCode::io, "control.no_socket", std::strerror(errno)};
    return std::unique_ptr<ControlServer>(new ControlServer(fd.release(), path, std::move(handler)));
}

ControlServer::ControlServer(int listener, std::string path, CommandHandler handler)
    : listener_(listener),
      path_(std::move(path)),
      handler_(std::move(handler)),
      thread_([this] { serve(); }) {}

ControlServer::~ControlServer() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    unlink(path_.c_str());
}

void ControlServer::serve() {
    while (!stopping_) {
        pollfd ready{listener_, POLLIN, 0};
        if (poll(&ready, 1, 500) <= 0) continue;
        Descriptor peer(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
        if (peer.get() < 0 || !same_user(peer.get())) continue;
        const timeval patience{10, 0};
        setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        auto body = read_message(peer.get(), request_max);
        if (!body) continue;
        auto command = decode_command(body->view());
        write_message(peer.get(), encode(command ? handler_(*command) : refused(command.error())));
    }
}

core::Result<Reply> send_command(const std::string& store_folder, const Command& command) {
    Descriptor fd(connect_to(store_folder + "/" + control_socket_name));
    if (fd.get() < 0) return core::Error{core::ErrorCode::not_found, "control.absent"};
    if (!write_message(fd.get(), encode(command).view())) return broken();
    auto body = read_message(fd.get(), reply_max);
    if (!body) return body.error();
    return decode_reply(body->view());
}

}  // namespace app
