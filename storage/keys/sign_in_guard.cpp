#include "storage/keys/sign_in_guard.h"

#include <algorithm>

namespace storage {

namespace {

constexpr std::string_view tries_magic = "KAKANAI TRIES";
constexpr std::uint8_t tries_format = 1;
constexpr std::size_t names_max = 200;
constexpr std::size_t tries_size_max = 16 * 1024;
constexpr std::uint64_t free_tries = 4;
constexpr std::uint64_t free_tries_of_all = 20;
constexpr std::uint64_t hour_from = 20;
constexpr std::uint64_t failures_max = 1'000'000;

Digest check_of(ByteView body) { return Hasher().add(core::view("kakanai tries check")).add(body).finish(); }

std::int64_t full_wait_ms(std::uint64_t failures, bool all_names) {
    const std::uint64_t free = all_names ? free_tries_of_all : free_tries;
    if (failures <= free - 1) return 0;
    if (all_names) return 30'000;
    if (failures >= hour_from) return 3'600'000;
    return std::min<std::int64_t>(std::int64_t{30'000} << std::min<std::uint64_t>(failures - free, 10),
                                  900'000);
}

}  // namespace

SignInGuard SignInGuard::load(core::FileSystem& files, const std::string& path, core::Instant now) {
    SignInGuard guard(files, path);
    const auto bytes = files.read(path, tries_size_max);
    const bool absent = !bytes && bytes.error().code == core::ErrorCode::not_found;
    if (absent || (bytes && guard.parse(*bytes))) return guard;
    guard.tries_.clear();
    guard.unknown_ = {free_tries, now.unix_ms};
    return guard;
}

bool SignInGuard::parse(ByteView bytes) {
    if (bytes.size() < 32) return false;
    const ByteView body = bytes.first(bytes.size() - 32);
    if (!equal(check_of(body), bytes.last(32))) return false;
    core::Reader in(body);
    if (core::text(in.raw(tries_magic.size())) != tries_magic || in.u8() != tries_format) return false;
    const std::uint64_t count = in.varint();
    if (count > names_max + 1) in.fail();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        const Tag tag = in.array<16>();
        Tries tries{in.varint(), 0};
        tries.last_ms = static_cast<std::int64_t>(in.u64());
        tries_[tag] = tries;
    }
    return in.done();
}

core::Status SignInGuard::save() const {
    core::Writer out;
    out.raw(core::view(tries_magic)).u8(tries_format).varint(tries_.size());
    for (const auto& [tag, tries] : tries_)
        out.raw(tag).varint(tries.failures).u64(static_cast<std::uint64_t>(tries.last_ms));
    const Digest check = check_of(out.bytes());
    out.raw(check);
    return files_->write_whole(path_, out.bytes());
}

SignInGuard::Tries SignInGuard::tries_of(const Tag& tag) const {
    const auto it = tries_.find(tag);
    return it == tries_.end() ? unknown_ : it->second;
}

std::int64_t SignInGuard::wait_of(const Tries& tries, bool all_names, core::Instant now) const {
    const std::int64_t full = full_wait_ms(tries.failures, all_names);
    if (full == 0) return 0;
    const std::int64_t passed = now.unix_ms < tries.last_ms ? 0 : now.unix_ms - tries.last_ms;
    return passed >= full ? 0 : (full - passed + 999) / 1000;
}

std::int64_t SignInGuard::wait_s(ByteView name_tag, core::Instant now) const {
    const Tag tag = core::Reader(name_tag).array<16>();
    return std::max(wait_of(tries_of(tag), false, now), wait_of(tries_of(Tag{}), true, now));
}

core::Status SignInGuard::before_try(ByteView name_tag, core::Instant now) {
    const Tag name = core::Reader(name_tag).array<16>();
    for (const Tag& tag : {name, Tag{}}) {
        const auto it = tries_.find(tag);
        if (it == tries_.end() || it->second.last_ms <= now.unix_ms) continue;
        it->second.last_ms = now.unix_ms;
        if (auto status = save(); !status) return status;
    }
    if (const auto wait = wait_s(name_tag, now); wait > 0)
        return core::Error{core::ErrorCode::not_permitted, "auth.locked", {}, wait};
    const auto before = tries_;
    for (const Tag& tag : {name, Tag{}}) {
        Tries tries = tries_of(tag);
        tries.failures = std::min(tries.failures + 1, failures_max);
        tries.last_ms = now.unix_ms;
        tries_[tag] = tries;
    }
    if (tries_.size() > names_max) {  // the name that was quiet longest makes room
        auto oldest = tries_.end();
        for (auto it = tries_.begin(); it != tries_.end(); ++it) {
            if (it->first == Tag{} || it->first == name) continue;
            if (oldest == tries_.end() || it->second.last_ms < oldest->second.last_ms) oldest = it;
        }
        tries_.erase(oldest);
    }
    auto status = save();
    if (!status) tries_ = before;
    return status;
}

core::Status SignInGuard::succeeded(ByteView name_tag) {
    tries_.erase(core::Reader(name_tag).array<16>());
    tries_.erase(Tag{});
    if (unknown_.failures > 0) tries_[core::Reader(name_tag).array<16>()] = {};
    return save();
}

core::Result<OpenedByAccount> sign_in(KeySlots& slots, SignInGuard& guard, const core::Clock& clock,
                                      const std::string& name, ByteView password, Token* token) {
    const Bytes tag = slots.name_tag(name);
    if (auto status = guard.before_try(tag, clock.now()); !status) return status.error();
    auto opened = slots.open_with_password(name, password, token);
    if (opened) (void)guard.succeeded(tag);  // a try too many is counted at worst
    return opened;
}

}  // namespace storage
