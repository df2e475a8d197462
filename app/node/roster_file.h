// Roster entries as a file, for carrying them where no link is: `site roster`, `site admit`, `recovery
// restore`.
//   roster file := n:varint entry:blob{n}
#pragma once

#include <vector>

#include "storage/roster/roster_entry.h"

namespace app {

inline constexpr std::size_t roster_file_max = 16 * 1024 * 1024;

core::Bytes encode_roster(const std::vector<storage::RosterEntry>& entries);
core::Result<std::vector<storage::RosterEntry>> decode_roster(core::ByteView bytes);  // "roster.malformed"

}  // namespace app
