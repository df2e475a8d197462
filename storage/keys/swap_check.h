// Whether what lies in memory may reach a disk unencrypted: the system's swap. Answers and names on their way
// through ordinary strings cannot all be locked one by one.
#pragma once

#include <string>

#include "forms/core/result.h"

namespace storage {

enum class SwapState : std::uint8_t {
    none,       // nothing is swapped out, or only into memory (zram)
    encrypted,  // every swap lies on dm-crypt, at whatever depth below it
    open        // some swap reaches a disk as it is, or nobody can tell
};

// As the kernel tells it below `root` (/proc/swaps and /sys); reads, changes nothing.
SwapState swap_state(const std::string& root = {});

// Locks all memory of this process, what comes later included, as pages come into use. Only where no limit
// stands in the way (CAP_IPC_LOCK or RLIMIT_MEMLOCK unlimited): a limit met later would end the program.
bool lock_all_memory();

// "memory.swap_open" where swap is open and memory could not be locked.
core::Status keep_memory_off_disk();

}  // namespace storage
