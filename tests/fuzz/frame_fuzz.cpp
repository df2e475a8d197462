// Frames into a session that stands between two members: whatever was not sealed by the other side, in its
// order, ends the session; real ones before that are taken.
// Input: how many real frames go first:u8, then chunks (size:u8 bytes).
#include <cstdlib>

#include "tests/fuzz/session_pair.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::SessionPair pair;
    auto caller = peers::Session::call(pair.context(0), std::nullopt);
    auto listener = peers::Session::listen(pair.context(1));
    for (int round = 0; round < 3; ++round) {
        listener.feed(caller.take_output());
        (void)fuzz::payloads_of(listener);
        caller.feed(listener.take_output());
        (void)fuzz::payloads_of(caller);
    }
    if (!caller.established() || !listener.established()) std::abort();
    core::Reader in({data, size});
    const std::size_t real = in.u8() % 4;
    for (std::size_t i = 0; i < real; ++i) listener.feed(caller.seal(core::Bytes(i * 7, 1)));
    if (fuzz::payloads_of(listener) != real) std::abort();
    while (in.left() > 0) {
        listener.feed(in.raw(std::min<std::size_t>(in.u8(), in.left())));
        if (fuzz::payloads_of(listener) != 0) std::abort();
    }
    return 0;
}
