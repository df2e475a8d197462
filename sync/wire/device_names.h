// Short names of devices on the wire: the first four bytes of an id where no other known device shares them.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "forms/core/id.h"

namespace peers {

using ShortName = std::array<std::uint8_t, 4>;
ShortName short_name(const core::DeviceId& device);

class DeviceNames {
  public:
    DeviceNames() = default;
    explicit DeviceNames(std::vector<core::DeviceId> known);

    bool is_unique(const core::DeviceId& device) const;  // known, and its short name is its alone
    std::optional<core::DeviceId> resolve(const ShortName& name) const;

  private:
    std::vector<core::DeviceId> known_;  // sorted
};

// device table := n:varint*2 + (1 if full ids) (name:4 | id:16){n}
// Numbers devices in the order of their first mention; the whole table stands before what uses it.
class DeviceTable {
  public:
    std::uint64_t number_of(const core::DeviceId& device);  // adds it if new
    void write(core::Writer& out, const DeviceNames& names) const;
    // At most `limit` devices. Fails the reader on a name that is unknown or twice there.
    static DeviceTable read(core::Reader& in, const DeviceNames& names, std::size_t limit);
    const core::DeviceId* at(std::uint64_t number) const {
        return number < devices_.size() ? &devices_[number] : nullptr;
    }

  private:
    std::vector<core::DeviceId> devices_;
};

}  // namespace peers
