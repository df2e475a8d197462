// Damages bytes the way accidents and strangers do: flipped bits, other bytes, pieces cut out, doubled, moved
// or put in from another input, extreme lengths. The same seed damages the same way.
#pragma once

#include <algorithm>

#include "forms/core/bytes.h"
#include "tests/support/seeded_random.h"

namespace tests {

class Mutator {
  public:
    explicit Mutator(std::uint64_t seed) : random_(seed) {}

    // One to three changes; never the input itself, unless two of them undid each other.
    core::Bytes changed(const core::Bytes& input, const core::Bytes& other) {
        core::Bytes out = input;
        for (std::uint64_t i = 1 + random_.below(3); i > 0; --i) change(out, other);
        return out;
    }
    core::Bytes noise(std::size_t size_max) {
        core::Bytes out(random_.below(size_max + 1));
        random_.fill(out);
        return out;
    }

  private:
    using Offset = std::ptrdiff_t;
    std::size_t place(const core::Bytes& bytes) {
        return bytes.empty() ? 0 : static_cast<std::size_t>(random_.below(bytes.size()));
    }
    void change(core::Bytes& bytes, const core::Bytes& other) {
        if (bytes.empty()) {
            bytes.push_back(static_cast<std::uint8_t>(random_.below(256)));
            return;
        }
        const std::size_t at = place(bytes);
        const std::size_t length = std::min<std::size_t>(1 + random_.below(16), bytes.size() - at);
        const auto from = bytes.begin() + static_cast<Offset>(at);
        const auto to = from + static_cast<Offset>(length);
        switch (random_.below(8)) {
            case 0:
                bytes[at] ^= static_cast<std::uint8_t>(1u << random_.below(8));
                break;
            case 1:
                bytes[at] = static_cast<std::uint8_t>(random_.below(256));
                break;
            case 2:
                bytes.erase(from, to);
                break;
            case 3: {
                const core::Bytes piece(from, to);
                bytes.insert(bytes.begin() + static_cast<Offset>(place(bytes)), piece.begin(), piece.end());
                break;
            }
            case 4:
                bytes.resize(at);
                break;
            case 5:
                std::fill(from, to, static_cast<std::uint8_t>(random_.below(2) == 0 ? 0xff : 0x80));
                break;
            case 6: {
                if (other.empty()) break;
                const std::size_t there = place(other);
                const std::size_t count = std::min(length, other.size() - there);
                std::copy_n(other.begin() + static_cast<Offset>(there), std::min(count, bytes.size() - at),
                            from);
                break;
            }
            default:
                std::rotate(from, from + static_cast<Offset>(length / 2), to);
        }
    }

    SeededRandom random_;
};

}  // namespace tests
