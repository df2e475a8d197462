#include "storage/keys/secret.h"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <utility>
#include <vector>

#include "storage/keys/wiped_heap.h"

namespace storage {

namespace {

void start_sodium() {
    static const bool started = sodium_init() >= 0;
    if (!started) std::abort();
}

// Keys are small and many (one a case, dozens a handshake), and sodium_malloc takes four mappings and eight
// system calls for each. So small secrets share locked, guarded blocks, and a freed place is wiped before it
// is used again. Blocks are kept for the next secrets until the process ends.
class SmallSecrets {
  public:
    static constexpr std::size_t place_size = 64;

    static SmallSecrets& instance() {
        static auto* const only = new SmallSecrets;  // outlives every static Secret
        return *only;
    }

    std::uint8_t* take() {
        const std::lock_guard lock(mutex_);
        if (free_.empty()) add_block();
        auto* const place = free_.back();
        free_.pop_back();
        return place;
    }

    void give_back(std::uint8_t* place) {
        sodium_memzero(place, place_size);
        const std::lock_guard lock(mutex_);
        free_.push_back(place);
    }

  private:
    static constexpr std::size_t places_in_block = 256;

    void add_block() {
        auto* const block = static_cast<std::uint8_t*>(sodium_allocarray(places_in_block, place_size));
        if (block == nullptr) std::abort();
        sodium_memzero(block, places_in_block * place_size);
        for (std::size_t i = places_in_block; i-- > 0;) free_.push_back(block + i * place_size);
    }

    std::mutex mutex_;
    std::vector<std::uint8_t*> free_;
};

}  // namespace

Secret::Secret(std::size_t size) : size_(size) {
    if (size == 0) return;
    start_sodium();
    if (size <= SmallSecrets::place_size) {
        data_ = SmallSecrets::instance().take();
        return;
    }
    data_ = static_cast<std::uint8_t*>(sodium_malloc(size));
    if (data_ == nullptr) std::abort();
    sodium_memzero(data_, size);
}

Secret Secret::copy_of(core::ByteView bytes) {
    Secret secret(bytes.size());
    std::copy(bytes.begin(), bytes.end(), secret.data_);
    return secret;
}

Secret Secret::random(std::size_t size, core::Random& random) {
    Secret secret(size);
    random.fill(secret.bytes());
    return secret;
}

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

Secret::~Secret() {
    if (data_ == nullptr) return;
    if (size_ <= SmallSecrets::place_size) {
        SmallSecrets::instance().give_back(data_);
    } else {
        sodium_free(data_);
    }
}

void wipe(std::span<std::uint8_t> bytes) { sodium_memzero(bytes.data(), bytes.size()); }

void wipe(std::string& text) {
    sodium_memzero(text.data(), text.size());
    text.clear();
}

bool harden_process() {
    start_sodium();
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    wipe_freed_heap();
    Secret probe(64);
    return sodium_mlock(probe.bytes().data(), probe.size()) == 0;
}

}  // namespace storage
