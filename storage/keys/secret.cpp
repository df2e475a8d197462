#include "storage/keys/secret.h"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace storage {

namespace {

void start_sodium() {
    static const bool started = sodium_init() >= 0;
    if (!started) std::abort();
}

}  // namespace

Secret::Secret(std::size_t size) : size_(size) {
    if (size == 0) return;
    start_sodium();
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
    if (data_ != nullptr) sodium_free(data_);
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
    Secret probe(64);
    return sodium_mlock(probe.bytes().data(), probe.size()) == 0;
}

}  // namespace storage
