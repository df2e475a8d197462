// A run as a peer sends it: what is decoded has heads that the log would take, and says the same again after
// one trip through the writer. Short names of three devices are known, as at a small site.
#include <cstdlib>

#include "sync/wire/run_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const peers::DeviceNames names(
        {core::DeviceId{{0xd0, 0xd1, 0xd2, 0xd3, 1}}, core::DeviceId{{0xe0, 0xe1, 0xe2, 0xe3, 2}},
         core::DeviceId{{0xe0, 0xe1, 0xe2, 0xe3, 3}}});  // the last two share a short name
    const auto run = peers::decode_run({data, size}, names);
    if (!run) return 0;
    if (run->batches.empty() || run->seal.seq != run->batches.back().head.seq) std::abort();
    for (const auto& batch : run->batches) (void)storage::decode_head(storage::encode_head(batch.head));
    const auto twice = peers::decode_run(peers::encode_run(*run, names), names);
    if (!twice || twice->batches != run->batches || twice->device != run->device) std::abort();
    return 0;
}
