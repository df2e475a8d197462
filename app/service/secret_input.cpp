#include "app/service/secret_input.h"

#include <unistd.h>

#include <optional>

namespace app {

namespace {

class SecretReader {
  public:
    explicit SecretReader(core::ByteView json) : json_(json) {}

    std::optional<Secrets> object() {
        Secrets secrets;
        if (!take('{')) return std::nullopt;
        if (take('}')) return at_end() ? std::optional(std::move(secrets)) : std::nullopt;
        do {
            auto name = string();
            if (!name || !take(':')) return std::nullopt;
            auto value = string();
            if (!value) return std::nullopt;
            secrets.insert_or_assign(std::string(core::text(name->view())), std::move(*value));
        } while (take(','));
        return take('}') && at_end() ? std::optional(std::move(secrets)) : std::nullopt;
    }

  private:
    void skip() {
        while (at_ < json_.size() &&
               (json_[at_] == ' ' || json_[at_] == '\n' || json_[at_] == '\r' || json_[at_] == '\t'))
            ++at_;
    }
    bool take(char c) {
        skip();
        if (at_ >= json_.size() || json_[at_] != static_cast<std::uint8_t>(c)) return false;
        ++at_;
        return true;
    }
    bool at_end() {
        skip();
        return at_ == json_.size();
    }

    std::optional<storage::Secret> string() {
        if (!take('"')) return std::nullopt;
        storage::Secret room(json_.size() - at_ + 1);
        std::size_t size = 0;
        while (at_ < json_.size() && json_[at_] != '"') {
            if (json_[at_] == '\\') {
                if (!escape(room, size)) return std::nullopt;
                continue;
            }
            room.bytes()[size++] = json_[at_++];
        }
        if (at_ >= json_.size()) return std::nullopt;
        ++at_;
        return storage::Secret::copy_of(room.view().first(size));
    }

    bool escape(storage::Secret& room, std::size_t& size) {
        if (at_ + 1 >= json_.size()) return false;
        const char kind = static_cast<char>(json_[at_ + 1]);
        at_ += 2;
        if (kind == '"' || kind == '\\' || kind == '/') {
            room.bytes()[size++] = static_cast<std::uint8_t>(kind);
            return true;
        }
        if (kind != 'u' || at_ + 4 > json_.size()) return false;
        unsigned point = 0;
        for (int i = 0; i < 4; ++i) {
            const auto digit =
                core::from_hex(std::string{'0', static_cast<char>(json_[at_ + static_cast<std::size_t>(i)])});
            if (!digit) return false;
            point = point * 16 + (*digit)[0];
        }
        at_ += 4;
        if (point >= 0x800) return false;
        if (point >= 0x80) {
            room.bytes()[size++] = static_cast<std::uint8_t>(0xc0 | (point >> 6));
            room.bytes()[size++] = static_cast<std::uint8_t>(0x80 | (point & 0x3f));
            return true;
        }
        room.bytes()[size++] = static_cast<std::uint8_t>(point);
        return true;
    }

    core::ByteView json_;
    std::size_t at_{0};
};

}  // namespace

core::Result<Secrets> parse_secrets(core::ByteView json) {
    if (json.size() > secrets_size_max) return core::invalid("secrets.malformed");
    auto secrets = SecretReader(json).object();
    if (!secrets) return core::invalid("secrets.malformed");
    return std::move(*secrets);
}

core::Result<Secrets> read_secrets(int descriptor) {
    storage::Secret room(secrets_size_max);
    std::size_t size = 0;
    while (size < room.size()) {
        const ssize_t got = read(descriptor, room.bytes().data() + size, room.size() - size);
        if (got < 0) return core::Error{core::ErrorCode::io, "secrets.unreadable"};
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    return parse_secrets(room.view().first(size));
}

std::string plain(const Secrets& secrets, const std::string& name) {
    const auto at = secrets.find(name);
    return at == secrets.end() ? std::string() : std::string(core::text(at->second.view()));
}

}  // namespace app
