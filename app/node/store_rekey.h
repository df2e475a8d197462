// A store under a new key and a new key epoch: copied, verified, compared, swapped. Whatever moment it is cut
// off at, the next opening finds the whole old store or the whole new one, with the slots that open it.
//
// Files beside the store meanwhile:
//   store.db.next            the copy under the new key
//   slots.next, .next.copy   the slots around the new key
//   rekey                    the journal; from its writing on, only renaming is left
//
//   journal := "KAKANAI REKEY" format:u8(1) old:id16 new:id16 check:32      id: the store id of a file's
//   label check   := H("kakanai rekey" ‖ old ‖ new)
//
// Which store is in place is asked of its label: no key is needed to finish or to take back. All old bytes
// that still open with the old key go: the old file, its slots, and a copy kept by an earlier release's
// change (store.db.before).
//
// The folder is locked for exchange (folder_lock.h) while any of this runs; the store must be closed.
#pragma once

#include <functional>
#include <string>

#include "forms/core/environment.h"
#include "storage/keys/secret.h"

namespace app {

enum class RekeyStep : std::uint8_t {
    begun,         // leftovers of an earlier try are gone
    slots_made,    // slots.next leads to the new key
    copied,        // store.db.next is whole: every page opened, trees and references checked
    compared,      // and holds the same, row by row
    old_closed,    // the old store's log is in its file
    journal_kept,  // from here on it is finished, not taken back
    store_placed,  // store.db is the new store
    slots_placed,  // slots and slots.copy lead to it
    finished
};

struct Rekeyed {
    std::uint32_t epoch{0};
    std::int64_t bytes{0};  // of the new file
};

// `store_key` is the key in force, on return too, also after a failure. `file_key` is needed where the slots
// hold a key file slot ("slot.key_file_needed"). `told` hears each step as it is done; it may be empty.
//   store.busy            another process has the folder
//   store.rekey_differs   the copy does not hold the same: the old store stays
//   and those of Database, KeySlots and the disk
core::Result<Rekeyed> rekey_store(const std::string& folder, storage::Secret& store_key,
                                  const storage::Secret* file_key, core::Random& random,
                                  const std::function<void(RekeyStep)>& told = {});

// Before slots are read: finishes or takes back what was cut off. Free where nothing was.
//   store.busy      somebody is at it now
//   store.damaged   a journal, and a store that it does not name
core::Status settle_rekey(const std::string& folder);

}  // namespace app
