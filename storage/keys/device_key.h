// This device's own keys: Ed25519 for seals, X25519 for Noise and key boxes. Made on the device, they never
// leave it: the encrypted store keeps these bytes, the roster the public halves.
//
//   device key := format:u8(1) device:16 seed:32 box secret:32
#pragma once

#include "storage/keys/primitives.h"

namespace storage {

struct DeviceKey {
    core::DeviceId id;
    SigningKey sign;
    BoxKey box;

    static DeviceKey fresh(core::Random& random);
    Secret bytes() const;
    static core::Result<DeviceKey> from_bytes(ByteView bytes);  // "device_key.damaged"
};

}  // namespace storage
