#include "app/service/desk_site.h"

#include <nlohmann/json.hpp>

#include "app/node/network_settings.h"
#include "app/service/desk_erasure.h"
#include "app/service/desk_identity.h"
#include "app/service/desk_revocation.h"
#include "app/service/desk_snapshots.h"
#include "app/service/json_reply.h"
#include "app/service/site_setup.h"
#include "app/service/state_walk.h"
#include "app/service/time_study_command.h"
#include "storage/keys/site_keys.h"
#include "storage/log/set_aside.h"

namespace app {

namespace {

using Json = nlohmann::json;
using storage::ActKind;
using storage::Permission;

constexpr std::int64_t invitation_valid_ms = 10 * 60 * 1000;

}  // namespace

DeskSite::~DeskSite() {
    if (desk_.engine() != nullptr) desk_.engine()->on_join(nullptr);
}

core::Status DeskSite::issue(std::uint32_t kind, storage::Fields fields, const core::AccountId& by,
                             const storage::SigningKey& key) {
    DeskEngine& engine = *desk_.engine();
    return engine.thread().ask([&]() -> core::Status {
        auto body = engine.node().roster().draft(kind, desk_.clock().now(), std::move(fields));
        const auto entry = storage::sign_entry(std::move(body), {{{by}, &key}});
        auto kept = engine.node().admit({entry});
        if (!kept) return kept.error();
        engine.roster_changed_here();
        return core::ok();
    });
}

core::Status DeskSite::issue_as_me(std::uint32_t kind, storage::Fields fields) {
    const auto* keys = desk_.acting().keys();
    if (keys == nullptr) return core::denied("auth.not_signed_in");
    return issue(kind, std::move(fields), *desk_.acting().account(), keys->sign);
}

core::Status DeskSite::trace(ActKind kind) {
    storage::Act act;
    act.kind = kind;
    act.account = desk_.acting().account().value_or(core::AccountId{});
    auto written = desk_.engine()->write({std::nullopt, std::nullopt, {act}, {}});
    return written ? core::ok() : core::Status(written.error());
}

// Store thread. The invitation fixed role and letter; the keys came over the enrolment with their proof.
core::Result<peers::JoinDecided> DeskSite::admit(const peers::JoinRequested& ask) {
    const auto invitation = invitations_.find(ask.invitation);
    if (invitation == invitations_.end()) return core::denied("enrolment.expired");
    DeskEngine& engine = *desk_.engine();
    NodeStore& node = engine.node();
    auto transport = storage::open_transport(node.roster(), node.device().id, node.device().box);
    if (!transport) return transport.error();
    const bool backup = invitation->second.role == storage::DeviceRole::backup;
    storage::DeviceRecord record{core::fresh_id<core::DeviceId>(desk_.random()),
                                 invitation->second.role,
                                 ask.signing,
                                 ask.box,
                                 ask.name,
                                 backup ? "" : invitation->second.letter};
    auto fact =
        storage::admit_device(record, engine.keys().ring().epochs(), node.roster().site(), *transport);
    if (!invitation->second.replaces.empty()) {
        auto replaced = replaced_device(node, invitation->second.replaces);
        if (!replaced) return replaced.error();
        fact.replaces = replaced->id;
        if (replaced->end) {
            auto ended = issue(storage::roster_kind::device_revoke, storage::to_fields(*replaced->end),
                               invitation->second.by, invitation->second.secret.sign);
            if (!ended) return ended.error();
        }
    }
    if (auto added = issue(storage::roster_kind::device_add, storage::to_fields(fact), invitation->second.by,
                           invitation->second.secret.sign);
        !added) {
        return added.error();
    }
    invitations_.erase(invitation);
    return peers::JoinDecided{ask.link, true, record.id, {}};
}

Reply DeskSite::device_invite(Command& command) {
    if (auto allowed = desk_.may(Permission::keep_devices); !allowed) return refused(allowed.error());
    DeskEngine& engine = *desk_.engine();
    engine.on_join([this](const peers::JoinRequested& ask) { return admit(ask); });
    auto code = peers::OneTimeCode::fresh(desk_.random());
    std::string text = code.text();
    const std::uint64_t id = next_invitation_++;
    const bool backup = command.option("role", "desk") == "backup";
    engine.thread().ask([&] {
        invitations_[id] = {backup ? storage::DeviceRole::backup : storage::DeviceRole::desk,
                            command.option("letter"), command.option("replaces"), *desk_.acting().account(),
                            desk_.acting().keys()->clone()};
    });
    engine.host().open_invitation(id, std::move(code), invitation_valid_ms);
    if (auto noted = trace(ActKind::device_invited); !noted) return refused(noted.error());
    Reply reply = done({{"code", text},
                        {"valid_minutes", invitation_valid_ms / 60'000},
                        {"listening_on", engine.host().listening_on()}});
    storage::wipe(text);
    return reply;
}

Reply DeskSite::device_rejoin(Command& command) {
    if (auto allowed = desk_.may(Permission::keep_devices); !allowed) return refused(allowed.error());
    const auto code = command.secrets.find("code");
    if (code == command.secrets.end()) return refused(core::invalid("enrolment.code"));
    auto joined = rejoin_site(*desk_.engine(), command.argument(0), code->second, desk_.random());
    if (!joined) return refused(joined.error());
    return done(Json::object(), "この端末を登録し直しました。窓口のプログラムを起動し直してください。");
}

Reply DeskSite::device_list(Command&) {
    if (auto allowed = desk_.may(Permission::see_status); !allowed) return refused(allowed.error());
    DeskEngine& engine = *desk_.engine();
    const auto roster = engine.roster();
    Json out = Json::array();
    for (const auto& [id, member] : roster.members()) {
        Json row{{"device", id.hex()},
                 {"name", member.device.name},
                 {"letter", member.letter},
                 {"role", member.device.role == storage::DeviceRole::backup ? "backup" : "desk"},
                 {"in_force", member.in_force()}};
        if (member.cut) {
            const core::DeviceId device = id;
            const auto aside = engine.thread().ask([&engine, device] {
                return storage::SetAside(engine.node().database().writer())
                    .count(device, storage::aside_why::beyond_cut);
            });
            row["cut_seq"] = member.cut->seq;
            row["set_aside"] = aside ? *aside : 0;
        }
        out.push_back(std::move(row));
    }
    return done(out);
}

Reply DeskSite::account_add(Command& command) {
    if (auto allowed = desk_.may(Permission::keep_accounts); !allowed) return refused(allowed.error());
    const auto password = command.secrets.find("new_password");
    const auto role = storage::role_of_word(command.option("role", "clerk"));
    if (password == command.secrets.end()) return refused(core::invalid("account.no_password"));
    if (!role || command.argument(0).empty())
        return usage("職員番号と役割（clerk・supervisor・administrator・auditor）を指定してください。");
    DeskEngine& engine = *desk_.engine();
    const auto roster = engine.roster();
    if (roster.account_named(command.argument(0)) != nullptr)
        return refused({core::ErrorCode::conflict, "account.name_taken"});
    auto made = engine.thread().ask([&]() -> core::Result<storage::MadeAccount> {
        const auto* epoch = engine.keys().ring().epochs().current(roster);
        if (epoch == nullptr) return core::denied("key.no_epoch");
        const storage::NewAccount account{
            command.argument(0), command.option("shown-name", command.argument(0)), *role, {}, 0, 0};
        return storage::make_account(roster.site(), *epoch, account, password->second.view(),
                                     password_cost(roster.practice()), desk_.random());
    });
    if (!made) return refused(made.error());
    if (auto issued = issue_as_me(storage::roster_kind::account_put, storage::to_fields(made->fact)); !issued)
        return refused(issued.error());
    if (auto noted = trace(ActKind::account_changed); !noted) return refused(noted.error());
    return done({{"account", command.argument(0)}, {"role", storage::role_word(*role)}});
}

Reply DeskSite::account_list(Command&) {
    if (auto allowed = desk_.may(Permission::see_status); !allowed) return refused(allowed.error());
    const auto roster = desk_.engine()->roster();
    Json out = Json::array();
    for (const auto& [id, account] : roster.accounts()) {
        out.push_back({{"account", account.record.name},
                       {"name", account.record.shown},
                       {"role", storage::role_word(account.record.role)},
                       {"in_force", account.in_force()}});
    }
    return done(out);
}

Reply DeskSite::account_passwd(Command& command) {
    const auto* keys = desk_.acting().keys();
    const auto fresh = command.secrets.find("new_password");
    if (keys == nullptr) return refused(core::denied("auth.not_signed_in"));
    if (fresh == command.secrets.end()) return refused(core::invalid("account.no_password"));
    DeskEngine& engine = *desk_.engine();
    const auto roster = engine.roster();
    const core::AccountId me = *desk_.acting().account();
    auto changed = engine.thread().ask([&]() -> core::Result<storage::NewPassword> {
        const auto& epochs = engine.keys().ring().epochs();
        const auto* epoch = epochs.current(roster);
        if (epoch == nullptr) return core::denied("key.no_epoch");
        const auto& blob = roster.account(me)->blob;
        return storage::change_password(epochs, *epoch, me, *keys, blob ? blob->generation : 0,
                                        fresh->second.view(), password_cost(roster.practice()),
                                        desk_.random());
    });
    if (!changed) return refused(changed.error());
    if (auto issued = issue_as_me(storage::roster_kind::account_blob, storage::to_fields(changed->fact));
        !issued)
        return refused(issued.error());
    if (auto noted = trace(ActKind::account_changed); !noted) return refused(noted.error());
    return done(Json::object());
}

Reply DeskSite::account_disable(Command& command) {
    if (auto allowed = desk_.may(Permission::keep_accounts); !allowed) return refused(allowed.error());
    const auto roster = desk_.engine()->roster();
    const auto* account = roster.account_named(command.argument(0));
    if (account == nullptr) return refused({core::ErrorCode::not_found, "account.unknown"});
    const storage::AccountDisableFact fact{account->record.id};
    if (auto issued = issue_as_me(storage::roster_kind::account_disable, storage::to_fields(fact)); !issued)
        return refused(issued.error());
    if (auto noted = trace(ActKind::account_changed); !noted) return refused(noted.error());
    return done({{"account", command.argument(0)}, {"in_force", false}});
}

// Which addresses to dial. Kept in the store, used at once.
Reply DeskSite::site_peers(Command& command) {
    if (auto allowed = desk_.may(Permission::keep_settings); !allowed) return refused(allowed.error());
    DeskEngine& engine = *desk_.engine();
    const auto kept = engine.thread().ask([&] { return keep_peers(engine.node(), command.arguments); });
    if (!kept) return refused(kept.error());
    engine.host().set_peers(command.arguments);
    return done({{"peers", command.arguments}});
}

void DeskSite::engine_replaced() { invitations_.clear(); }

bool DeskSite::knows(const std::string& name) {
    static const std::set<std::string> names{
        "device invite",  "device rejoin",   "device list", "account add",  "account list",
        "account passwd", "account disable", "site peers",  "store digest", "erase"};
    return names.contains(name) || DeskRevocation::knows(name) || DeskSnapshots::knows(name);
}

Reply DeskSite::run(Command& command) {
    const std::lock_guard lock(desk_.mutex());
    if (const auto password = command.secrets.find("password"); password != command.secrets.end()) {
        const auto session = desk_.sign_in(plain(command.secrets, "account"), password->second);
        if (!session) return refused(session.error());
    }
    if (!desk_.session()) return refused(core::denied("auth.not_signed_in"));
    if (command.name() == "erase") return DeskErasure(desk_).run(command);
    if (command.name() == "store digest") return StateWalk(desk_).run(command);
    if (DeskSnapshots::knows(command.name())) return DeskSnapshots(desk_).run(command);
    if (DeskRevocation::knows(command.name())) {
        const auto issue_mine = [this](std::uint32_t kind, storage::Fields fields) {
            return issue_as_me(kind, std::move(fields));
        };
        return DeskRevocation(desk_, issue_mine).run(command);
    }
    static const std::map<std::string, Reply (DeskSite::*)(Command&)> table{
        {"device invite", &DeskSite::device_invite},     {"device rejoin", &DeskSite::device_rejoin},
        {"device list", &DeskSite::device_list},         {"account add", &DeskSite::account_add},
        {"account list", &DeskSite::account_list},       {"account passwd", &DeskSite::account_passwd},
        {"account disable", &DeskSite::account_disable}, {"site peers", &DeskSite::site_peers}};
    if (!command.option("time-study").empty()) return time_study(desk_, command);
    const auto at = table.find(command.name());
    return at == table.end() ? usage("この操作はありません。") : (this->*at->second)(command);
}

}  // namespace app
