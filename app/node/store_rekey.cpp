#include "app/node/store_rekey.h"

#include <array>
#include <filesystem>

#include "app/node/folder_lock.h"
#include "app/node/node_store.h"
#include "storage/env/system_environment.h"
#include "storage/keys/key_slots.h"
#include "storage/sqlite/content_digest.h"

namespace app {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "KAKANAI REKEY";
constexpr std::uint8_t format = 1;
constexpr std::size_t journal_size = 13 + 1 + 16 + 16 + 32;
using LabelId = std::array<std::uint8_t, 16>;

std::string next_store(const std::string& folder) { return store_file(folder) + ".next"; }
std::string next_slots(const std::string& folder) { return slots_file(folder) + ".next"; }
std::string journal_file(const std::string& folder) { return folder + "/rekey"; }

// ---- the journal

struct Journal {
    LabelId from{}, to{};
};

storage::Digest check_of(const Journal& journal) {
    return storage::Hasher().add(core::view("kakanai rekey")).add(journal.from).add(journal.to).finish();
}

core::Bytes encode(const Journal& journal) {
    core::Writer out;
    out.raw(core::view(magic)).u8(format).raw(journal.from).raw(journal.to).raw(check_of(journal));
    return out.take();
}

core::Result<Journal> decode(core::ByteView bytes) {
    core::Reader in(bytes);
    const bool ours = core::text(in.raw(magic.size())) == magic && in.u8() == format;
    Journal journal{in.array<16>(), in.array<16>()};
    if (!ours || in.array<32>() != check_of(journal) || !in.done())
        return core::corrupt("store.damaged", "the rekey journal is damaged");
    return journal;
}

// ---- taking back and finishing

core::Status remove_all(const std::vector<std::string>& paths) {
    storage::SystemFileSystem files;
    std::error_code ignored;
    for (const auto& path : paths) {
        if (!fs::exists(path, ignored)) continue;
        if (auto removed = files.remove(path); !removed) return removed;
    }
    return core::ok();
}

std::vector<std::string> drafts(const std::string& folder) {
    const std::string store = next_store(folder), slots = next_slots(folder);
    return {store + ".new-wal",
            store + ".new",
            store + "-wal",
            store,
            slots + ".new",
            slots,
            slots + ".copy.new",
            slots + ".copy",
            journal_file(folder) + ".new"};
}

bool anything_left(const std::string& folder) {
    std::error_code ignored;
    if (fs::exists(journal_file(folder), ignored)) return true;
    for (const auto& path : drafts(folder))
        if (fs::exists(path, ignored)) return true;
    return false;
}

core::Status take_back(const std::string& folder) {
    if (auto removed = remove_all(drafts(folder)); !removed) return removed;
    return remove_all({journal_file(folder)});
}

core::Status place_slots(const std::string& folder) {
    const storage::Disk disk;
    std::error_code ignored;
    for (const char* copy : {"", ".copy"}) {
        const std::string from = next_slots(folder) + copy;
        if (!fs::exists(from, ignored)) continue;
        if (auto placed = disk.replace(from, slots_file(folder) + copy); !placed) return placed;
    }
    return core::ok();
}

core::Status finish(const std::string& folder) {
    if (auto placed = place_slots(folder); !placed) return placed;
    const std::string before = store_file(folder) + ".before";
    if (auto removed = remove_all({before + "-wal", before}); !removed) return removed;
    return remove_all({journal_file(folder)});
}

core::Status settle_locked(const std::string& folder) {
    storage::SystemFileSystem files;
    auto bytes = files.read(journal_file(folder), journal_size);
    if (!bytes)
        return bytes.error().code == core::ErrorCode::not_found ? take_back(folder)
                                                                : core::Status(bytes.error());
    auto journal = decode(*bytes);
    if (!journal) return journal.error();
    auto label = storage::read_label(store_file(folder));
    if (!label) return label.error();
    if (label->store_id == journal->to) return finish(folder);
    if (label->store_id == journal->from) return take_back(folder);
    return core::corrupt("store.damaged", "the store is neither of the two that the rekey journal names");
}

// ---- the rekey itself

class Rekey {
  public:
    Rekey(const std::string& folder, const storage::Secret& old_key, const storage::Secret& new_key,
          const storage::Secret* file_key, core::Random& random, const std::function<void(RekeyStep)>& told)
        : folder_(folder),
          old_key_(old_key),
          new_key_(new_key),
          file_key_(file_key),
          random_(random),
          told_(told) {}

    // Up to the journal: nothing of the old store has changed, a failure is taken back.
    core::Result<Rekeyed> prepare() {
        tell(RekeyStep::begun);
        if (auto made = make_slots(); !made) return made.error();
        auto copied = copy();
        if (!copied) return copied.error();
        storage::SystemFileSystem files;
        if (auto kept = files.write_whole(journal_file(folder_), encode(journal_)); !kept)
            return kept.error();
        tell(RekeyStep::journal_kept);
        return copied;
    }
    core::Status swap() {
        if (auto placed = storage::Disk().replace(next_store(folder_), store_file(folder_)); !placed)
            return placed;
        tell(RekeyStep::store_placed);
        if (auto placed = place_slots(folder_); !placed) return placed;
        tell(RekeyStep::slots_placed);
        if (auto done = finish(folder_); !done) return done;
        tell(RekeyStep::finished);
        return core::ok();
    }

    bool is_new(const storage::StoreLabel& label) const { return label.store_id == journal_.to; }

  private:
    void tell(RekeyStep step) const {
        if (told_) told_(step);
    }

    core::Status make_slots() {
        static storage::SystemFileSystem files;
        auto slots = storage::KeySlots::load(files, slots_file(folder_));
        if (!slots) return slots.error();
        auto next = slots->rekeyed(next_slots(folder_), old_key_, new_key_, random_, file_key_);
        if (!next) return next.error();
        tell(RekeyStep::slots_made);
        return core::ok();
    }

    core::Result<Rekeyed> copy() {
        storage::DatabaseOptions options;
        options.create = false;
        auto old = storage::Database::open(store_file(folder_), old_key_.view(), options);
        if (!old) return old.error();
        const std::uint32_t epoch = old->label().epoch + 1;
        if (auto copied = old->copy_to(next_store(folder_), new_key_.view(), epoch); !copied)
            return copied.error();
        tell(RekeyStep::copied);
        {
            auto fresh = storage::Database::open(next_store(folder_), new_key_.view(), options);
            if (!fresh) return fresh.error();
            if (auto same = compare(*old, *fresh); !same) return same.error();
            if (auto closed = fresh->close(); !closed) return closed.error();
        }
        tell(RekeyStep::compared);
        if (auto closed = old->close(); !closed) return closed.error();
        std::error_code failed;
        for (const auto& path : {store_file(folder_), next_store(folder_)})
            if (fs::exists(path + "-wal", failed))
                return core::Error{core::ErrorCode::timeout, "store.busy", "a log is still in use"};
        tell(RekeyStep::old_closed);
        return Rekeyed{epoch, static_cast<std::int64_t>(fs::file_size(next_store(folder_), failed))};
    }

    core::Status compare(storage::Database& old, storage::Database& fresh) {
        auto before = storage::content_digest(old.writer());
        if (!before) return before.error();
        auto after = storage::content_digest(fresh.writer());
        if (!after) return after.error();
        journal_ = {old.label().store_id, fresh.label().store_id};
        return *before == *after ? core::ok() : core::Status(core::corrupt("store.rekey_differs"));
    }

    const std::string& folder_;
    const storage::Secret& old_key_;
    const storage::Secret& new_key_;
    const storage::Secret* file_key_;
    core::Random& random_;
    const std::function<void(RekeyStep)>& told_;
    Journal journal_;
};

}  // namespace

core::Status settle_rekey(const std::string& folder) {
    if (!anything_left(folder)) return core::ok();
    const auto lock = FolderLock::take(folder, FolderLock::Use::exchange);
    return lock ? settle_locked(folder) : core::Status(lock.error());
}

core::Result<Rekeyed> rekey_store(const std::string& folder, storage::Secret& store_key,
                                  const storage::Secret* file_key, core::Random& random,
                                  const std::function<void(RekeyStep)>& told) {
    const auto lock = FolderLock::take(folder, FolderLock::Use::exchange);
    if (!lock) return lock.error();
    if (auto settled = settle_locked(folder); !settled) return settled.error();
    storage::Secret new_key = storage::Secret::random(storage::key_size, random);
    Rekey rekey(folder, store_key, new_key, file_key, random, told);
    auto prepared = rekey.prepare();
    if (!prepared) {
        (void)settle_locked(folder);  // what it cannot remove now, the next opening does
        return prepared.error();
    }
    const auto swapped = rekey.swap();
    if (!swapped) (void)settle_locked(folder);
    const auto label = storage::read_label(store_file(folder));
    if (label && rekey.is_new(*label)) store_key = std::move(new_key);
    if (!swapped) return swapped.error();
    return prepared;
}

}  // namespace app
