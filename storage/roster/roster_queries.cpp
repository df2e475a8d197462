// The questions asked of a folded roster; the fold itself is in roster.cpp.
#include <algorithm>

#include "storage/roster/roster.h"

namespace storage {

const Member* Roster::member(const core::DeviceId& device) const {
    const auto it = state_.members.find(device);
    return it == state_.members.end() ? nullptr : &it->second;
}

bool Roster::in_force(const core::DeviceId& device) const {
    const Member* found = member(device);
    return found != nullptr && found->in_force();
}

const Account* Roster::account(const core::AccountId& id) const {
    const auto it = state_.accounts.find(id);
    return it == state_.accounts.end() ? nullptr : &it->second;
}

std::optional<AccountBlob> Roster::account_blob(const core::AccountId& id) const {
    const Account* found = account(id);
    return found == nullptr || !found->in_force() ? std::nullopt : found->blob;
}

std::optional<TransportGrant> Roster::transport_grant(const core::DeviceId& device) const {
    const Member* found = member(device);
    if (found == nullptr || !found->in_force()) return std::nullopt;
    for (const auto& box : state_.transport.boxes) {
        if (box.device == device)
            return TransportGrant{state_.transport.number, state_.transport.check, box.box};
    }
    if (found->transport && found->transport->number == state_.transport.number) return found->transport;
    return std::nullopt;
}

std::vector<EpochRecord> Roster::epochs() const {
    std::vector<EpochRecord> out;
    for (const auto& node : nodes_) {
        if (node.body.kind == roster_kind::genesis)
            out.push_back(fact_from<GenesisFact>(node.body.fields)->epoch);
        if (node.body.kind == roster_kind::epoch)
            out.push_back(fact_from<EpochFact>(node.body.fields)->epoch);
    }
    return out;
}

std::vector<EpochGrant> Roster::epoch_grants(const core::DeviceId& device) const {
    std::vector<EpochGrant> out;
    for (const auto& epoch : epochs()) {
        for (const auto& box : epoch.grants) {
            if (box.device == device) out.push_back({epoch.number, epoch.check, box.box});
        }
    }
    const auto take = [&](const std::vector<EpochGrant>& grants) {
        out.insert(out.end(), grants.begin(), grants.end());
    };
    for (const auto& node : nodes_) {
        if (node.body.kind == roster_kind::device_add) {
            const auto fact = fact_from<DeviceAddFact>(node.body.fields);
            if (fact->device.id == device) take(fact->grants);
        } else if (node.body.kind == roster_kind::grant) {
            const auto fact = fact_from<GrantFact>(node.body.fields);
            if (fact->device == device) take(fact->grants);
        }
    }
    return out;
}

std::vector<TransportGrant> Roster::transport_grants(const core::DeviceId& device) const {
    std::vector<TransportGrant> out;
    const auto from_record = [&](const TransportRecord& record) {
        for (const auto& box : record.boxes)
            if (box.device == device) out.push_back({record.number, record.check, box.box});
    };
    for (const auto& node : nodes_) {
        const auto& fields = node.body.fields;
        if (node.body.kind == roster_kind::genesis) from_record(fact_from<GenesisFact>(fields)->transport);
        if (node.body.kind == roster_kind::transport)
            from_record(fact_from<TransportFact>(fields)->transport);
        if (node.body.kind == roster_kind::device_add) {
            const auto fact = fact_from<DeviceAddFact>(fields);
            if (fact->device.id == device && fact->transport) out.push_back(*fact->transport);
        } else if (node.body.kind == roster_kind::grant) {
            const auto fact = fact_from<GrantFact>(fields);
            if (fact->device == device && fact->transport) out.push_back(*fact->transport);
        }
    }
    return out;
}

std::vector<EpochGrant> Roster::recovery_epoch_grants() const {
    std::vector<EpochGrant> out;
    for (const auto& epoch : epochs()) out.push_back({epoch.number, epoch.check, epoch.recovery});
    for (const auto& node : nodes_) {
        if (node.body.kind != roster_kind::recovery) continue;
        const auto fact = fact_from<RecoveryFact>(node.body.fields);
        out.insert(out.end(), fact->grants.begin(), fact->grants.end());
    }
    return out;
}

std::vector<TransportGrant> Roster::recovery_transport_grants() const {
    std::vector<TransportGrant> out{
        {state_.transport.number, state_.transport.check, state_.transport.recovery}};
    for (const auto& node : nodes_) {
        if (node.body.kind != roster_kind::recovery) continue;
        const auto fact = fact_from<RecoveryFact>(node.body.fields);
        if (fact->transport) out.push_back(*fact->transport);
    }
    return out;
}

const Digest& Roster::head() const { return nodes_[tip_].digest; }

std::vector<Digest> Roster::heads() const {
    if (!forked_) return {nodes_[tip_].digest};
    std::vector<Digest> out;
    for (const std::size_t at : below(tip_)) {
        if (nodes_[at].children.empty()) out.push_back(nodes_[at].digest);
    }
    std::sort(out.begin(), out.end());
    return out;
}

Digest Roster::digest() const {
    std::vector<Digest> tips;
    for (const auto& node : nodes_) {
        if (node.children.empty()) tips.push_back(node.digest);
    }
    std::sort(tips.begin(), tips.end());
    Hasher hasher;
    hasher.add(core::view("kakanai roster state 1"));
    for (const auto& tip : tips) hasher.add(tip);
    return hasher.finish();
}

std::vector<RosterEntry> Roster::entries() const {
    std::vector<RosterEntry> out;
    for (const auto& node : nodes_) out.push_back(node.entry);
    return out;
}

std::vector<Digest> Roster::entry_digests() const {
    std::vector<Digest> out;
    for (const auto& node : nodes_) out.push_back(node.digest);
    return out;
}

std::vector<Digest> Roster::without_effect() const {
    std::vector<Digest> out;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (!nodes_[i].leaf && !followed_.contains(i)) out.push_back(nodes_[i].digest);
    }
    return out;
}

RosterBody Roster::draft(std::uint32_t kind, core::Instant time, Fields fields) const {
    return {site(), head(), time, kind, {}, std::move(fields)};
}

}  // namespace storage
