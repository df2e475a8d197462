#include "storage/sqlite/database.h"

#include <sodium.h>

#include <filesystem>
#include <mutex>

#include "storage/keys/primitives.h"
#include "storage/sqlite/connection_state.h"
#include "storage/sqlite/page_sweep.h"
#include "storage/sqlite/raw_file.h"
#include "storage/sqlite/sealed_vfs.h"
#include "storage/sqlite/settings.h"
#include "storage/sqlite/sqlite_error.h"

namespace storage {

namespace {

const Disk real_disk;

const Disk& disk_of(const Disk* disk) { return disk == nullptr ? real_disk : *disk; }

using StatePtr = std::unique_ptr<ConnectionState>;

core::Result<StatePtr> connect(const SealedVfs& vfs, int extra_flags) {
    auto state = std::make_unique<ConnectionState>();
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | extra_flags;
    const int code = sqlite3_open_v2(vfs.store().path.c_str(), &state->db, flags, vfs.name());
    if (code != SQLITE_OK) {
        auto error =
            store_error(state->db, state->db == nullptr ? code : sqlite3_extended_errcode(state->db));
        return error;
    }
    sqlite3_extended_result_codes(state->db, 1);
    return state;
}

std::string draft_of(const std::string& path) { return path + ".new"; }

core::Status remove_draft(const Disk& disk, const std::string& path) {
    for (const char* suffix : {"", "-wal"})
        if (auto status = remove_file(disk.vfs_name(), draft_of(path) + suffix); !status) return status;
    return core::ok();
}

// A fresh layer over `path`'s draft, and an empty connection through it.
struct Draft {
    std::unique_ptr<SealedVfs> vfs;
    StatePtr connection;
};

core::Result<Draft> make_draft(const Disk& disk, const std::string& path, const Secret& key,
                               std::uint32_t epoch) {
    if (auto status = remove_draft(disk, path); !status) return status.error();
    StoreLabel label;
    label.epoch = epoch;
    randombytes_buf(label.store_id.data(), label.store_id.size());
    auto vfs = SealedVfs::make(disk.vfs_name(), draft_of(path), key, label, true, 0);
    if (!vfs) return vfs.error();
    auto connection = connect(**vfs, SQLITE_OPEN_CREATE);
    if (!connection) return connection.error();
    if (auto status = shape_new_file(**connection); !status) return status.error();
    return Draft{std::move(*vfs), std::move(*connection)};
}

core::Status close_connection(ConnectionState& state) {
    const int code = state.close();
    return code == SQLITE_OK ? core::ok() : core::Status(store_error(state.db, code));
}

core::Status create(const Disk& disk, const std::string& path, const Secret& key, std::uint32_t epoch) {
    auto draft = make_draft(disk, path, key, epoch);
    if (!draft) return draft.error();
    sqlite3* db = draft->connection->db;
    // The switch to WAL writes page 1, the only one of an empty store.
    if (sqlite3_exec(db, "PRAGMA journal_mode=wal", nullptr, nullptr, nullptr) != SQLITE_OK)
        return store_error(db, sqlite3_extended_errcode(db));
    if (auto status = close_connection(*draft->connection); !status) return status;
    return disk.place_new(draft_of(path), path);
}

core::Result<core::Bytes> read_first(const Disk& disk, const std::string& path) {
    auto file = RawFile::open(disk.vfs_name(), path);
    if (!file) return file.error();
    core::Bytes first(label_size);
    auto whole = file->read(0, first.size(), first.data());
    if (!whole) return whole.error();
    if (!*whole) return core::corrupt("store.damaged", "the file is shorter than its label");
    return first;
}

core::Status backup(ConnectionState& from, ConnectionState& to) {
    sqlite3_backup* copy = sqlite3_backup_init(to.db, "main", from.db, "main");
    if (copy == nullptr) return store_error(to.db, sqlite3_extended_errcode(to.db));
    const int step_code = sqlite3_backup_step(copy, -1);
    const int end_code = sqlite3_backup_finish(copy);
    if (step_code == SQLITE_DONE && end_code == SQLITE_OK) return core::ok();
    return store_error(nullptr, end_code == SQLITE_OK ? step_code : end_code);
}

// Whether everything that lay in the WAL is in the file now.
core::Result<bool> move_frames(sqlite3* db, int mode) {
    int frames = 0, moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(db, "main", mode, &frames, &moved);
    if (code != SQLITE_OK) return store_error(db, sqlite3_extended_errcode(db));
    return frames == moved;
}

core::Result<Secret> checked_key(core::ByteView key) {
    if (key.size() != key_size) return core::invalid("store.wrong_key", "a store key has 32 bytes");
    return Secret::copy_of(key);
}

}  // namespace

struct Database::State {
    std::string path;
    DatabaseOptions options;
    std::unique_ptr<SealedVfs> vfs;
    std::unique_ptr<Connection> writer;  // after vfs: closed before it goes
    std::mutex checkpointing;
    std::unique_ptr<Connection> beside;  // of checkpoint_beside(), made at its first call

    const Disk& disk() const { return disk_of(options.disk); }
    core::Result<std::unique_ptr<Connection>> connection(bool writes);
};

core::Result<std::unique_ptr<Connection>> Database::State::connection(bool writes) {
    auto state = connect(*vfs, 0);
    if (!state) return state.error();
    if (sqlite3_db_readonly((*state)->db, "main") != 0)
        return core::Error{core::ErrorCode::io, "disk.read_only", "the store file cannot be written"};
    if (auto status = apply_settings(**state, options, writes); !status) return status.error();
    raise_guard(**state);
    return std::make_unique<Connection>(std::move(*state));
}

core::Result<StoreLabel> read_label(const std::string& path, const Disk* disk) {
    prepare_sqlite();
    auto first = read_first(disk_of(disk), path);
    if (!first) return first.error();
    return parse_label(*first);
}

core::Result<Database> Database::open(const std::string& given, core::ByteView key_bytes,
                                      const DatabaseOptions& options) {
    prepare_sqlite();
    auto key = checked_key(key_bytes);
    if (!key) return key.error();
    const Disk& disk = disk_of(options.disk);
    auto state = std::make_unique<State>();
    state->path = std::filesystem::absolute(given).lexically_normal().string();
    state->options = options;
    auto first = read_first(disk, state->path);
    if (!first && first.error().reason == "store.missing" && options.create) {
        if (auto status = create(disk, state->path, *key, options.epoch); !status) return status.error();
        first = read_first(disk, state->path);
    }
    if (!first) return first.error();
    auto label = parse_label(*first);
    if (!label) return label.error();
    if (!PageCipher(*key, *label).is_key_of(*first))
        return core::denied("store.wrong_key", "another key sealed it");
    auto vfs = SealedVfs::make(disk.vfs_name(), state->path, *key, *label,
                               options.durability == Durability::full, options.wal_ahead);
    if (!vfs) return vfs.error();
    state->vfs = std::move(*vfs);
    auto writer = state->connection(true);
    if (!writer) return writer.error();
    state->writer = std::move(*writer);
    if (auto status = check_length(disk.vfs_name(), *state->writer, state->vfs->store()); !status)
        return status.error();
    return Database(std::move(state));
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Connection& Database::writer() { return *state_->writer; }
core::Result<std::unique_ptr<Connection>> Database::reader() { return state_->connection(false); }
StoreLabel Database::label() const { return state_->vfs->store().pages.label(); }
const std::string& Database::path() const { return state_->path; }
std::int64_t Database::wal_pages() const { return state_->writer->state_->wal_frames; }

core::Status Database::checkpoint(Checkpoint mode) {
    constexpr int modes[] = {SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_FULL, SQLITE_CHECKPOINT_TRUNCATE};
    const std::lock_guard alone(state_->checkpointing);
    auto& connection = *state_->writer->state_;
    auto whole = move_frames(connection.db, modes[static_cast<int>(mode)]);
    if (!whole) return whole.error();
    if (*whole) connection.wal_frames = 0;
    return core::ok();
}

core::Status Database::checkpoint_beside() {
    const std::lock_guard alone(state_->checkpointing);
    if (state_->beside == nullptr) {
        auto connection = state_->connection(false);
        if (!connection) return connection.error();
        state_->beside = std::move(*connection);
    }
    auto whole = move_frames(state_->beside->state_->db, SQLITE_CHECKPOINT_PASSIVE);
    if (!whole) return whole.error();
    // Behind a commit that came just now this is too small, until the next commit tells the length anew.
    if (*whole) state_->writer->state_->wal_frames = 0;
    return core::ok();
}

core::Result<std::int64_t> Database::vacuum_slice(std::int64_t pages) {
    Connection& connection = *state_->writer;
    auto before = connection.number("PRAGMA freelist_count");
    if (!before) return before.error();
    {
        Unguarded ours(*connection.state_);
        const std::string pragma =
            "PRAGMA incremental_vacuum(" + std::to_string(std::max<std::int64_t>(pages, 1)) + ")";
        if (auto status = connection.script(pragma); !status) return status.error();
    }
    auto after = connection.number("PRAGMA freelist_count");
    if (!after) return after.error();
    return before->value_or(0) - after->value_or(0);
}

core::Status Database::check() {
    if (auto status = checkpoint(Checkpoint::full); !status) return status;
    auto swept = check_pages(1, all_pages);
    return swept ? check_structure(*state_->writer) : core::Status(swept.error());
}

core::Result<std::int64_t> Database::check_pages(std::int64_t first, std::int64_t pages) {
    return sweep_pages(state_->disk().vfs_name(), state_->vfs->store(), first, pages);
}

core::Status Database::copy_to(const std::string& target, core::ByteView key_bytes, std::uint32_t epoch) {
    auto key = checked_key(key_bytes);
    if (!key) return key.error();
    const std::string path = std::filesystem::absolute(target).lexically_normal().string();
    if (path == state_->path) return core::invalid("store.copy_onto_itself");
    auto draft = make_draft(state_->disk(), path, *key, epoch);
    if (!draft) return draft.error();
    if (auto status = backup(*state_->writer->state_, *draft->connection); !status) return status;
    if (auto status = close_connection(*draft->connection); !status) return status;
    auto swept = sweep_pages(state_->disk().vfs_name(), draft->vfs->store(), 1, all_pages);
    if (!swept) return swept.error();
    auto reopened = connect(*draft->vfs, 0);
    if (!reopened) return reopened.error();
    {
        Connection copy(std::move(*reopened));
        if (auto status = check_structure(copy); !status) return status;
    }
    return state_->disk().replace(draft_of(path), path);
}

core::Status Database::close() {
    state_->beside.reset();
    auto status = checkpoint(Checkpoint::full);
    auto closed = close_connection(*state_->writer->state_);
    return status ? closed : status;
}

}  // namespace storage
