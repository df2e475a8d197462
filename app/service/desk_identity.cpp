#include "app/service/desk_identity.h"

#include <algorithm>

#include "app/node/closed_identity.h"
#include "app/node/erasure_work.h"
#include "app/node/network_settings.h"

namespace app {

namespace {

constexpr std::int64_t join_timeout_ms = 60'000;

core::Result<peers::PeerAddress> address_of(const std::string& text) {
    const auto colon = text.rfind(':');
    const unsigned long port =
        colon == std::string::npos ? 0 : std::strtoul(text.c_str() + colon + 1, nullptr, 10);
    if (port == 0 || port > 65535) return core::invalid("net.address");
    return peers::PeerAddress{text.substr(0, colon), static_cast<std::uint16_t>(port), std::nullopt};
}

core::Result<std::vector<storage::RosterEntry>> entries_of(const peers::Joined& joined) {
    std::vector<storage::RosterEntry> out;
    for (const auto& bytes : joined.roster) {
        if (ErasureWork::is_item(bytes)) continue;  // acts beside the roster come again with the first link
        auto entry = storage::decode_entry(bytes);
        if (!entry) return entry.error();
        out.push_back(std::move(*entry));
    }
    return out;
}

bool has_links(DeskEngine& engine) {
    const auto peers = engine.host().status().peers;
    return std::any_of(peers.begin(), peers.end(), [](const auto& peer) { return peer.linked; });
}

// The roster first: a device key without its entry would be nobody's.
core::Status take_over(NodeStore& node, const std::vector<storage::RosterEntry>& entries,
                       const storage::DeviceKey& fresh) {
    if (auto kept = node.admit(entries); !kept) return kept.error();
    const auto* member = node.roster().member(fresh.id);
    if (member == nullptr || member->device.sign_key != fresh.sign.public_key)
        return core::denied("enrolment.not_listed");
    if (!node.closed_identity()) {
        const auto* mine = node.roster().member(node.device().id);
        if (mine == nullptr || mine->in_force())
            return core::Error{core::ErrorCode::conflict, "identity.in_force"};
        if (auto done = node.close_identity(); !done) return done;
    }
    auto block = node.gate().begin();
    if (!block) return block.error();
    ClosedIdentity identity(node.database().writer());
    if (auto kept = identity.replace(node.device(), fresh); !kept) return kept;
    return block->commit();
}

}  // namespace

core::Status rejoin_site(DeskEngine& engine, const std::string& inviter, const storage::Secret& code,
                         core::Random& random) {
    const bool closed =
        engine.thread().ask([&] { return engine.node().closed_identity() == engine.node().device().id; });
    // Taken out while it was away, a device finds no door at which it could be told: the roster that comes
    // with the invitation says so.
    if (!closed && has_links(engine)) return core::Error{core::ErrorCode::conflict, "identity.in_force"};
    const auto typed = peers::OneTimeCode::parse(core::text(code.view()));
    if (!typed) return core::invalid("enrolment.code");
    auto address = address_of(inviter);
    if (!address) return address.error();
    const auto roster = engine.roster();
    const auto* mine = roster.member(engine.device());
    auto fresh = storage::DeviceKey::fresh(random);
    auto joined = peers::join_over_tcp(*address, *typed, fresh.sign, fresh.box,
                                       mine != nullptr ? mine->device.name : "", random, join_timeout_ms);
    if (!joined) return joined.error();
    fresh.id = joined->device;
    auto entries = entries_of(*joined);
    if (!entries) return entries.error();
    return engine.thread().ask([&] { return take_over(engine.node(), *entries, fresh); });
}

core::Result<ReplacedDevice> replaced_device(NodeStore& node, const std::string& letter) {
    const auto& members = node.roster().members();
    const auto at = std::find_if(members.begin(), members.end(),
                                 [&](const auto& entry) { return entry.second.letter == letter; });
    if (letter.empty() || at == members.end())
        return core::Error{core::ErrorCode::not_found, "device.unknown"};
    ReplacedDevice out{at->first, std::nullopt};
    if (at->second.cut) return out;
    storage::DeviceRevokeFact end{at->first, 0, storage::first_chain(node.roster().site(), at->first),
                                  storage::RevokeWhy::replaced};
    if (const auto* head = node.log().head(at->first)) {
        end.seq = head->sealed_seq;
        end.chain = head->sealed_chain;
    }
    out.end = end;
    return out;
}

}  // namespace app
