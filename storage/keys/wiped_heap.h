// The heap of every program that links storage keeps nothing of what was freed through C++; see
// wiped_heap.cpp.
#pragma once

namespace storage {

// The same for what C libraries free, as far as the C library can. Called once by harden_process().
void wipe_freed_heap();

}  // namespace storage
