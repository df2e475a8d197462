// Chance for keys, of which there are few. Curve25519 is most of a schedule's time, and which key it is
// matters to nothing that is checked here: so devices keep their keys from schedule to schedule, as stores
// are copied from a template, and a handshake takes its ephemeral key from a pool.
// tests/sim/remembered_crypto.cpp then computes each secret of two such keys once. Two links may so come to
// have the same keys; the network here repeats nothing from one link on another, which the fuzzers and
// Noise's own tests do.
#pragma once

#include "storage/keys/primitives.h"
#include "tests/support/seeded_random.h"

namespace sim {

constexpr std::uint64_t ephemeral_keys = 64;

// The n-th of the keys of one kind: "signing", "box" or "ephemeral".
inline core::Digest few_key(std::string_view kind, std::uint64_t n) {
    const core::Bytes number{static_cast<std::uint8_t>(n), static_cast<std::uint8_t>(n >> 8)};
    return storage::Hasher().add(core::view(kind)).add(number).finish();
}

// As a node asks for it: 32 bytes are an ephemeral key and come from the pool; all else (salts) is fresh. The
// stream underneath moves on as if nothing were pooled.
class FewKeys : public core::Random {
  public:
    explicit FewKeys(tests::SeededRandom& stream) : stream_(&stream) {}
    void fill(std::span<std::uint8_t> out) override {
        stream_->fill(out);
        if (out.size() != 32) return;
        const auto key = few_key("ephemeral", out[0] % ephemeral_keys);
        std::copy(key.begin(), key.end(), out.begin());
    }

  private:
    tests::SeededRandom* stream_;
};

}  // namespace sim
