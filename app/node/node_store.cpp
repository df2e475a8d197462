#include "app/node/node_store.h"

#include <sys/stat.h>

#include <filesystem>

#include "app/node/closed_identity.h"
#include "app/node/store_rekey.h"
#include "storage/env/system_environment.h"
#include "storage/keys/key_file.h"
#include "storage/keys/key_slots.h"
#include "storage/sqlite/migrations.h"

namespace app {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t wal_pages_max = 2000;  // about 8 MB: then even a busy store is checkpointed
// The disk syncs one file after another: a save waits for a checkpoint's sync. So these are few meanwhile.
constexpr std::int64_t wal_pages_beside_a_clerk = 16000;  // about 64 MB
constexpr std::int64_t wal_pages_limit =
    32000;  // about 128 MB: no checkpoint beside keeps up with the writer

std::span<const storage::Migration> schema_of(NodeKind kind) {
    return kind == NodeKind::backup ? storage::node_schema() : storage::desk_schema();
}

// Nothing is taken ahead where there is little left.
std::int64_t wal_ahead_in(const std::string& folder) {
    constexpr std::uintmax_t plenty = 512u << 20;
    std::error_code failed;
    const auto space = fs::space(folder, failed);
    return !failed && space.available > plenty ? 1 << 20 : 0;
}

core::Result<storage::Database> open_file(const std::string& folder, const storage::Secret& store_key,
                                          NodeKind kind, bool create,
                                          storage::Durability durability = storage::Durability::full) {
    storage::DatabaseOptions options;
    options.create = create;
    options.durability = durability;
    options.wal_ahead = wal_ahead_in(folder);
    auto database = storage::Database::open(store_file(folder), store_key.view(), options);
    if (!database) return database.error();
    const auto copy_first = [&]() -> core::Status {
        return database->copy_to(store_file(folder) + ".before", store_key.view(), database->label().epoch);
    };
    if (auto run = storage::migrate(*database, schema_of(kind), copy_first); !run) return run.error();
    return database;
}

core::Status keep_all(storage::Database& database, const storage::DeviceKey& device,
                      const storage::Roster& roster) {
    storage::WriteGate gate(database.writer());
    auto block = gate.begin();
    if (!block) return block.error();
    storage::SecretTable secrets(database.writer());
    storage::RosterTable entries(database.writer());
    for (const auto& entry : roster.entries()) {
        if (auto kept = entries.add(storage::entry_digest(entry.body), storage::encode_entry(entry)); !kept)
            return kept;
    }
    if (auto kept = secrets.set(device_key_name, device.bytes().view()); !kept) return kept;
    return block->commit();
}

}  // namespace

std::string store_file(const std::string& folder) { return folder + "/store.db"; }
std::string slots_file(const std::string& folder) { return folder + "/slots"; }
std::string key_file(const std::string& folder) { return folder + "/key"; }
std::string used_key_file(const std::string& folder) {
    const std::string credential = storage::credential_path();
    return credential.empty() ? key_file(folder) : credential;
}

core::Result<storage::Secret> key_from_file(const std::string& folder) {
    auto file_key = storage::read_key_file(used_key_file(folder));
    if (!file_key) return file_key.error();
    if (auto settled = settle_rekey(folder); !settled) return settled.error();
    static storage::SystemFileSystem files;
    auto slots = storage::KeySlots::load(files, slots_file(folder));
    if (!slots) return slots.error();
    return slots->open_with_key_file(*file_key);
}

core::Result<std::unique_ptr<NodeStore>> NodeStore::create(const std::string& folder,
                                                           const storage::Secret& store_key, NodeKind kind,
                                                           const storage::DeviceKey& device,
                                                           const storage::Roster& roster,
                                                           core::Random& random) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) return core::Error{core::ErrorCode::io, "disk.no_folder", failed.message()};
    chmod(folder.c_str(), 0700);
    if (fs::exists(store_file(folder), failed)) return core::Error{core::ErrorCode::conflict, "store.exists"};
    {
        auto database = open_file(folder, store_key, kind, true);
        if (!database) return database.error();
        if (auto kept = keep_all(*database, device, roster); !kept) return kept.error();
        if (auto closed = database->close(); !closed) return closed.error();
    }
    return open(folder, store_key, kind, random);
}

core::Result<std::unique_ptr<NodeStore>> NodeStore::open(const std::string& folder,
                                                         const storage::Secret& store_key, NodeKind kind,
                                                         core::Random& random,
                                                         storage::Durability durability) {
    auto lock = FolderLock::take(folder, FolderLock::Use::open);
    if (!lock) return lock.error();
    auto database = open_file(folder, store_key, kind, false, durability);
    if (!database) return database.error();
    auto key_bytes = storage::SecretTable(database->writer()).find(device_key_name);
    if (!key_bytes) return key_bytes.error();
    if (!*key_bytes) return core::corrupt("store.unfinished");
    auto device = storage::DeviceKey::from_bytes((*key_bytes)->view());
    if (!device) return device.error();
    std::unique_ptr<NodeStore> store(
        new NodeStore(std::move(*lock), std::move(*database), std::move(*device)));
    if (auto loaded = store->load(random); !loaded) return loaded.error();
    return store;
}

core::Status NodeStore::load(core::Random& random) {
    auto rows = roster_table().entries();
    if (!rows) return rows.error();
    std::vector<storage::RosterEntry> entries;
    for (const auto& row : *rows) {
        auto entry = storage::decode_entry(row);
        if (!entry) return entry.error();
        entries.push_back(std::move(*entry));
    }
    auto roster = storage::Roster::fold(entries);
    if (!roster) return roster.error();
    roster_ = std::make_unique<storage::Roster>(std::move(*roster));
    publish_roster();
    gate_ = std::make_unique<storage::WriteGate>(database_.writer());
    ClosedIdentity identity(database_.writer());
    auto closed = identity.id();
    if (!closed) return closed.error();
    closed_ = *closed;
    auto closed_key = identity.key();
    if (!closed_key) return closed_key.error();
    closed_key_ = std::move(*closed_key);
    auto log = storage::BatchLog::open(*gate_, roster_->site(), author().id);
    if (!log) return log.error();
    log_ = std::move(*log);
    end_logs();
    run_ = core::fresh_id<core::RunId>(random);
    log_->start_run(run_);
    return core::ok();
}

core::Status NodeStore::close_identity() {
    if (auto kept = ClosedIdentity(database_.writer()).close(device_.id); !kept) return kept;
    closed_ = device_.id;
    return core::ok();
}

core::Status NodeStore::take_new_identity(core::Random& random) {
    if (auto settled = ClosedIdentity(database_.writer()).settle(); !settled) return settled;
    given_up_key_ = std::exchange(closed_key_, std::nullopt);
    closed_.reset();
    run_ = core::fresh_id<core::RunId>(random);
    log_->become(device_.id, run_);
    return core::ok();
}

void NodeStore::keep_old_identity() {
    if (!given_up_key_) return;
    closed_key_ = std::exchange(given_up_key_, std::nullopt);
    closed_ = closed_key_->id;
    log_->become(closed_key_->id, run_);
}

// Where readers keep it from finishing, the next pause does.
void NodeStore::rest(bool somebody_waits) {
    if (database_.wal_pages() > wal_pages_limit) {
        (void)database_.checkpoint(storage::Checkpoint::passive);
    } else if (database_.wal_pages() > (somebody_waits ? wal_pages_beside_a_clerk : wal_pages_max)) {
        checkpoint_.run();
    }
}

void NodeStore::publish_roster() {
    auto copy = std::make_shared<const storage::Roster>(*roster_);
    const std::lock_guard lock(copy_mutex_);
    roster_copy_ = std::move(copy);
}

std::shared_ptr<const storage::Roster> NodeStore::roster_copy() const {
    const std::lock_guard lock(copy_mutex_);
    return roster_copy_;
}

// Batches of others may rest on what a revoked device wrote beyond its end.
void NodeStore::end_logs() {
    for (const auto& [id, member] : roster_->members())
        if (member.cut) log_->end_log(id, member.cut->seq);
}

core::Result<std::size_t> NodeStore::admit(const std::vector<storage::RosterEntry>& entries) {
    storage::Roster next = *roster_;
    std::vector<const storage::RosterEntry*> fresh;
    for (const auto& entry : entries) {
        if (next.has(storage::entry_digest(entry.body))) continue;
        if (auto taken = next.admit(entry); !taken) return taken.error();
        fresh.push_back(&entry);
    }
    if (fresh.empty()) return std::size_t{0};
    auto block = gate_->begin();
    if (!block) return block.error();
    storage::RosterTable table(database_.writer());
    for (const auto* entry : fresh) {
        if (auto kept = table.add(storage::entry_digest(entry->body), storage::encode_entry(*entry)); !kept)
            return kept.error();
    }
    if (auto done = block->commit(); !done) return done.error();
    *roster_ = std::move(next);
    publish_roster();
    end_logs();
    return fresh.size();
}

}  // namespace app
