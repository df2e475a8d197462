#include "sync/wire/device_names.h"

#include <algorithm>

namespace peers {

ShortName short_name(const core::DeviceId& device) {
    ShortName name{};
    std::copy_n(device.bytes.begin(), name.size(), name.begin());
    return name;
}

DeviceNames::DeviceNames(std::vector<core::DeviceId> known) : known_(std::move(known)) {
    std::sort(known_.begin(), known_.end());
    known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
}

std::optional<core::DeviceId> DeviceNames::resolve(const ShortName& name) const {
    core::DeviceId lowest;
    std::copy(name.begin(), name.end(), lowest.bytes.begin());
    const auto it = std::lower_bound(known_.begin(), known_.end(), lowest);
    if (it == known_.end() || short_name(*it) != name) return std::nullopt;
    if (std::next(it) != known_.end() && short_name(*std::next(it)) == name) return std::nullopt;
    return *it;
}

bool DeviceNames::is_unique(const core::DeviceId& device) const {
    return resolve(short_name(device)) == device;
}

std::uint64_t DeviceTable::number_of(const core::DeviceId& device) {
    const auto it = std::find(devices_.begin(), devices_.end(), device);
    if (it != devices_.end()) return static_cast<std::uint64_t>(it - devices_.begin());
    devices_.push_back(device);
    return devices_.size() - 1;
}

void DeviceTable::write(core::Writer& out, const DeviceNames& names) const {
    const bool full = !std::all_of(devices_.begin(), devices_.end(),
                                   [&](const auto& device) { return names.is_unique(device); });
    out.varint(devices_.size() * 2 + (full ? 1 : 0));
    for (const auto& device : devices_) {
        if (full) {
            out.raw(device.bytes);
        } else {
            out.raw(short_name(device));
        }
    }
}

DeviceTable DeviceTable::read(core::Reader& in, const DeviceNames& names, std::size_t limit) {
    DeviceTable table;
    const std::uint64_t header = in.varint();
    if (header / 2 > limit) in.fail();
    for (std::uint64_t i = 0; in.ok() && i < header / 2; ++i) {
        if (header % 2 == 1) {
            table.devices_.push_back(core::DeviceId{in.array<16>()});
        } else if (const auto device = names.resolve(in.array<4>())) {
            table.devices_.push_back(*device);
        } else {
            in.fail();
        }
    }
    auto sorted = table.devices_;
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) in.fail();
    return table;
}

}  // namespace peers
