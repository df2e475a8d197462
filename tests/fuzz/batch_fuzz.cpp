// A head, a batch and a run of its bytes: what is accepted is canonical, so it is written back byte for byte.
// Input: size of the head:u16, head, body.
#include <cstdlib>

#include "storage/log/batch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    core::Reader in({data, size});
    const auto head = in.raw(in.u16());
    if (!in.ok()) return 0;
    const auto decoded_head = storage::decode_head(head);
    if (decoded_head) {
        const auto again = storage::encode_head(*decoded_head);
        if (!std::equal(again.begin(), again.end(), head.begin(), head.end())) std::abort();
    }
    const auto batch = storage::decode_batch(head, in.raw(in.left()));
    if (!batch) return 0;
    (void)storage::check_parts(*batch);
    const auto twice = storage::decode_batch(storage::encode_head(batch->head), storage::encode_body(*batch));
    if (!twice || !(*twice == *batch)) std::abort();
    return 0;
}
