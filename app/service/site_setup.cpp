#include "app/service/site_setup.h"

#include <sys/stat.h>

#include <filesystem>

#include "app/node/erasure_work.h"
#include "app/node/network_settings.h"
#include "app/node/roster_file.h"
#include "storage/env/system_environment.h"
#include "storage/keys/key_file.h"
#include "storage/keys/site_keys.h"
#include "sync/net/net_node.h"

namespace app {

namespace {

constexpr std::int64_t join_timeout_ms = 60'000;

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
    if (auto kept = keep_listen(node, listen); !kept) return kept;
    return keep_peers(node, peer.empty() ? std::vector<std::string>{} : std::vector{peer});
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

core::Status init_site(const SitePlan& plan, const core::Clock& clock, core::Random& random,
                       const std::function<core::Status(const storage::RecoverySheet&)>& keep_sheet) {
    FolderGuard folder(plan.device.folder);
    if (auto free = folder.check(); !free) return free;
    const auto keys = storage::DeviceKey::fresh(random);
    const auto sheet = storage::RecoverySheet::fresh(random);
    storage::SitePlan founding;
    founding.name = plan.site_name;
    founding.practice = plan.practice;
    founding.retention_days = plan.retention_days;
    founding.device_name = plan.device.name;
    founding.device_letter = plan.device.letter;
    founding.administrator.name = plan.administrator.name;
    founding.administrator.shown = plan.administrator.shown;
    founding.params = password_cost(plan.practice);
    auto founded =
        storage::found_site(founding, keys, sheet, plan.administrator.password.view(), clock.now(), random);
    if (!founded) return founded.error();
    auto roster = storage::Roster::fold(std::vector{founded->genesis});
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
    // Signed acts travel beside the roster; they come again with the first link.
    std::erase_if(joined->roster, [](const core::Bytes& item) { return ErasureWork::is_item(item); });
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
    const auto keys = storage::DeviceKey::fresh(random);
    auto returned = storage::return_with_sheet(*roster, sheet, keys, device.name, device.letter, clock.now());
    if (!returned) return returned.error();
    if (auto done = roster->admit(returned->admission); !done) return done.error();
    const auto* epoch = returned->epochs.current(*roster);
    if (epoch == nullptr) return core::denied("key.no_epoch");
    storage::NewAccount account{
        administrator.name, administrator.shown, storage::AccountRole::administrator, {}, 0, 0};
    auto made_account = storage::make_account(roster->site(), *epoch, account, administrator.password.view(),
                                              password_cost(roster->practice()), random);
    if (!made_account) return made_account.error();
    const auto sign = sheet.sign();
    const auto put = storage::sign_entry(
        roster->draft(storage::roster_kind::account_put, clock.now(), storage::to_fields(made_account->fact)),
        {{{std::nullopt}, &sign}});
    if (auto done = roster->admit(put); !done) return done.error();
    if (auto made = make_desk(device, keys, *roster, backup_address, random); !made) return made.error();
    folder.keep();
    return encode_roster({returned->admission, put});
}

core::Status refresh_slots(storage::KeySlots& slots, const storage::Secret& store_key,
                           const storage::Roster& roster, const storage::DeviceKey& device) {
    const auto epochs = storage::EpochKeys::open(roster, device.id, device.box);
    return storage::slots_follow(slots, store_key, roster, epochs);
}

}  // namespace app
