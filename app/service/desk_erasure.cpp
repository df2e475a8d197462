#include "app/service/desk_erasure.h"

#include <nlohmann/json.hpp>

#include "app/service/json_reply.h"
#include "app/service/view_json.h"

namespace app {

namespace {

using Json = nlohmann::json;
using storage::ActKind;
using storage::EraseState;
using storage::Permission;

constexpr std::size_t id_digits_min = 8;

const char* state_word(const PendingErasure& one) {
    if (one.done) return "done";
    switch (one.state) {
        case EraseState::not_confirmed:
            return "not_confirmed";
        case EraseState::stopped:
            return "stopped";
        case EraseState::may_be_stopped:
            return "may_be_stopped";
        case EraseState::too_young:
            return "too_young";
        case EraseState::ready:
            return "ready";
    }
    return "";
}

Json act_json(const PendingErasure& one, const storage::Roster& roster) {
    Json cases = Json::array();
    Json signers = Json::array();
    const auto order = storage::erase_order(one.act);
    if (order) {
        for (const auto& target : order->targets) cases.push_back(target.case_id.hex());
    }
    for (const auto& signature : one.act.signatures) {
        const auto* account = roster.account(signature.account);
        signers.push_back(account != nullptr ? account->record.name : signature.account.hex());
    }
    Json out{{"id", core::to_hex(one.digest)},
             {"rule", order ? order->rule : ""},
             {"proposed_at", utc_time(one.act.time.unix_ms)},
             {"cases", cases},
             {"signed_by", signers},
             {"confirmed", one.confirmed},
             {"state", state_word(one)},
             {"carried_out_by_others", one.marks}};
    if (one.seen) out["may_be_stopped_until"] = utc_time(one.seen->unix_ms + storage::erase_stop_period_ms);
    if (one.done) out["carried_out_at"] = utc_time(one.done->unix_ms);
    return out;
}

}  // namespace

Reply DeskErasure::run(Command& command) {
    const std::string rule = command.option("rule");
    if (const auto id = command.option("confirm"); !id.empty()) return confirm(id);
    if (const auto id = command.option("stop"); !id.empty()) return stop(id);
    if (!command.option("due").empty()) return due(rule);
    if (!command.arguments.empty()) return propose(command.arguments, rule);
    return list();
}

Reply DeskErasure::list() {
    if (auto allowed = desk_.may(Permission::see_status); !allowed) return refused(allowed.error());
    DeskEngine& engine = *desk_.engine();
    const auto roster = engine.roster();
    struct Found {
        std::vector<PendingErasure> acts;
        std::vector<storage::Erasure> ledger;
    };
    auto found = engine.thread().ask([&]() -> core::Result<Found> {
        auto acts = ErasureWork(engine.node()).pending(engine.host().clocks());
        if (!acts) return acts.error();
        auto ledger = storage::ErasureLedger(engine.node().database().writer()).entries();
        if (!ledger) return ledger.error();
        return Found{std::move(*acts), std::move(*ledger)};
    });
    if (!found) return refused(found.error());
    Json acts = Json::array();
    for (const auto& one : found->acts) acts.push_back(act_json(one, roster));
    Json ledger = Json::array();
    for (const auto& entry : found->ledger) {
        ledger.push_back({{"case", entry.case_id.hex()},
                          {"class", entry.part_class},
                          {"at", utc_time(entry.at.unix_ms)},
                          {"rule", entry.rule},
                          {"late", entry.late}});
    }
    return {0, Json{{"acts", acts}, {"ledger", ledger}}.dump(2), {}, {}, 0};
}

Reply DeskErasure::due(const std::string& rule) {
    if (auto allowed = desk_.may(Permission::propose_erase); !allowed) return refused(allowed.error());
    DeskEngine& engine = *desk_.engine();
    auto cases = engine.thread().ask(
        [&] {
            return ErasureWork(engine.node())
                .past_retention(engine.host().clocks(), storage::erase_targets_max);
        },
        Urgency::background);
    if (!cases) return refused(cases.error());
    std::erase_if(*cases, [&](const core::CaseId& id) { return !held_back(id); });
    if (!rule.empty() && !cases->empty()) return propose_cases(*cases, rule);
    Json out = Json::array();
    for (const auto& id : *cases) out.push_back(id.hex());
    return {0, Json{{"cases", out}}.dump(2), {}, {}, 0};
}

Reply DeskErasure::propose(const std::vector<std::string>& cases, const std::string& rule) {
    if (auto allowed = desk_.may(Permission::propose_erase); !allowed) return refused(allowed.error());
    if (rule.empty()) return usage("消去の根拠を --rule で指定してください。");
    std::vector<core::CaseId> ids;
    for (const auto& text : cases) {
        const auto id = core::CaseId::from_hex(text);
        if (!id) return usage("案件は32桁の識別子で指定してください。erase --due で確かめられます。");
        if (auto fits = held_back(*id); !fits) return refused(fits.error());
        ids.push_back(*id);
    }
    return propose_cases(ids, rule);
}

// A case must be here, and not on hold for a disclosure or an audit.
core::Status DeskErasure::held_back(const core::CaseId& id) {
    auto file = desk_.engine()->file(id);
    if (!file) return file.error();
    std::string hold;
    for (const auto& past : file->facts()) {
        if (past.fact.kind != forms::fact_kind::retention) continue;
        const auto at = past.fact.parts.find("hold");
        if (at != past.fact.parts.end()) hold = at->second;
    }
    return hold.empty() ? core::ok() : core::Status(core::denied("erase.on_hold", id.hex()));
}

Reply DeskErasure::propose_cases(const std::vector<core::CaseId>& cases, const std::string& rule) {
    storage::EraseOrder order{rule, {}};
    for (const auto& id : cases) order.targets.push_back({id, storage::every_content_class});
    if (order.targets.size() > storage::erase_targets_max)
        return refused({core::ErrorCode::invalid_input, "erase.too_many", {}, storage::erase_targets_max});
    auto act =
        storage::erase_act(desk_.engine()->roster().site(), order, desk_.clock().now(), desk_.random());
    const std::string id = core::to_hex(storage::act_digest(act));
    const auto amount = static_cast<std::int64_t>(cases.size());
    if (auto issued = issue(std::move(act), ActKind::erase_proposed, amount); !issued)
        return refused(issued.error());
    return done({{"id", id}, {"cases", cases.size()}, {"state", "not_confirmed"}},
                "消去を提案しました。管理者が erase --confirm で確認すると、7日後に消去されます。");
}

core::Result<PendingErasure> DeskErasure::find(const std::string& id) {
    DeskEngine& engine = *desk_.engine();
    auto all =
        engine.thread().ask([&] { return ErasureWork(engine.node()).pending(engine.host().clocks()); });
    if (!all) return all.error();
    for (auto& one : *all) {
        const std::string digits = core::to_hex(one.digest);
        if (id.size() >= id_digits_min && digits.starts_with(id)) return std::move(one);
    }
    return core::Error{core::ErrorCode::not_found, "erase.unknown"};
}

Reply DeskErasure::confirm(const std::string& id) {
    if (auto allowed = desk_.may(Permission::confirm_erase); !allowed) return refused(allowed.error());
    auto found = find(id);
    if (!found) return refused(found.error());
    if (found->state == EraseState::stopped) return refused(core::denied("erase.stopped"));
    auto order = storage::erase_order(found->act);
    if (!order) return refused(order.error());
    const auto amount = static_cast<std::int64_t>(order->targets.size());
    const std::string digits = core::to_hex(found->digest);
    if (auto issued = issue(std::move(found->act), ActKind::erase_confirmed, amount); !issued)
        return refused(issued.error());
    return done({{"id", digits}, {"confirmed", true}},
                "消去を確認しました。7日間は管理者が erase --stop で止められます。");
}

Reply DeskErasure::stop(const std::string& id) {
    if (auto allowed = desk_.may(Permission::stop_erase); !allowed) return refused(allowed.error());
    auto found = find(id);
    if (!found) return refused(found.error());
    if (found->done || found->marks > 0) return refused(core::denied("erase.too_late"));
    auto act =
        storage::stop_act(desk_.engine()->roster().site(), found->act, desk_.clock().now(), desk_.random());
    if (auto issued = issue(std::move(act), ActKind::erase_stopped, 0); !issued)
        return refused(issued.error());
    return done({{"id", core::to_hex(found->digest)}, {"state", "stopped"}}, "消去を止めました。");
}

core::Status DeskErasure::issue(storage::SignedAct act, ActKind kind, std::int64_t amount) {
    auto signature = desk_.acting().sign(storage::act_message(act));
    if (!signature) return signature.error();
    storage::add_signature(act, *desk_.acting().account(), *signature);
    Writing writing;
    writing.acts = {{kind, *desk_.acting().account(), "", "", amount, {}}};
    writing.extensions = {{storage::head_extension_signed_act, storage::encode_act(act)}};
    auto written = desk_.engine()->write(writing);
    return written ? core::ok() : core::Status(written.error());
}

}  // namespace app
