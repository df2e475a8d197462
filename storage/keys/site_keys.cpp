#include "storage/keys/site_keys.h"

namespace storage {

DeviceRecord device_record(const DeviceKey& key, DeviceRole role, std::string name, std::string letter) {
    return {key.id, role, key.sign.public_key, key.box.public_key, std::move(name), std::move(letter)};
}

core::Result<MadeAccount> make_account(const core::SiteId& site, const EpochKey& epoch,
                                       const NewAccount& account, ByteView password,
                                       const Argon2Params& params, core::Random& random, Token* token) {
    MadeAccount made{{}, {}, AccountSecret::fresh(random)};
    auto& record = made.fact.account;
    record.id = core::fresh_id<core::AccountId>(random);
    record.name = account.name;
    record.shown = account.shown;
    record.role = account.role;
    record.box_key = made.secret.box.public_key;
    record.sign_key = made.secret.sign.public_key;
    record.rights = account.rights;
    record.valid_from_ms = account.valid_from_ms;
    record.valid_until_ms = account.valid_until_ms;
    auto inner = make_account_blob(record.id, made.secret, password, params, random, token);
    if (!inner) return inner.error();
    made.inner_blob = std::move(*inner);
    made.fact.blob = seal_for_roster(site, epoch, record.id, 1, made.inner_blob, random);
    return made;
}

core::Result<FoundedSite> found_site(const SitePlan& plan, const DeviceKey& device,
                                     const RecoverySheet& sheet, ByteView password, core::Instant now,
                                     core::Random& random) {
    const auto site = core::fresh_id<core::SiteId>(random);
    EpochKey epoch = EpochKey::fresh(site, 1, random);
    TransportSecret transport = TransportSecret::fresh(1, random);
    NewAccount first = plan.administrator;
    first.role = AccountRole::administrator;
    auto administrator = make_account(site, epoch, first, password, plan.params, random);
    if (!administrator) return administrator.error();

    const BoxKey recovery_box = sheet.box();
    const SigningKey recovery_sign = sheet.sign();
    GenesisFact fact;
    fact.name = plan.name;
    fact.practice = plan.practice;
    fact.recovery_box_key = recovery_box.public_key;
    fact.recovery_sign_key = recovery_sign.public_key;
    fact.device = device_record(device, DeviceRole::desk, plan.device_name, plan.device_letter);
    fact.account = administrator->fact.account;
    fact.blob = administrator->fact.blob;
    fact.retention_days = plan.retention_days;
    fact.epoch = EpochKeys(site).record(epoch, {fact.device}, recovery_box.public_key);
    fact.transport = transport_record(site, transport, {fact.device}, recovery_box.public_key);
    const RosterBody body{site, {}, now, roster_kind::genesis, {}, to_fields(fact)};
    RosterEntry genesis =
        sign_entry(body, {{{}, &recovery_sign}, {{fact.account.id}, &administrator->secret.sign}});
    return FoundedSite{site, std::move(genesis), std::move(*administrator), std::move(epoch),
                       std::move(transport)};
}

DeviceAddFact admit_device(const DeviceRecord& device, const EpochKeys& epochs, const core::SiteId& site,
                           const TransportSecret& transport) {
    DeviceAddFact fact;
    fact.device = device;
    if (device.role == DeviceRole::desk) fact.grants = epochs.grants(device.box_key);
    fact.transport = transport_grant(site, transport, device.box_key);
    return fact;
}

core::Result<NewPassword> change_password(const EpochKeys& epochs, const EpochKey& epoch,
                                          const core::AccountId& account, const AccountSecret& secret,
                                          std::uint64_t generation, ByteView password,
                                          const Argon2Params& params, core::Random& random, Token* token) {
    auto inner = make_account_blob(account, secret, password, params, random, token);
    if (!inner) return inner.error();
    AccountBlobFact fact{account,
                         seal_for_roster(epochs.site(), epoch, account, generation + 1, *inner, random)};
    return NewPassword{std::move(fact), std::move(*inner)};
}

core::Status slots_follow(KeySlots& slots, const Secret& store_key, const Roster& roster,
                          const EpochKeys& epochs) {
    std::vector<SlotAccount> wanted;
    for (const auto& [id, account] : roster.accounts()) {
        if (!account.in_force()) continue;
        SlotAccount slot{id, account.record.name, account.record.box_key, std::nullopt};
        if (account.blob) {
            if (auto inner = open_from_roster(epochs, id, *account.blob)) slot.blob = std::move(*inner);
        }
        wanted.push_back(std::move(slot));
    }
    return slots.keep_accounts(store_key, wanted);
}

RecoveryFact renew_recovery(const RecoverySheet& sheet, const EpochKeys& epochs,
                            const TransportSecret& transport) {
    const PublicKey box_key = sheet.box().public_key;
    return {box_key, sheet.sign().public_key, epochs.grants(box_key),
            transport_grant(epochs.site(), transport, box_key)};
}

core::Result<ReturnedSite> return_with_sheet(const Roster& roster, const RecoverySheet& sheet,
                                             const DeviceKey& device, const std::string& name,
                                             const std::string& letter, core::Instant now) {
    const BoxKey box = sheet.box();
    const SigningKey sign = sheet.sign();
    if (box.public_key != roster.recovery_box_key() || sign.public_key != roster.recovery_sign_key())
        return core::denied("recovery.wrong_sheet");
    EpochKeys epochs = EpochKeys::open_with_recovery(roster, box);
    if (epochs.current(roster) == nullptr) return core::corrupt("recovery.nothing_opens");
    auto transport = open_transport_with_recovery(roster, box);
    if (!transport) return transport.error();
    const auto fact = admit_device(device_record(device, DeviceRole::desk, name, letter), epochs,
                                   roster.site(), *transport);
    RosterEntry admission =
        sign_entry(roster.draft(roster_kind::device_add, now, to_fields(fact)), {{{}, &sign}});
    return ReturnedSite{std::move(epochs), std::move(*transport), std::move(admission)};
}

}  // namespace storage
