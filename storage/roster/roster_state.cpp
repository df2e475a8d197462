#include "storage/roster/roster_state.h"

#include <algorithm>

namespace storage {

namespace {

core::Error not_fitting(const char* detail) { return core::invalid("roster.not_fitting", detail); }
core::Error not_allowed(const char* detail) { return core::denied("roster.not_allowed", detail); }

bool is_letter(const std::string& text) {
    return (text.size() == 1 || text.size() == 2) &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

struct SignerRights {
    std::size_t administrators{0};
    bool recovery{false};
    bool any() const { return recovery || administrators > 0; }
    bool strong() const { return recovery || administrators >= 2; }
};

template <class Fact, class Apply>
core::Status with_fact(const RosterBody& body, Apply apply) {
    auto fact = fact_from<Fact>(body.fields);
    if (!fact) return fact.error();
    return apply(*fact);
}

}  // namespace

void Withdrawals::add(const core::DeviceId& device, const DeviceCut& cut) {
    const auto [it, fresh] = revoked.try_emplace(device, cut);
    if (!fresh && cut.seq < it->second.seq) it->second = cut;
}

void Withdrawals::add(const Withdrawals& other) {
    for (const auto& [device, cut] : other.revoked) add(device, cut);
    disabled.insert(other.disabled.begin(), other.disabled.end());
    demoted.insert(other.demoted.begin(), other.demoted.end());
}

core::Result<RosterState> RosterState::begin(const RosterEntry& entry, const RosterBody& body) {
    auto fact = fact_from<GenesisFact>(body.fields);
    if (!fact) return fact.error();
    if (body.kind != roster_kind::genesis || body.previous != Digest{})
        return not_fitting("first entry must be genesis");
    const std::vector<RosterSigner> expected{RosterSigner{}, RosterSigner{fact->account.id}};
    if (body.signers != expected || entry.signatures.size() != 2)
        return core::denied("roster.not_signed", "genesis signers");
    const Bytes message = entry_message(entry.body);
    if (!verify(fact->recovery_sign_key, message, entry.signatures[0]) ||
        !verify(fact->account.sign_key, message, entry.signatures[1]))
        return core::denied("roster.not_signed", "genesis");
    if (fact->account.role != AccountRole::administrator || fact->device.role != DeviceRole::desk)
        return not_fitting("genesis roles");

    RosterState state;
    state.site = body.site;
    state.name = fact->name;
    state.practice = fact->practice;
    state.recovery_box_key = fact->recovery_box_key;
    state.recovery_sign_key = fact->recovery_sign_key;
    state.retention_days = fact->retention_days;
    auto status = state.add_device({fact->device, {}, std::nullopt, std::nullopt});
    if (status) status = state.put_account({fact->account, fact->blob});
    if (status) status = state.begin_epoch(fact->epoch);
    if (status) status = state.begin_transport(fact->transport);
    if (!status) return status.error();
    return state;
}

core::Status RosterState::check_signers(const RosterEntry& entry, const RosterBody& body,
                                        const Withdrawals& also) const {
    if (body.signers.size() != entry.signatures.size() || body.signers.empty())
        return core::denied("roster.not_signed", "count");
    const Bytes message = entry_message(entry.body);
    SignerRights rights;
    for (std::size_t i = 0; i < body.signers.size(); ++i) {
        const auto& signer = body.signers[i];
        PublicKey key = recovery_sign_key;
        if (signer.account) {
            const auto it = accounts.find(*signer.account);
            if (it == accounts.end() || !it->second.in_force() || also.disabled.contains(*signer.account))
                return not_allowed("signer not in force");
            key = it->second.record.sign_key;
            if (it->second.may_administrate() && !also.demoted.contains(*signer.account))
                ++rights.administrators;
        } else {
            rights.recovery = true;
        }
        if (!verify(key, message, entry.signatures[i])) return core::denied("roster.not_signed");
    }
    switch (body.kind) {
        case roster_kind::account_blob: {
            auto fact = fact_from<AccountBlobFact>(body.fields);
            if (!fact) return fact.error();
            const bool own = body.signers.size() == 1 && body.signers[0].account == fact->account;
            return own ? core::ok() : core::Status(not_allowed("a password is its account's own"));
        }
        case roster_kind::settle:
            return rights.strong() ? core::ok() : core::Status(not_allowed("settling asks for two"));
        case roster_kind::recovery: {
            const bool only_one = administrators() == 1 && rights.administrators == 1;
            return rights.strong() || only_one ? core::ok() : core::Status(not_allowed("recovery"));
        }
        default:
            return rights.any() ? core::ok() : core::Status(not_allowed("no administrator signed"));
    }
}

core::Status RosterState::apply(const RosterBody& body) {
    switch (body.kind) {
        case roster_kind::genesis:
            return not_fitting("a second genesis");
        case roster_kind::device_add:
            return with_fact<DeviceAddFact>(body, [&](const auto& fact) { return add_device(fact); });
        case roster_kind::device_revoke:
            return with_fact<DeviceRevokeFact>(body, [&](const auto& fact) {
                return revoke_device(fact.device, {fact.seq, fact.chain, fact.why});
            });
        case roster_kind::account_put:
            return with_fact<AccountPutFact>(body, [&](const auto& fact) { return put_account(fact); });
        case roster_kind::account_disable:
            return with_fact<AccountDisableFact>(body, [&](const auto& fact) -> core::Status {
                const auto it = accounts.find(fact.account);
                if (it == accounts.end()) return not_fitting("unknown account");
                it->second.disabled = true;
                return core::ok();
            });
        case roster_kind::epoch:
            return with_fact<EpochFact>(body, [&](const auto& fact) { return begin_epoch(fact.epoch); });
        case roster_kind::transport:
            return with_fact<TransportFact>(
                body, [&](const auto& fact) { return begin_transport(fact.transport); });
        case roster_kind::retention:
            return with_fact<RetentionFact>(body, [&](const auto& fact) {
                retention_days = fact.days;
                return core::ok();
            });
        case roster_kind::recovery:
            return with_fact<RecoveryFact>(body, [&](const auto& fact) { return renew_recovery(fact); });
        case roster_kind::grant:
            return with_fact<GrantFact>(body, [&](const auto& fact) { return give(fact); });
        default:
            return core::ok();
    }
}

void RosterState::apply(const Withdrawals& withdrawals) {
    for (const auto& [device, cut] : withdrawals.revoked) {
        if (members.contains(device)) (void)revoke_device(device, cut);
    }
    for (const auto& id : withdrawals.disabled) {
        const auto it = accounts.find(id);
        if (it != accounts.end()) it->second.disabled = true;
    }
    for (const auto& id : withdrawals.demoted) {
        const auto it = accounts.find(id);
        if (it != accounts.end() && it->second.record.role == AccountRole::administrator)
            it->second.record.role = AccountRole::clerk;
    }
}

core::Result<Withdrawals> RosterState::withdrawals_of(const RosterBody& body) const {
    Withdrawals out;
    if (body.kind == roster_kind::device_revoke) {
        auto fact = fact_from<DeviceRevokeFact>(body.fields);
        if (!fact) return fact.error();
        out.add(fact->device, {fact->seq, fact->chain, fact->why});
    } else if (body.kind == roster_kind::account_disable) {
        auto fact = fact_from<AccountDisableFact>(body.fields);
        if (!fact) return fact.error();
        out.disabled.insert(fact->account);
    } else if (body.kind == roster_kind::account_put) {
        auto fact = fact_from<AccountPutFact>(body.fields);
        if (!fact) return fact.error();
        const auto it = accounts.find(fact->account.id);
        if (it != accounts.end() && it->second.may_administrate() &&
            fact->account.role != AccountRole::administrator)
            out.demoted.insert(fact->account.id);
    }
    return out;
}

const Account* RosterState::account_named(std::string_view account_name) const {
    const auto it = std::find_if(accounts.begin(), accounts.end(), [&](const auto& entry) {
        return entry.second.in_force() && entry.second.record.name == account_name;
    });
    return it == accounts.end() ? nullptr : &it->second;
}

std::size_t RosterState::administrators() const {
    return static_cast<std::size_t>(std::count_if(
        accounts.begin(), accounts.end(), [](const auto& entry) { return entry.second.may_administrate(); }));
}

core::Status RosterState::add_device(const DeviceAddFact& fact) {
    const auto& device = fact.device;
    if (members.size() >= roster_devices_max) return not_fitting("too many devices");
    const bool known = std::any_of(members.begin(), members.end(), [&](const auto& entry) {
        const auto& other = entry.second.device;
        return other.id == device.id || other.sign_key == device.sign_key || other.box_key == device.box_key;
    });
    if (known) return not_fitting("a device is added once");
    if (device.role == DeviceRole::backup && !fact.grants.empty())
        return not_fitting("a backup node gets no epoch key");
    Member member{device, {}, std::nullopt, fact.replaces, fact.transport};
    if (device.role == DeviceRole::desk) member.letter = free_letter(device.letter);
    members.emplace(device.id, std::move(member));
    return core::ok();
}

core::Status RosterState::revoke_device(const core::DeviceId& device, const DeviceCut& cut) {
    const auto it = members.find(device);
    if (it == members.end()) return not_fitting("unknown device");
    if (it->second.in_force()) {
        epoch_due = epoch_due || it->second.device.role == DeviceRole::desk;
        transport_due = true;
    }
    if (it->second.in_force() || cut.seq < it->second.cut->seq) it->second.cut = cut;
    return core::ok();
}

core::Status RosterState::put_account(const AccountPutFact& fact) {
    const Account* named = account_named(fact.account.name);
    if (named != nullptr && named->record.id != fact.account.id) return not_fitting("name taken");
    Account account{fact.account, false, fact.blob, {}};
    const auto it = accounts.find(fact.account.id);
    const bool same_keys = it != accounts.end() && it->second.record.sign_key == fact.account.sign_key &&
                           it->second.record.box_key == fact.account.box_key;
    if (!account.first_blob && same_keys) account.first_blob = it->second.first_blob;
    account.blob = account.first_blob;
    accounts.insert_or_assign(fact.account.id, std::move(account));
    return core::ok();
}

core::Status RosterState::desks_only(const std::vector<DeviceBox>& grants) const {
    for (const auto& grant : grants) {
        const auto it = members.find(grant.device);
        if (it == members.end() || !it->second.in_force() || it->second.device.role != DeviceRole::desk)
            return not_fitting("an epoch key goes to desks in force only");
    }
    return core::ok();
}

core::Status RosterState::begin_epoch(const EpochRecord& record) {
    if (record.number != epoch.number + 1) return not_fitting("epoch number");
    if (auto status = desks_only(record.grants); !status) return status;
    epoch = record;
    epoch_due = false;
    return core::ok();
}

core::Status RosterState::begin_transport(const TransportRecord& record) {
    if (record.number != transport.number + 1) return not_fitting("transport number");
    for (const auto& box : record.boxes) {
        const auto it = members.find(box.device);
        if (it == members.end() || !it->second.in_force())
            return not_fitting("transport secret to a stranger");
    }
    transport = record;
    transport_due = false;
    return core::ok();
}

core::Status RosterState::renew_recovery(const RecoveryFact& fact) {
    recovery_box_key = fact.box_key;
    recovery_sign_key = fact.sign_key;
    return core::ok();
}

core::Status RosterState::give(const GrantFact& fact) {
    const auto it = members.find(fact.device);
    if (it == members.end() || !it->second.in_force()) return not_fitting("unknown device");
    if (it->second.device.role != DeviceRole::desk && !fact.grants.empty())
        return not_fitting("a backup node gets no epoch key");
    if (fact.transport) it->second.transport = fact.transport;
    return core::ok();
}

std::string RosterState::free_letter(const std::string& wanted) const {
    const auto taken = [&](const std::string& letter) {
        return std::any_of(members.begin(), members.end(),
                           [&](const auto& entry) { return entry.second.letter == letter; });
    };
    if (is_letter(wanted) && !taken(wanted)) return wanted;
    for (char c = 'A'; c <= 'Z'; ++c) {
        if (!taken(std::string(1, c))) return std::string(1, c);
    }
    for (char first = 'A'; first <= 'Z'; ++first) {
        for (char second = 'A'; second <= 'Z'; ++second) {
            if (const std::string letter{first, second}; !taken(letter)) return letter;
        }
    }
    return "ZZ";
}

}  // namespace storage
