#include "storage/sqlite/wiping_memory.h"

#include <sodium.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace storage {

namespace {

sqlite3_mem_methods system_memory;

void wipe_and_free(void* block) {
    if (block == nullptr) return;
    sodium_memzero(block, static_cast<std::size_t>(system_memory.xSize(block)));
    system_memory.xFree(block);
}

// The system's own realloc may leave the old place as it was.
void* move_to_larger(void* block, int size) {
    const int now = system_memory.xSize(block);
    if (size <= now) return block;
    void* moved = system_memory.xMalloc(size);
    if (moved == nullptr) return nullptr;
    std::memcpy(moved, block, static_cast<std::size_t>(std::min(now, size)));
    wipe_and_free(block);
    return moved;
}

}  // namespace

void wipe_freed_memory() {
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory) != SQLITE_OK) return;
    sqlite3_mem_methods wiping = system_memory;
    wiping.xFree = wipe_and_free;
    wiping.xRealloc = move_to_larger;
    (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &wiping);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);  // nobody asks, and all threads would wait for one lock
}

}  // namespace storage
