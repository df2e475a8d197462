// The code that a new device is invited with: 130 bits of chance as 26 letters in groups, which one person
// reads out and another types. Letters and digits that look alike are one: O is 0, I and L are 1; small
// letters, spaces and hyphens do not matter.
#pragma once

#include <optional>
#include <string>

#include "storage/keys/primitives.h"

namespace peers {

class OneTimeCode {
  public:
    static OneTimeCode fresh(core::Random& random);
    static std::optional<OneTimeCode> parse(std::string_view typed);  // nothing if it cannot be a code

    std::string text() const;  // "XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX"; the caller wipes it
    const storage::Secret& psk() const { return psk_; }  // 32 bytes, for Noise
    const storage::Secret& hint_key() const { return hint_key_; }

  private:
    explicit OneTimeCode(storage::Secret letters);
    storage::Secret letters_;  // 26 values below 32
    storage::Secret psk_;
    storage::Secret hint_key_;
};

}  // namespace peers
