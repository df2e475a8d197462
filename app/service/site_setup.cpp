#include "app/service/site_setup.h"

#include <sys/stat.h>

#include <filesystem>

#include "app/node/node_host.h"
#include "storage/env/system_environment.h"
#include "storage/keys/epoch_keys.h"
#include "storage/keys/key_file.h"
#include "storage/keys/transport_secret.h"
#include "sync/net/net_node.h"

namespace app {

namespace {

using storage::roster_kind::account_put;
using storage::roster_kind::device_add;
using storage::roster_kind::genesis;

constexpr std::int64_t join_timeout_ms = 60'000;

storage::DeviceRecord record_of(const FirstDevice& device, const storage::DeviceKey& keys,
                                storage::DeviceRole role) {
    return {keys.id, role, keys.sign.public_key, keys.box.public_key, device.name, device.letter};
}

storage::AccountRecord administrator_record(const FirstAccount& account, const core::AccountId& id,
                                            const storage::AccountSecret& keys) {
    storage::AccountRecord record;
    record.id = id;
    record.name = account.name;
    record.shown = account.shown;
    record.role = storage::AccountRole::administrator;
    record.box_key = keys.box.public_key;
    record.sign_key = keys.sign.public_key;
    return record;
}

std::string key_file(const std::string& folder) { return folder + "/key"; }

// Takes back what a failed creation left, but never a folder that held something before.
class FolderGuard {
  public:
    explicit FolderGuard(const std::string& folder) : folder_(folder) {
        std::error_code failed;
        fresh_ = !std::filesystem::exists(folder, failed) || std::filesystem::is_empty(folder, failed);
    }
    ~FolderGuard() {
        std::error_code ignored;
        if (fresh_ && !kept_) std::filesystem::remove_all(folder_, ignored);
    }
    core::Status check() const {
        if (!fresh_) return core::Error{core::ErrorCode::conflict, "store.exists"};
        std::error_code failed;
        std::filesystem::create_directories(folder_, failed);
        if (failed) return core::Error{core::ErrorCode::io, "disk.no_folder", failed.message()};
        chmod(folder_.c_str(), 0700);
        return core::ok();
    }
    void keep() { kept_ = true; }

  private:
    std::string folder_;
    bool fresh_{false};
    bool kept_{false};
};

core::Status keep_network(NodeStore& node, const std::string& listen, const std::string& peer) {
    auto settings = node.settings();
    if (auto kept = settings.set_text(net_setting::listen, listen); !kept) return kept;
    return settings.set_text(net_setting::peers, peer);
}

// Store, network settings and slots of a desk, in this order; the slots last, since they make the store
// openable.
core::Status make_desk(const FirstDevice& device, const storage::DeviceKey& keys,
                       const storage::Roster& roster, const std::string& peer, core::Random& random) {
    const storage::Secret store_key = storage::Secret::random(storage::key_size, random);
    auto node = NodeStore::create(device.folder, store_key, NodeKind::desk, keys, roster, random);
    if (!node) return node.error();
    if (auto kept = keep_network(**node, device.listen, peer); !kept) return kept;
    static storage::SystemFileSystem files;
    auto slots =
        storage::KeySlots::create(files, slots_file(device.folder), core::fresh_id<storage::StoreId>(random),
                                  store_key, roster.recovery_box_key(), random);
    if (!slots) return slots.error();
    return refresh_slots(*slots, store_key, roster, keys);
}

core::Status make_backup(const FirstDevice& device, const storage::DeviceKey& keys,
                         const storage::Roster& roster, const std::string& peer, core::Random& random) {
    const storage::Secret store_key = storage::Secret::random(storage::key_size, random);
    auto node = NodeStore::create(device.folder, store_key, NodeKind::backup, keys, roster, random);
    if (!node) return node.error();
    if (auto kept = keep_network(**node, device.listen, peer); !kept) return kept;
    if (auto made = storage::make_key_file(key_file(device.folder), random); !made) return made;
    auto file_key = storage::read_key_file(key_file(device.folder));
    if (!file_key) return file_key.error();
    static storage::SystemFileSystem files;
    auto slots =
        storage::KeySlots::create(files, slots_file(device.folder), core::fresh_id<storage::StoreId>(random),
                                  store_key, roster.recovery_box_key(), random);
    if (!slots) return slots.error();
    return slots->set_key_file(store_key, *file_key, random);
}

core::Result<peers::PeerAddress> inviter_address(const std::string& text) {
    const auto colon = text.rfind(':');
    const unsigned long port =
        colon == std::string::npos ? 0 : std::strtoul(text.c_str() + colon + 1, nullptr, 10);
    if (port == 0 || port > 65535) return core::invalid("net.address");
    return peers::PeerAddress{text.substr(0, colon), static_cast<std::uint16_t>(port), std::nullopt};
}

}  // namespace

storage::Argon2Params password_cost(bool practice) {
    return practice ? storage::Argon2Params{1, 8 * 1024} : storage::Argon2Params{};
}

core::Bytes encode_roster(const std::vector<storage::RosterEntry>& entries) {
    core::Writer out;
    out.varint(entries.size());
    for (const auto& entry : entries) out.blob(storage::encode_entry(entry));
    return out.take();
}

core::Result<std::vector<storage::RosterEntry>> decode_roster(core::ByteView bytes) {
    core::Reader in(bytes);
    std::vector<storage::RosterEntry> entries;
    const std::uint64_t count = in.varint();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        auto entry = storage::decode_entry(in.blob(storage::roster_entry_size_max));
        if (!entry) return entry.error();
        entries.push_back(std::move(*entry));
    }
    if (!in.done()) return core::corrupt("roster.malformed");
    return entries;
}

core::Status init_site(const SitePlan& plan, const core::Clock& clock, core::Random& random,
                       const std::function<core::Status(const storage::RecoverySheet&)>& keep_sheet) {
    FolderGuard folder(plan.device.folder);
    if (auto free = folder.check(); !free) return free;
    const auto site = core::fresh_id<core::SiteId>(random);
    const auto account = core::fresh_id<core::AccountId>(random);
    const auto keys = storage::DeviceKey::fresh(random);
    const auto sheet = storage::RecoverySheet::fresh(random);
    const auto secret = storage::AccountSecret::fresh(random);
    const auto epoch = storage::EpochKey::fresh(site, 1, random);
    const auto transport = storage::TransportSecret::fresh(1, random);
    auto inner = storage::make_account_blob(account, secret, plan.administrator.password.view(),
                                            password_cost(plan.practice), random);
    if (!inner) return inner.error();

    storage::GenesisFact fact;
    fact.name = plan.site_name;
    fact.practice = plan.practice;
    fact.recovery_box_key = sheet.box().public_key;
    const auto recovery_sign = sheet.sign();
    fact.recovery_sign_key = recovery_sign.public_key;
    fact.device = record_of(plan.device, keys, storage::DeviceRole::desk);
    fact.account = administrator_record(plan.administrator, account, secret);
    fact.retention_days = plan.retention_days;
    fact.epoch = storage::EpochKeys(site).record(epoch, {fact.device}, fact.recovery_box_key);
    fact.transport = storage::transport_record(site, transport, {fact.device}, fact.recovery_box_key);
    fact.blob = storage::seal_for_roster(site, epoch, account, 1, *inner, random);
    storage::RosterBody body{site, {}, clock.now(), genesis, {}, storage::to_fields(fact)};
    const auto entry =
        storage::sign_entry(std::move(body), {{{std::nullopt}, &recovery_sign}, {{account}, &secret.sign}});
    auto roster = storage::Roster::fold(std::vector{entry});
    if (!roster) return roster.error();
    if (auto made = make_desk(plan.device, keys, *roster, "", random); !made) return made;
    if (auto kept = keep_sheet(sheet); !kept) return kept;
    folder.keep();
    return core::ok();
}

core::Result<NodeKind> join_site(const FirstDevice& device, const std::string& inviter,
                                 const storage::Secret& code, core::Random& random) {
    FolderGuard folder(device.folder);
    if (auto free = folder.check(); !free) return free.error();
    const auto parsed = peers::OneTimeCode::parse(core::text(code.view()));
    if (!parsed) return core::invalid("enrolment.code");
    auto address = inviter_address(inviter);
    if (!address) return address.error();
    auto keys = storage::DeviceKey::fresh(random);
    auto joined =
        peers::join_over_tcp(*address, *parsed, keys.sign, keys.box, device.name, random, join_timeout_ms);
    if (!joined) return joined.error();
    core::Writer listed;
    listed.varint(joined->roster.size());
    for (const auto& entry : joined->roster) listed.blob(entry);
    auto entries = decode_roster(listed.bytes());
    if (!entries) return entries.error();
    auto roster = storage::Roster::fold(*entries);
    if (!roster) return roster.error();
    keys.id = joined->device;
    const auto* member = roster->member(keys.id);
    if (member == nullptr || member->device.sign_key != keys.sign.public_key)
        return core::denied("enrolment.not_listed");
    const bool backup = member->device.role == storage::DeviceRole::backup;
    const auto made = backup ? make_backup(device, keys, *roster, inviter, random)
                             : make_desk(device, keys, *roster, inviter, random);
    if (!made) return made.error();
    folder.keep();
    return backup ? NodeKind::backup : NodeKind::desk;
}

core::Result<core::Bytes> restore_site(const FirstDevice& device, const FirstAccount& administrator,
                                       core::ByteView exported_roster, const storage::RecoverySheet& sheet,
                                       const std::string& backup_address, const core::Clock& clock,
                                       core::Random& random) {
    FolderGuard folder(device.folder);
    if (auto free = folder.check(); !free) return free.error();
    auto entries = decode_roster(exported_roster);
    if (!entries) return entries.error();
    auto roster = storage::Roster::fold(*entries);
    if (!roster) return roster.error();
    const auto sign = sheet.sign();
    const auto box = sheet.box();
    if (sign.public_key != roster->recovery_sign_key()) return core::denied("recovery.other_site");
    auto epochs = storage::EpochKeys::open_with_recovery(*roster, box);
    auto transport = storage::open_transport_with_recovery(*roster, box);
    if (!transport) return transport.error();
    const auto* epoch = epochs.current(*roster);
    if (epoch == nullptr) return core::denied("key.no_epoch");

    const auto keys = storage::DeviceKey::fresh(random);
    std::vector<storage::RosterEntry> fresh;
    const auto issue = [&](std::uint32_t kind, storage::Fields fields) -> core::Status {
        fresh.push_back(storage::sign_entry(roster->draft(kind, clock.now(), std::move(fields)),
                                            {{{std::nullopt}, &sign}}));
        return roster->admit(fresh.back());
    };
    storage::DeviceAddFact add{
        record_of(device, keys, storage::DeviceRole::desk), epochs.grants(keys.box.public_key),
        storage::transport_grant(roster->site(), *transport, keys.box.public_key), std::nullopt};
    if (auto done = issue(device_add, storage::to_fields(add)); !done) return done.error();

    const auto account = core::fresh_id<core::AccountId>(random);
    const auto secret = storage::AccountSecret::fresh(random);
    auto inner = storage::make_account_blob(account, secret, administrator.password.view(),
                                            password_cost(roster->practice()), random);
    if (!inner) return inner.error();
    storage::AccountPutFact put{administrator_record(administrator, account, secret),
                                storage::seal_for_roster(roster->site(), *epoch, account, 1, *inner, random)};
    if (auto done = issue(account_put, storage::to_fields(put)); !done) return done.error();
    if (auto made = make_desk(device, keys, *roster, backup_address, random); !made) return made.error();
    folder.keep();
    return encode_roster(fresh);
}

core::Result<storage::Secret> key_from_file(const std::string& folder) {
    const std::string credential = storage::credential_path();
    auto file_key = storage::read_key_file(credential.empty() ? key_file(folder) : credential);
    if (!file_key) return file_key.error();
    static storage::SystemFileSystem files;
    auto slots = storage::KeySlots::load(files, slots_file(folder));
    if (!slots) return slots.error();
    return slots->open_with_key_file(*file_key);
}

core::Status refresh_slots(storage::KeySlots& slots, const storage::Secret& store_key,
                           const storage::Roster& roster, const storage::DeviceKey& device) {
    const auto epochs = storage::EpochKeys::open(roster, device.id, device.box);
    const auto held = slots.accounts();
    for (const auto& [id, account] : roster.accounts()) {
        const bool has = std::find(held.begin(), held.end(), id) != held.end();
        if (!account.in_force()) {
            if (has) (void)slots.remove_account(store_key, id);
            continue;
        }
        if (!account.blob) continue;
        auto inner = storage::open_from_roster(epochs, id, *account.blob);
        if (!inner) continue;  // under an epoch that was not granted yet: comes with the grant
        core::Status done = core::ok();
        if (!has) {
            done = slots.add_account(store_key, id, account.record.name, account.record.box_key, *inner);
        } else if (slots.account_blob(id) != *inner) {
            done = slots.replace_account_blob(store_key, id, *inner);
        }
        if (!done) return done;
    }
    return core::ok();
}

}  // namespace app
