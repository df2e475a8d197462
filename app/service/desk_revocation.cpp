#include "app/service/desk_revocation.h"

#include <nlohmann/json.hpp>

#include "app/service/aside_import.h"
#include "app/service/json_reply.h"
#include "storage/keys/site_keys.h"

namespace app {

namespace {

using Json = nlohmann::json;
using storage::Permission;
using storage::RevokeWhy;

constexpr std::size_t device_digits_min = 8;

std::optional<RevokeWhy> why_from(const std::string& word) {
    if (word.empty() || word == "lost") return RevokeWhy::lost;
    if (word == "retired") return RevokeWhy::retired;
    if (word == "cloned") return RevokeWhy::cloned;
    if (word == "replaced") return RevokeWhy::replaced;
    return std::nullopt;
}

}  // namespace

core::Result<storage::Member> DeskRevocation::find(const storage::Roster& roster, const std::string& named) {
    std::vector<storage::Member> found;
    for (const auto& [id, member] : roster.members()) {
        const bool by_id = named.size() >= device_digits_min && id.hex().starts_with(named);
        const bool by_name = !named.empty() && (member.device.name == named || member.letter == named);
        if (by_id || by_name) found.push_back(member);
    }
    if (found.size() > 1)
        std::erase_if(found, [](const storage::Member& member) { return !member.in_force(); });
    if (found.size() != 1) return core::Error{core::ErrorCode::not_found, "device.unknown"};
    return found.front();
}

Reply DeskRevocation::run(Command& command) {
    if (auto allowed = desk_.may(Permission::keep_devices); !allowed) return refused(allowed.error());
    return command.name() == "device revoke" ? revoke(command) : import(command);
}

Reply DeskRevocation::revoke(Command& command) {
    const auto why = why_from(command.option("reason"));
    if (!why || command.argument(0).empty())
        return usage("端末と理由（lost・retired・cloned・replaced）を指定してください。");
    DeskEngine& engine = *desk_.engine();
    const auto roster = engine.roster();
    auto member = find(roster, command.argument(0));
    if (!member) return refused(member.error());
    if (!member->in_force()) return refused(core::denied("device.revoked"));
    if (member->device.id == engine.device()) return refused(core::denied("device.own"));
    const auto fact = engine.thread().ask([&] {
        storage::DeviceRevokeFact cut{member->device.id, 0, {}, *why};
        cut.chain = storage::first_chain(roster.site(), cut.device);
        if (const auto* head = engine.node().log().head(cut.device)) {
            cut.seq = head->sealed_seq;
            cut.chain = head->sealed_chain;
        }
        return cut;
    });
    if (auto issued = issue_(storage::roster_kind::device_revoke, storage::to_fields(fact)); !issued)
        return refused(issued.error());
    if (auto renewed = renew_keys(); !renewed) return refused(renewed.error());
    storage::Act act;
    act.kind = storage::ActKind::device_revoked;
    act.account = *desk_.acting().account();
    act.amount = static_cast<std::int64_t>(fact.seq);
    if (auto noted = engine.write({std::nullopt, std::nullopt, {act}, {}, {}}); !noted)
        return refused(noted.error());
    const auto now = engine.roster();
    return done({{"device", fact.device.hex()},
                 {"name", member->device.name},
                 {"cut_seq", fact.seq},
                 {"epoch", now.epoch().number},
                 {"transport", now.transport().number}},
                "端末を失効させました。この端末の記録は、この窓口が受け取ったところまでが有効です。");
}

// New keys for everybody in force: what is written from now on, and the door itself, are shut to the device.
core::Status DeskRevocation::renew_keys() {
    DeskEngine& engine = *desk_.engine();
    const auto roster = engine.roster();
    if (roster.epoch_due()) {
        const auto fact = engine.thread().ask([&] {
            const auto& epochs = engine.keys().ring().epochs();
            const auto next = epochs.next(roster, desk_.random());
            return epochs.fact(roster, next);
        });
        if (auto issued = issue_(storage::roster_kind::epoch, storage::to_fields(fact)); !issued)
            return issued;
    }
    if (!roster.transport_due()) return core::ok();
    const auto after = engine.roster();
    const auto secret = storage::next_transport(after, desk_.random());
    return issue_(storage::roster_kind::transport,
                  storage::to_fields(storage::transport_fact(after, secret)));
}

Reply DeskRevocation::import(Command& command) {
    DeskEngine& engine = *desk_.engine();
    auto member = find(engine.roster(), command.argument(0));
    if (!member) return refused(member.error());
    if (member->in_force()) return refused(core::denied("device.in_force"));
    auto imported = import_aside(engine, member->device.id, *desk_.acting().account());
    if (!imported) return refused(imported.error());
    return done({{"batches", imported->batches}, {"equal", imported->equal}, {"shut", imported->shut}},
                "失効した端末の記録を、新しい記録として取り込みました。重なった値は一覧で確かめてください。");
}

}  // namespace app
