// SQLite's memory, wiped before it is given back: its page cache and values hold decrypted content, and freed
// memory would keep it until something else is put there. Internal to storage/sqlite.
#pragma once

namespace storage {

// Before SQLite is first used in the process; does nothing if it is too late.
void wipe_freed_memory();

}  // namespace storage
