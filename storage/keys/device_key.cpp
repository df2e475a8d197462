#include "storage/keys/device_key.h"

#include <algorithm>

namespace storage {

namespace {
constexpr std::uint8_t device_key_format = 1;
constexpr std::size_t bytes_size = 1 + 16 + 32 + 32;
}  // namespace

DeviceKey DeviceKey::fresh(core::Random& random) {
    return {core::fresh_id<core::DeviceId>(random), SigningKey::fresh(random), BoxKey::fresh(random)};
}

Secret DeviceKey::bytes() const {
    Secret out(bytes_size);
    auto at = out.bytes().begin();
    *at++ = device_key_format;
    const Secret seed = sign.seed();
    for (const ByteView part : {ByteView(id.bytes), seed.view(), box.secret.view()})
        at = std::copy(part.begin(), part.end(), at);
    return out;
}

core::Result<DeviceKey> DeviceKey::from_bytes(ByteView bytes) {
    if (bytes.size() != bytes_size || bytes[0] != device_key_format)
        return core::corrupt("device_key.damaged");
    return DeviceKey{*core::DeviceId::from(bytes.subspan(1, 16)),
                     SigningKey::from_seed(bytes.subspan(17, 32)),
                     BoxKey::from_secret(bytes.subspan(49, 32))};
}

}  // namespace storage
