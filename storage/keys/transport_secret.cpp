#include "storage/keys/transport_secret.h"

namespace storage {

namespace {

constexpr std::string_view purpose = "kakanai transport";

core::Result<TransportSecret> open_grant(const core::SiteId& site, const TransportGrant& grant,
                                         const BoxKey& mine) {
    auto key = box_open(mine, grant.box);
    if (!key || key->size() != key_size ||
        !equal(key_check(key->view(), purpose, site, grant.number), grant.check))
        return core::corrupt("transport.wrong_key");
    return TransportSecret{grant.number, std::move(*key)};
}

}  // namespace

core::Result<TransportSecret> open_transport(const Roster& roster, const core::DeviceId& device,
                                             const BoxKey& mine) {
    const auto grant = roster.transport_grant(device);
    if (!grant) return core::denied("transport.not_granted");
    return open_grant(roster.site(), *grant, mine);
}

std::vector<TransportSecret> open_transports(const Roster& roster, const core::DeviceId& device,
                                             const BoxKey& mine) {
    std::vector<TransportSecret> out;
    if (auto current = open_transport(roster, device, mine)) out.push_back(std::move(*current));
    const auto grants = roster.transport_grants(device);
    for (auto grant = grants.rbegin(); grant != grants.rend(); ++grant) {
        auto opened = open_grant(roster.site(), *grant, mine);
        if (opened && (out.empty() || opened->number != out.back().number)) out.push_back(std::move(*opened));
    }
    return out;
}

core::Result<TransportSecret> open_transport_with_recovery(const Roster& roster, const BoxKey& recovery) {
    for (const auto& grant : roster.recovery_transport_grants()) {
        if (grant.number != roster.transport().number) continue;
        auto opened = open_grant(roster.site(), grant, recovery);
        if (opened) return opened;
    }
    return core::denied("transport.not_granted");
}

TransportRecord transport_record(const core::SiteId& site, const TransportSecret& secret,
                                 const std::vector<DeviceRecord>& members,
                                 const PublicKey& recovery_box_key) {
    TransportRecord record;
    record.number = secret.number;
    record.check = key_check(secret.key.view(), purpose, site, secret.number);
    for (const auto& member : members)
        record.boxes.push_back({member.id, key_box(member.box_key, secret.key)});
    record.recovery = key_box(recovery_box_key, secret.key);
    return record;
}

TransportGrant transport_grant(const core::SiteId& site, const TransportSecret& secret, const PublicKey& to) {
    return {secret.number, key_check(secret.key.view(), purpose, site, secret.number),
            key_box(to, secret.key)};
}

TransportSecret next_transport(const Roster& roster, core::Random& random) {
    return TransportSecret::fresh(roster.transport().number + 1, random);
}

TransportFact transport_fact(const Roster& roster, const TransportSecret& secret) {
    std::vector<DeviceRecord> members;
    for (const auto& [id, member] : roster.members()) {
        if (member.in_force()) members.push_back(member.device);
    }
    return {transport_record(roster.site(), secret, members, roster.recovery_box_key())};
}

}  // namespace storage
