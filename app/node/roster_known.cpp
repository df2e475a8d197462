#include "app/node/roster_known.h"

#include "app/node/erasure_work.h"
#include "storage/keys/transport_secret.h"

namespace app {

namespace {

peers::Member member_of(const storage::Member& member) {
    peers::Member out;
    out.id = member.device.id;
    out.signing = member.device.sign_key;
    out.box = member.device.box_key;
    out.backup = member.device.role == storage::DeviceRole::backup;
    if (member.cut) out.revoked_after = member.cut->seq;
    out.name = member.device.name;
    return out;
}

}  // namespace

peers::RosterKnown roster_known(NodeStore& node) {
    peers::RosterKnown known;
    for (const auto& [id, member] : node.roster().members()) known.members.push_back(member_of(member));
    for (const auto& entry : node.roster().entries()) {
        known.entries.push_back({storage::entry_digest(entry.body), storage::encode_entry(entry)});
    }
    if (const auto items = ErasureWork(node).items()) {
        for (const auto& item : *items) known.entries.push_back({storage::hash(item), item});
    }
    for (auto& secret : storage::open_transports(node.roster(), node.device().id, node.device().box))
        known.transport_secrets.push_back(std::move(secret.key));
    return known;
}

}  // namespace app
