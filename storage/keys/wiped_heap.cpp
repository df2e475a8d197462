// Whatever this process frees is wiped first: names, answers and papers pass through ordinary strings, and
// what lies freed in the heap would stand in a dump of its memory long after the clerk has gone. Costs one
// pass over memory that was just in use.
#include "storage/keys/wiped_heap.h"

#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>

// Under AddressSanitizer its own heap stays: it pairs each new with its delete.
#if defined(__SANITIZE_ADDRESS__)
#define KAKANAI_OWN_DELETE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KAKANAI_OWN_DELETE 0
#endif
#endif

#ifndef KAKANAI_OWN_DELETE
namespace {

void wipe_and_free(void* memory) noexcept {
    if (memory == nullptr) return;
    explicit_bzero(memory, malloc_usable_size(memory));
    std::free(memory);
}

}  // namespace

// The array, sized and nothrow forms of the C++ library all end in these.
void operator delete(void* memory) noexcept { wipe_and_free(memory); }
void operator delete(void* memory, std::size_t) noexcept { wipe_and_free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { wipe_and_free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { wipe_and_free(memory); }

#endif

namespace storage {

// C libraries free by themselves: for them the C library overwrites, too, but for the small pieces that a
// thread keeps at hand.
void wipe_freed_heap() { mallopt(M_PERTURB, 0x5a); }

}  // namespace storage
