#include "sync/discovery/announcement.h"

#include <algorithm>

namespace peers {
namespace {

constexpr std::string_view magic = "KKB";
constexpr std::size_t proof_size = 16;
constexpr std::size_t announcement_size = 54;

std::array<std::uint8_t, proof_size> proof_of(const storage::Secret& secret, core::ByteView before) {
    core::Writer message;
    message.raw(core::view("kakanai beacon 1")).raw(before);
    const auto full = storage::keyed_hash(secret.view(), message.bytes());
    std::array<std::uint8_t, proof_size> proof{};
    std::copy_n(full.begin(), proof.size(), proof.begin());
    return proof;
}

}  // namespace

core::Bytes make_announcement(const storage::Secret& transport_secret, const Announcement& announcement,
                              core::Random& random) {
    std::array<std::uint8_t, 16> salt{};
    random.fill(salt);
    core::Writer out;
    out.raw(core::view(magic)).u8(1).raw(salt);
    out.raw(make_hint(transport_secret.view(), salt, announcement.device.bytes)).u16(announcement.port);
    const auto proof = proof_of(transport_secret, out.bytes());
    out.raw(proof);
    return out.take();
}

std::optional<Announcement> read_announcement(core::ByteView bytes, const Members& members,
                                              const std::vector<storage::Secret>& transport_secrets) {
    if (bytes.size() != announcement_size) return std::nullopt;
    core::Reader in(bytes);
    if (core::text(in.raw(magic.size())) != magic || in.u8() != 1) return std::nullopt;
    Preface naming;
    naming.salt = in.array<16>();
    naming.hint = in.array<16>();
    Announcement announcement;
    announcement.port = in.u16();
    const auto proof = in.array<proof_size>();
    const auto before = bytes.first(announcement_size - proof_size);
    const bool proven =
        std::any_of(transport_secrets.begin(), transport_secrets.end(),
                    [&](const auto& secret) { return storage::equal(proof_of(secret, before), proof); });
    if (!proven || !in.done() || announcement.port == 0) return std::nullopt;
    const auto* member = members.by_hint(naming, transport_secrets);
    if (!member || member->revoked_after) return std::nullopt;
    announcement.device = member->id;
    return announcement;
}

}  // namespace peers
