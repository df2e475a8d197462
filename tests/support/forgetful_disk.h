// A disk in memory that forgets what was not synced, and fails when told to: a SQLite VFS and a
// storage::Disk.
//
// Strategy. Bytes are kept in sectors of 512. Since a file's last sync every sector remembers each state it
// went through, and the file each length. A power cut picks, sector by sector, any of these states (so writes
// are reordered and torn), and any of the lengths (so a size may arrive before its data: the gap reads as
// zeros). Names made, removed or renamed since the last sync of the folder are kept or lost one by one.
// Several moods make the picks: nothing arrived, all arrived, a fair coin, mostly the old, mostly the new.
//
// One thread, one connection at a time: locks are always granted, the wal-index lies on the heap.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "storage/sqlite/database.h"

namespace support {

enum class Failure : std::uint8_t { io, full, short_write };

class ForgetfulDisk : public storage::Disk {
  public:
    explicit ForgetfulDisk(std::uint64_t seed);
    ForgetfulDisk(const ForgetfulDisk&) = delete;
    ForgetfulDisk& operator=(const ForgetfulDisk&) = delete;
    ~ForgetfulDisk() override;

    const char* vfs_name() const override { return name_.c_str(); }
    core::Status replace(const std::string& from, const std::string& to) const override;
    core::Status place_new(const std::string& from, const std::string& to) const override;

    // The power goes at the `writes`-th write, sync, truncation, removal or renaming from now on: that one
    // still begins. Afterwards every call fails until restart().
    void cut_after(std::int64_t writes) { cut_in_ = writes; }
    bool is_dark() const { return dark_; }
    void restart();         // decides what had reached the platter, and switches on again
    void restart_intact();  // as after a killed process: nothing is forgotten

    // The `calls`-th call of any kind from now on fails, once or from then on.
    void fail_after(std::int64_t calls, Failure failure, bool for_good);
    void heal() { fail_in_ = -1, failing_ = false; }
    bool has_failed() const { return has_failed_; }

    // Whole files, for tests that damage or search them. Changes count as synced.
    bool is_synced(const std::string& path) const;  // nothing of it would be forgotten
    bool exists(const std::string& path) const;
    core::Bytes read(const std::string& path) const;
    void write(const std::string& path, const core::Bytes& bytes);
    std::vector<std::string> names() const;
    const std::set<std::string>& ever_opened() const { return ever_opened_; }

    struct File;  // for the VFS functions in the .cpp
    struct Handle;

  private:
    friend struct DiskCalls;
    struct NameChange {
        std::string name;
        std::shared_ptr<File> file;  // null: removed
    };

    int enter(bool changes);  // counts a call; a SQLite code if it is to fail
    void change_name(const std::string& name, std::shared_ptr<File> file);
    void sync_names();

    std::string name_;
    std::mt19937_64 chance_;
    std::map<std::string, std::shared_ptr<File>> names_, safe_names_;
    std::vector<NameChange> name_changes_;
    std::set<std::string> ever_opened_;
    std::int64_t cut_in_{-1}, fail_in_{-1};
    bool dark_{false}, failing_{false}, fail_for_good_{false}, has_failed_{false}, short_now_{false},
        begins_{false};
    Failure failure_{Failure::io};
    sqlite3_vfs vfs_{};
};

}  // namespace support
