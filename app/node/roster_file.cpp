#include "app/node/roster_file.h"

namespace app {

core::Bytes encode_roster(const std::vector<storage::RosterEntry>& entries) {
    core::Writer out;
    out.varint(entries.size());
    for (const auto& entry : entries) out.blob(storage::encode_entry(entry));
    return out.take();
}

core::Result<std::vector<storage::RosterEntry>> decode_roster(core::ByteView bytes) {
    core::Reader in(bytes);
    std::vector<storage::RosterEntry> entries;
    const std::uint64_t count = in.varint();
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        auto entry = storage::decode_entry(in.blob(storage::roster_entry_size_max));
        if (!entry) return entry.error();
        entries.push_back(std::move(*entry));
    }
    if (!in.done()) return core::corrupt("roster.malformed");
    return entries;
}

}  // namespace app
