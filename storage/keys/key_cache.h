// Unwrapped content keys, the recently used ones, side by side in one piece of locked memory: a page of it
// for each key would cost more than the unwrapping. When it is full the key that was put in longest ago makes
// room.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "storage/keys/part_cipher.h"

namespace storage {

class KeyCache {
  public:
    explicit KeyCache(std::size_t capacity) : keys_(capacity * key_size), places_(capacity) {}

    // Valid until the next call that is not const.
    std::optional<ByteView> find(const KeyPlace& place) const {
        const auto it = index_.find(place);
        if (it == index_.end()) return std::nullopt;
        return keys_.view().subspan(it->second * key_size, key_size);
    }
    // 32 bytes to be filled by the caller now; replaces what stood under this place.
    std::span<std::uint8_t> put(const KeyPlace& place) {
        const auto [it, fresh] = index_.try_emplace(place, next_);
        if (fresh) {
            if (places_[next_]) index_.erase(*places_[next_]);
            places_[next_] = place;
            next_ = (next_ + 1) % places_.size();
        }
        return keys_.bytes().subspan(it->second * key_size, key_size);
    }
    void drop(const KeyPlace& place) {
        const auto it = index_.find(place);
        if (it == index_.end()) return;
        wipe(keys_.bytes().subspan(it->second * key_size, key_size));
        places_[it->second].reset();
        index_.erase(it);
    }
    void clear() {
        wipe(keys_.bytes());
        index_.clear();
        std::fill(places_.begin(), places_.end(), std::nullopt);
        next_ = 0;
    }
    std::size_t size() const { return index_.size(); }

  private:
    Secret keys_;
    std::vector<std::optional<KeyPlace>> places_;
    std::map<KeyPlace, std::size_t> index_;
    std::size_t next_{0};
};

}  // namespace storage
