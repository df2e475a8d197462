// What every node of a site keeps, desk and backup node alike: the sealed store file, the log of all devices,
// the roster, and this device's own keys. Opens no case and knows no forms.
//
// Files of a store's folder (0700): store.db (+ -wal), slots and slots.copy (how its key is reached),
// control.sock; while it is sealed anew those of store_rekey.h.
//
// Used by the store thread, but for what is said to be safe elsewhere.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "app/node/errand.h"
#include "app/node/folder_lock.h"
#include "storage/keys/device_key.h"
#include "storage/log/batch_log.h"
#include "storage/log/node_state.h"
#include "storage/log/signed_act_table.h"
#include "storage/roster/roster.h"
#include "storage/sqlite/database.h"

namespace app {

std::string store_file(const std::string& folder);
std::string slots_file(const std::string& folder);
std::string key_file(const std::string& folder);       // of a headless node
std::string used_key_file(const std::string& folder);  // the same, or the systemd credential given instead

// The store key of a headless node, by its key file or systemd credential: "slot.absent", "key_file.*",
// "auth.wrong_key_file".
core::Result<storage::Secret> key_from_file(const std::string& folder);

enum class NodeKind : std::uint8_t { desk, backup };

class NodeStore {
  public:
    // A new store in an empty or missing folder ("store.exists" otherwise): creates the file under
    // `store_key` and keeps the device's key and the roster as handed over, all in one transaction.
    static core::Result<std::unique_ptr<NodeStore>> create(const std::string& folder,
                                                           const storage::Secret& store_key, NodeKind kind,
                                                           const storage::DeviceKey& device,
                                                           const storage::Roster& roster,
                                                           core::Random& random);
    // Reasons of Database::open and migrate; "store.unfinished" if a creation was cut off.
    static core::Result<std::unique_ptr<NodeStore>> open(
        const std::string& folder, const storage::Secret& store_key, NodeKind kind, core::Random& random,
        storage::Durability durability = storage::Durability::full);

    storage::Database& database() { return database_; }
    storage::WriteGate& gate() { return *gate_; }
    storage::BatchLog& log() { return *log_; }
    storage::SettingTable settings() { return storage::SettingTable(database_.writer()); }
    storage::SecretTable secrets() { return storage::SecretTable(database_.writer()); }
    storage::RosterTable roster_table() { return storage::RosterTable(database_.writer()); }
    storage::SignedActTable signed_acts() { return storage::SignedActTable(database_.writer()); }
    storage::PeerTable peer_table() { return storage::PeerTable(database_.writer()); }
    storage::Counters counters() { return storage::Counters(database_.writer()); }

    const storage::DeviceKey& device() const { return device_; }  // immutable: any thread
    // Whose batches this store writes: the device, but for a while after its identity was closed
    // (closed_identity.h).
    const storage::DeviceKey& author() const { return closed_key_ ? *closed_key_ : device_; }
    const std::optional<core::DeviceId>& closed_identity() const { return closed_; }
    core::Status close_identity();
    core::Status take_new_identity(core::Random& random);  // within a block; if that is undone:
    void keep_old_identity();
    const storage::Roster& roster() const { return *roster_; }
    std::shared_ptr<const storage::Roster> roster_copy() const;  // as of its last change; any thread
    const core::RunId& run() const { return run_; }              // of this opening

    // To be called between two steps of work: a WAL that has grown beyond what is good is moved into the file
    // by a thread beside; one that grows faster than that, at once. While somebody waits for saves it may
    // grow longer, since his sync waits for that thread's.
    void rest(bool somebody_waits);

    // Keeps entries that fit; returns how many were new. Durable on return; on failure nothing has changed.
    core::Result<std::size_t> admit(const std::vector<storage::RosterEntry>& entries);

  private:
    NodeStore(FolderLock lock, storage::Database database, storage::DeviceKey device)
        : lock_(std::move(lock)), database_(std::move(database)), device_(std::move(device)) {}
    core::Status load(core::Random& random);
    void end_logs();
    void publish_roster();

    FolderLock lock_;  // nobody exchanges the files while they are open
    storage::Database database_;
    std::unique_ptr<storage::WriteGate> gate_;
    storage::DeviceKey device_;
    std::unique_ptr<storage::Roster> roster_;
    mutable std::mutex copy_mutex_;
    std::shared_ptr<const storage::Roster> roster_copy_;
    std::unique_ptr<storage::BatchLog> log_;
    core::RunId run_;
    std::optional<core::DeviceId> closed_;
    std::optional<storage::DeviceKey> closed_key_, given_up_key_;
    Errand checkpoint_{[this] { (void)database_.checkpoint_beside(); }};  // ends before the database
};

}  // namespace app
