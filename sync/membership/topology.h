// Whom a device looks for by itself: everybody at a small site, five or six others at a large one, so that
// fifty devices keep some hundred and forty links between them and not twelve hundred. Addresses that a
// person configured are dialled whatever this says, and calls of others are always taken.
//
// Beyond mesh_max members in force they stand in a ring by their ids. Each looks for its neighbours on both
// sides, for those a stride of about the root of their number away, and for the one across. What is new
// reaches all of fifty in five hops or less.
#pragma once

#include "sync/membership/members.h"

namespace peers {

inline constexpr std::size_t mesh_max = 8;
inline constexpr std::size_t links_enough = 4;  // who has fewer after a while takes whom it hears of
inline constexpr std::int64_t patience_ms = 10'000;

// `links`: how many `self` has now; `up_ms`: how long it has been at work.
bool looks_for(const Members& members, const core::DeviceId& self, const core::DeviceId& other,
               std::size_t links, std::int64_t up_ms);

}  // namespace peers
