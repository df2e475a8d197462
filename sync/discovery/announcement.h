// What a device calls into the network so that others find it: nothing that a stranger could tell two
// devices, or one device on two days, apart by. Members find out who it is by trying the roster.
//
//   announcement := "KKB" version:u8(1) salt:16 hint:16 port:u16 proof:16                54 bytes
//   hint  as in wire/preface.h                      proof := first bytes of keyed_hash(transport secret,
//                                                            "kakanai beacon 1" ‖ all before)
//
// It depends on no clock. A repeated one only leads to a connection attempt, and that proves itself.
#pragma once

#include "sync/membership/members.h"

namespace peers {

struct Announcement {
    core::DeviceId device;
    std::uint16_t port{0};
};

core::Bytes make_announcement(const storage::Secret& transport_secret, const Announcement& announcement,
                              core::Random& random);
// Nothing unless a member made it.
std::optional<Announcement> read_announcement(core::ByteView bytes, const Members& members,
                                              const std::vector<storage::Secret>& transport_secrets);

}  // namespace peers
