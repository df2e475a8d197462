// How one knows that a key that came out of a box is the key that was meant (roster_facts.h): every epoch key
// and every transport secret is published with the check of it.
#pragma once

#include <algorithm>
#include <string_view>

#include "storage/keys/primitives.h"
#include "storage/roster/roster_records.h"

namespace storage {

inline KeyCheck key_check(ByteView key, std::string_view purpose, const core::SiteId& site,
                          std::uint64_t number) {
    core::Writer out;
    out.blob(purpose).raw(site.bytes).u64(number);
    const Digest digest = keyed_hash(key, out.bytes());
    KeyCheck check{};
    std::copy_n(digest.begin(), check.size(), check.begin());
    return check;
}

inline KeyBox key_box(const PublicKey& to, const Secret& key) {
    const Bytes sealed = box_seal(to, key.view());
    KeyBox box{};
    std::copy_n(sealed.begin(), box.size(), box.begin());
    return box;
}

}  // namespace storage
