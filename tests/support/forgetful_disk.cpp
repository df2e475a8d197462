#include "tests/support/forgetful_disk.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <utility>

#include "storage/sqlite/settings.h"

namespace support {

namespace {

constexpr std::size_t sector_size = 512;
using Sector = std::array<std::uint8_t, sector_size>;

enum class Mood : std::uint8_t { nothing, all, coin, mostly_old, mostly_new };

// Which of `states` (0: as last synced) survives.
std::size_t pick(std::size_t states, Mood mood, std::mt19937_64& chance) {
    switch (mood) {
        case Mood::nothing:
            return 0;
        case Mood::all:
            return states - 1;
        case Mood::mostly_old:
            if (chance() % 10 != 0) return 0;
            break;
        case Mood::mostly_new:
            if (chance() % 10 != 0) return states - 1;
            break;
        case Mood::coin:
            break;
    }
    return chance() % states;
}

}  // namespace

struct ForgetfulDisk::File {
    // One state a sector went through. Truncations are numbered: they reach the platter in order, each whole.
    struct State {
        int truncations;  // before it, since the last sync
        bool by_truncation;
        Sector bytes;
    };
    struct Length {
        int truncations;
        std::size_t bytes;
    };
    core::Bytes now;
    std::map<std::size_t, std::vector<State>> states;  // since the last sync, the synced one first
    std::vector<Length> lengths{{0, 0}};
    int truncations{0};
    std::vector<std::unique_ptr<std::uint8_t[]>> shared;  // wal-index regions
    int sharers{0};

    Sector sector(std::size_t index) const {
        Sector out{};
        const std::size_t from = index * sector_size;
        if (from < now.size())
            std::copy_n(now.begin() + from, std::min(sector_size, now.size() - from), out.begin());
        return out;
    }
    template <class Change>
    void change(std::size_t from, std::size_t to, bool by_truncation, Change&& apply) {
        for (std::size_t i = from / sector_size; i * sector_size < to; ++i)
            if (auto& kept = states[i]; kept.empty()) kept.push_back({0, false, sector(i)});
        apply();
        if (by_truncation) ++truncations;
        for (std::size_t i = from / sector_size; i * sector_size < to; ++i)
            states[i].push_back({truncations, by_truncation, sector(i)});
        lengths.push_back({truncations, now.size()});
    }
    void write(const std::uint8_t* bytes, std::size_t count, std::size_t offset) {
        change(offset, offset + count, false, [&] {
            if (now.size() < offset + count) now.resize(offset + count);
            std::copy_n(bytes, count, now.begin() + offset);
        });
    }
    void truncate(std::size_t size) {
        change(size, std::max(size, now.size()), true, [&] { now.resize(size); });
    }
    void sync() {
        states.clear();
        truncations = 0;
        lengths = {{0, now.size()}};
    }
    // The states of one sector that agree with the first `done` truncations having reached the platter, no
    // more.
    static std::vector<const Sector*> possible(const std::vector<State>& kept, int done) {
        std::vector<const Sector*> out;
        for (const auto& state : kept) {
            if (state.by_truncation && state.truncations > done) break;
            if (state.by_truncation) out.clear();
            out.push_back(&state.bytes);
        }
        return out;
    }
    void forget(Mood mood, std::mt19937_64& chance) {
        const int done = static_cast<int>(pick(static_cast<std::size_t>(truncations) + 1, mood, chance));
        std::vector<std::size_t> sizes;
        for (const auto& length : lengths)
            if (length.truncations == done) sizes.push_back(length.bytes);
        const std::size_t size = sizes[pick(sizes.size(), mood, chance)];
        now.resize(std::max(now.size(), (size + sector_size - 1) / sector_size * sector_size));
        for (const auto& [index, kept] : states) {
            const std::size_t from = index * sector_size;
            if (from >= now.size()) continue;
            const auto survivors = possible(kept, done);
            const Sector& survivor = *survivors[pick(survivors.size(), mood, chance)];
            std::copy_n(survivor.begin(), std::min(sector_size, now.size() - from), now.begin() + from);
        }
        now.resize(size);
        sync();
    }
};

struct ForgetfulDisk::Handle {
    sqlite3_file face;
    ForgetfulDisk* disk;
    std::shared_ptr<File>* file;
    bool shares;
};

struct DiskCalls {
    using Disk = ForgetfulDisk;
    static Disk::Handle& of(sqlite3_file* face) { return *reinterpret_cast<Disk::Handle*>(face); }
    static Disk& of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }
    static Disk::File& file(sqlite3_file* face) { return **of(face).file; }

    static int close(sqlite3_file* face) {
        delete of(face).file;
        face->pMethods = nullptr;
        return SQLITE_OK;
    }
    static int read(sqlite3_file* face, void* out, int count, sqlite3_int64 offset) {
        if (const int code = of(face).disk->enter(false)) return code;
        const auto& bytes = file(face).now;
        std::memset(out, 0, count);
        if (static_cast<std::size_t>(offset) >= bytes.size()) return SQLITE_IOERR_SHORT_READ;
        const std::size_t there = std::min<std::size_t>(count, bytes.size() - offset);
        std::memcpy(out, bytes.data() + offset, there);
        return there == static_cast<std::size_t>(count) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    }
    static int write(sqlite3_file* face, const void* bytes, int count, sqlite3_int64 offset) {
        auto& disk = *of(face).disk;
        const int code = disk.enter(true);
        if (code != SQLITE_OK && !disk.short_now_ && !disk.begins_) return code;
        const sqlite3_int64 half = (offset + count / 2) / sector_size * sector_size;  // no part of a sector
        const int written =
            disk.short_now_ ? static_cast<int>(std::max<sqlite3_int64>(half - offset, 0)) : count;
        file(face).write(static_cast<const std::uint8_t*>(bytes), written, offset);
        return code;
    }
    static int truncate(sqlite3_file* face, sqlite3_int64 size) {
        auto& disk = *of(face).disk;
        const int code = disk.enter(true);
        if (code != SQLITE_OK && !disk.begins_) return code;
        file(face).truncate(size);
        return code;
    }
    static int sync(sqlite3_file* face, int) {
        auto& disk = *of(face).disk;
        if (const int code = disk.enter(true)) return code;
        file(face).sync();
        disk.sync_names();
        return SQLITE_OK;
    }
    static int size(sqlite3_file* face, sqlite3_int64* out) {
        if (const int code = of(face).disk->enter(false)) return code;
        *out = static_cast<sqlite3_int64>(file(face).now.size());
        return SQLITE_OK;
    }
    static int lock(sqlite3_file*, int) { return SQLITE_OK; }
    static int reserved(sqlite3_file*, int* held) {
        *held = 0;
        return SQLITE_OK;
    }
    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int sector(sqlite3_file*) { return static_cast<int>(sector_size); }
    static int characteristics(sqlite3_file*) { return 0; }
    static int shm_map(sqlite3_file* face, int region, int size, int extend, void volatile** out) {
        auto& shared = file(face).shared;
        if (!std::exchange(of(face).shares, true)) ++file(face).sharers;
        *out = nullptr;
        while (extend != 0 && static_cast<int>(shared.size()) <= region)
            shared.push_back(std::make_unique<std::uint8_t[]>(static_cast<std::size_t>(size)));
        if (region < static_cast<int>(shared.size())) *out = shared[static_cast<std::size_t>(region)].get();
        return SQLITE_OK;
    }
    static int shm_lock(sqlite3_file*, int, int, int) { return SQLITE_OK; }
    static void shm_barrier(sqlite3_file*) {}
    static int shm_unmap(sqlite3_file* face, int) {
        if (std::exchange(of(face).shares, false) && --file(face).sharers == 0) file(face).shared.clear();
        return SQLITE_OK;
    }

    static int hand_out(Disk& disk, std::shared_ptr<Disk::File> file, sqlite3_file* face, int flags,
                        int* out_flags) {
        of(face).disk = &disk;
        of(face).file = new std::shared_ptr<Disk::File>(std::move(file));
        face->pMethods = methods();
        if (out_flags != nullptr) *out_flags = flags;
        return SQLITE_OK;
    }
    // A temporary file: only plain SQLite asks for one.
    static int open_nameless(Disk& disk, sqlite3_file* face, int flags, int* out_flags) {
        disk.ever_opened_.insert("(temporary)");
        return hand_out(disk, std::make_shared<Disk::File>(), face, flags, out_flags);
    }
    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* face, int flags, int* out_flags);
    static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
        auto& disk = of(vfs);
        const int code = disk.enter(true);
        if (code != SQLITE_OK && !disk.begins_) return code;
        if (!disk.names_.contains(name)) return SQLITE_IOERR_DELETE_NOENT;
        disk.change_name(name, nullptr);
        if (sync_folder != 0 && code == SQLITE_OK) disk.sync_names();
        return code;
    }
    static int access(sqlite3_vfs* vfs, const char* name, int, int* result) {
        if (const int code = of(vfs).enter(false)) return code;
        const auto found = of(vfs).names_.find(name);
        *result = found != of(vfs).names_.end() && !found->second->now.empty() ? 1 : 0;
        return SQLITE_OK;
    }
    static int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
        sqlite3_snprintf(size, out, "%s", name);
        return SQLITE_OK;
    }
    static int randomness(sqlite3_vfs* vfs, int size, char* out) {
        for (int i = 0; i < size; ++i) out[i] = static_cast<char>(of(vfs).chance_());
        return size;
    }
    static int sleep_us(sqlite3_vfs*, int us) { return us; }
    static int time_day(sqlite3_vfs*, double* day) {
        *day = 2461000.5;
        return SQLITE_OK;
    }
    static int time_ms(sqlite3_vfs*, sqlite3_int64* ms) {
        *ms = 212630443200000;
        return SQLITE_OK;
    }
    static int last_error(sqlite3_vfs*, int, char*) { return 0; }

    static const sqlite3_io_methods* methods() {
        static const sqlite3_io_methods all{
            2,         close,    read,    write,  truncate,        sync,    size,     lock,
            lock,      reserved, control, sector, characteristics, shm_map, shm_lock, shm_barrier,
            shm_unmap, nullptr,  nullptr};
        return &all;
    }
};

int DiskCalls::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* face, int flags, int* out_flags) {
    auto& disk = of(vfs);
    face->pMethods = nullptr;
    of(face).shares = false;
    if (name == nullptr) return open_nameless(disk, face, flags, out_flags);
    if (const int code = disk.enter(false)) return code == SQLITE_FULL ? SQLITE_CANTOPEN : code;
    auto found = disk.names_.find(name);
    if (found == disk.names_.end()) {
        if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
        disk.change_name(name, std::make_shared<ForgetfulDisk::File>());
        found = disk.names_.find(name);
    }
    disk.ever_opened_.insert(name);
    return hand_out(disk, found->second, face, flags, out_flags);
}

ForgetfulDisk::ForgetfulDisk(std::uint64_t seed) : chance_(seed) {
    storage::prepare_sqlite();  // registering starts SQLite: too late for it afterwards
    static std::atomic<int> made{0};
    name_ = "forgetful-" + std::to_string(++made);
    vfs_.iVersion = 2;
    vfs_.szOsFile = sizeof(Handle);
    vfs_.mxPathname = 512;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.xOpen = DiskCalls::open;
    vfs_.xDelete = DiskCalls::remove;
    vfs_.xAccess = DiskCalls::access;
    vfs_.xFullPathname = DiskCalls::full_path;
    vfs_.xRandomness = DiskCalls::randomness;
    vfs_.xSleep = DiskCalls::sleep_us;
    vfs_.xCurrentTime = DiskCalls::time_day;
    vfs_.xCurrentTimeInt64 = DiskCalls::time_ms;
    vfs_.xGetLastError = DiskCalls::last_error;
    sqlite3_vfs_register(&vfs_, 0);
}

ForgetfulDisk::~ForgetfulDisk() { sqlite3_vfs_unregister(&vfs_); }

int ForgetfulDisk::enter(bool changes) {
    begins_ = short_now_ = false;
    if (dark_) return SQLITE_IOERR;
    if (changes && cut_in_ > 0 && --cut_in_ == 0) {
        dark_ = begins_ = true;
        return SQLITE_IOERR;
    }
    if (fail_in_ > 0 && --fail_in_ == 0) failing_ = true;
    if (!failing_) return SQLITE_OK;
    failing_ = fail_for_good_;
    has_failed_ = true;
    short_now_ = changes && failure_ == Failure::short_write;
    return failure_ == Failure::io ? SQLITE_IOERR : (changes ? SQLITE_FULL : SQLITE_IOERR);
}

void ForgetfulDisk::fail_after(std::int64_t calls, Failure failure, bool for_good) {
    fail_in_ = calls;
    failure_ = failure;
    fail_for_good_ = for_good;
    failing_ = has_failed_ = false;
}

void ForgetfulDisk::change_name(const std::string& name, std::shared_ptr<File> file) {
    if (file == nullptr) {
        names_.erase(name);
    } else {
        names_[name] = file;
    }
    name_changes_.push_back({name, std::move(file)});
}

void ForgetfulDisk::sync_names() {
    safe_names_ = names_;
    name_changes_.clear();
}

core::Status ForgetfulDisk::replace(const std::string& from, const std::string& to) const {
    auto& self = const_cast<ForgetfulDisk&>(*this);  // Disk's promise is about names, not about this object
    const core::Error dark{core::ErrorCode::io, "disk.io", "the disk failed"};
    if (self.enter(true) != SQLITE_OK) return dark;
    const auto file = self.names_.at(from);
    file->sync();
    const int code = self.enter(true);
    if (code != SQLITE_OK && !begins_) return dark;
    self.names_.erase(from);
    self.change_name(to, file);
    if (code != SQLITE_OK || self.enter(true) != SQLITE_OK) return dark;
    self.sync_names();
    return core::ok();
}

core::Status ForgetfulDisk::place_new(const std::string& from, const std::string& to) const {
    if (names_.contains(to)) return core::corrupt("store.damaged", "a file stands in its place");
    return replace(from, to);
}

void ForgetfulDisk::restart() {
    const auto mood = static_cast<Mood>(chance_() % 5);
    names_ = safe_names_;
    for (const auto& change : name_changes_) {
        if (pick(2, mood, chance_) == 0) continue;
        if (change.file == nullptr) {
            names_.erase(change.name);
        } else {
            names_[change.name] = change.file;
        }
    }
    for (auto& [name, file] : names_) file->forget(mood, chance_);
    restart_intact();
}

void ForgetfulDisk::restart_intact() {
    for (auto& [name, file] : names_) {
        file->sync();
        file->shared.clear();
    }
    sync_names();
    dark_ = false;
    cut_in_ = -1;
}

bool ForgetfulDisk::is_synced(const std::string& path) const {
    const auto found = names_.find(path);
    const auto safe = safe_names_.find(path);
    return found != names_.end() && safe != safe_names_.end() && found->second == safe->second &&
           found->second->states.empty();
}
bool ForgetfulDisk::exists(const std::string& path) const { return names_.contains(path); }
core::Bytes ForgetfulDisk::read(const std::string& path) const {
    const auto found = names_.find(path);
    return found == names_.end() ? core::Bytes{} : found->second->now;
}
void ForgetfulDisk::write(const std::string& path, const core::Bytes& bytes) {
    auto& file = names_[path];
    if (file == nullptr) file = std::make_shared<File>();
    file->now = bytes;
    file->sync();
    sync_names();
}
std::vector<std::string> ForgetfulDisk::names() const {
    std::vector<std::string> out;
    for (const auto& [name, file] : names_) out.push_back(name);
    return out;
}

}  // namespace support
